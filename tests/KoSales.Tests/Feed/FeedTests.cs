using KoSales.Domain.Feed;
using KoSales.Functions.Api.Responses;
using KoSales.Functions.Assignment;
using KoSales.Functions.Feed;
using KoSales.Functions.Storage.Sqlite;
using KoSales.Tests.AssignmentJobs;
using KoSales.Tests.Storage;

namespace KoSales.Tests.Feed;

public sealed class FeedTests : IAsyncLifetime
{
    private const int Each = 300;

    private static readonly FeedQuery All = new(FeedRig.Auditor, []) { Limit = 7 };

    private readonly TempFolder _folder = new();
    private SqliteDocumentStore _store = null!;

    public async Task InitializeAsync() => _store = await FeedRig.NewStoreAsync(_folder);

    public Task DisposeAsync()
    {
        _store.Dispose();
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Two_processes_append_and_a_reader_meanwhile_misses_nothing() =>
        await AssertNothingMissedAsync(_store, _store);

    [Fact]
    public async Task On_MongoDB_too()
    {
        await using var mongo = new MongoRig(clock: TimeProvider.System);
        await mongo.Store.EnsureAsync(FeedRig.Collections, CancellationToken.None);
        var other = mongo.Another();
        await other.EnsureAsync(FeedRig.Collections, CancellationToken.None);
        await AssertNothingMissedAsync(mongo.Store, other);
    }

    [Fact]
    public async Task An_event_that_comes_again_has_one_number()
    {
        var (one, other) = (new FeedRig(_store), new FeedRig(_store));
        var (first, second, third) = (
            FeedRig.Event("K0-1"),
            FeedRig.Event("K0-1"),
            FeedRig.Event("K0-2")
        );
        await one.AppendAsync(first);
        await one.CommitAsync(second, third);
        await Task.WhenAll(
            one.CloseAsync(first),
            other.CloseAsync(second),
            other.CloseAsync(first),
            one.CloseAsync(second),
            one.CloseAsync(third)
        );

        var read = await one.ReadAsync(All);
        Assert.Equal([1, 2, 3], read.Select(e => e.Number));
        Assert.Equal(
            new[] { first.Id, second.Id, third.Id }.Order(StringComparer.Ordinal),
            read.Select(e => e.Id).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Others_who_append_while_a_slow_process_reads_do_not_keep_it_out()
    {
        var slowStore = new FaultyStore(_store);
        var (slow, fast) = (new FeedRig(slowStore), new FeedRig(_store));
        var happened = FeedRig.Event("K0-1");
        await slow.CommitAsync(happened);
        var others = 0;
        slowStore.BeforeReads = async () =>
        {
            others++;
            await fast.AppendAsync(FeedRig.Event("K0-2"));
        };
        await slow.CloseAsync(happened);

        Assert.InRange(others, 1, 4);
        Assert.Equal(happened.Id, (await fast.ReadAsync(All))[^1].Id);
    }

    [Fact]
    public async Task A_hand_over_of_several_records_is_told_of_each()
    {
        var rig = new FeedRig(_store);
        await rig.AppendAsync(
            FeedRig.Event("H-1", AssignmentEvents.Many(EntityKind.Lead)) with
            {
                Data = AssignmentEvents.Data(["K0-1", "K0-2"]),
            }
        );

        var read = await rig.ReadAsync(All);
        Assert.Equal(["K0-1", "K0-2"], read.Select(e => e.Entity.Id));
        Assert.All(read, e => Assert.Equal("lead.assigned", e.Type));
    }

    [Fact]
    public async Task Who_sees_a_record_sees_what_happens_to_it_and_to_their_own_work()
    {
        string?[] people = ["A0-0001", "A0-0002", null];
        string?[] teams = ["TM-1", "TM-2", null];
        FormerEntry[] entries =
        [
            .. (
                from owner in people
                from team in teams
                from worker in people
                select new FeedRow(owner, team, worker)
            ).Select(EntryOf),
        ];
        await FormerFeed.StoreAsync(_store, entries);

        foreach (var role in Enum.GetValues<Role>())
        foreach (var team in teams)
        {
            var actor = new Actor("A0-0001", [role], team);
            var scope = Filter.AnyOf(Scope.Owned(actor), Filter.Eq("worker_id", actor.Id));
            var inScope = await _store.QueryAsync(
                new Query(FormerFeed.Entries, scope) { Limit = 100 },
                CancellationToken.None
            );
            Assert.Equal(
                inScope.Select(e => FormerFeed.Entries.Read(e).Number).Order(),
                (await new FeedRig(_store).ReadAsync(new FeedQuery(actor, []))).Select(e =>
                    e.Number
                )
            );
        }
    }

    [Fact]
    public async Task A_cursor_is_refused_once_what_followed_it_is_gone()
    {
        var rig = new FeedRig(_store);
        for (var i = 0; i < 5; i++)
            await rig.AppendAsync(FeedRig.Event("K0-1"));
        await _store.CommitAsync(
            new WriteBatch().Delete(
                Feeds.Segments,
                new Filter.Condition("number", FilterOperator.Lte, new FilterValue.Number(2))
            ),
            CancellationToken.None
        );

        var refused = await Assert.ThrowsAsync<RefusalException>(() => BeginAsync(rig, 1));
        Assert.Equal("feed.cursor_expired", refused.Faults[0].Code);
        await Assert.ThrowsAsync<RefusalException>(() =>
            rig.Reader.ReadAsync(All, 1, CancellationToken.None)
        );
        // A store that was brought back from a copy may be behind its readers.
        await Assert.ThrowsAsync<RefusalException>(() => BeginAsync(rig, 6));
        Assert.Equal(2, await BeginAsync(rig, 2));
        Assert.Equal(2, await BeginAsync(rig, null));
        Assert.Equal(5, await rig.Reader.BeginAsync(All, isStream: true, CancellationToken.None));
        Assert.Equal([3, 4, 5], (await rig.ReadAsync(All, 2)).Select(e => e.Number));
    }

    [Fact]
    public async Task The_tail_has_what_was_appended_since_somebody_reads_and_nothing_before()
    {
        var rig = new FeedRig(_store);
        await rig.AppendAsync(FeedRig.Event("K0-1"));
        Assert.Null(rig.Tail.After(0));
        using (rig.Tail.Join())
        {
            // Taken before what it announces is looked at, or the news may be missed.
            var advanced = rig.Tail.Advanced;
            while (rig.Tail.After(1) is null)
            {
                await advanced.WaitAsync(TimeSpan.FromSeconds(90));
                advanced = rig.Tail.Advanced;
            }

            await rig.AppendAsync(FeedRig.Event("K0-2"));
            // Appended by another process, which the poll finds.
            await new FeedRig(_store).AppendAsync(FeedRig.Event("K0-3"));
            while (rig.Tail.After(1) is not { Items.Count: 2 })
            {
                await advanced.WaitAsync(TimeSpan.FromSeconds(90));
                advanced = rig.Tail.Advanced;
            }

            Assert.Null(rig.Tail.After(0));
            Assert.Equal(["K0-3"], rig.Tail.After(2)!.Items.Select(i => i.Entry.Entity.Id));
            Assert.Equal((0, 3), (rig.Tail.After(3)!.Items.Count, rig.Tail.After(3)!.Next));
        }

        Assert.Null(rig.Tail.After(1));
    }

    private static Task<long> BeginAsync(FeedRig rig, long? position) =>
        rig.Reader.BeginAsync(
            All with
            {
                Position = position,
            },
            isStream: false,
            CancellationToken.None
        );

    /// <summary>Both append at the same time, while somebody reads page by page.</summary>
    private static async Task AssertNothingMissedAsync(IDocumentStore one, IDocumentStore other)
    {
        var happened = Enumerable
            .Range(0, 2 * Each)
            .Select(i => FeedRig.Event($"K0-{i % 10}"))
            .ToArray();
        var appending = Task.WhenAll(
            AppendAsync(new FeedRig(one), happened[..Each]),
            AppendAsync(new FeedRig(other), happened[Each..])
        );
        var reader = new FeedRig(one);
        List<FeedEntry> read = [];
        while (read.Count < happened.Length)
        {
            var isOver = appending.IsCompleted;
            read.AddRange(await reader.ReadAsync(All, read.Count));
            if (!isOver)
                continue;
            await appending;
            Assert.Equal(happened.Length, read.Count);
        }

        Assert.Equal(
            Enumerable.Range(1, happened.Length).Select(n => (long)n),
            read.Select(e => e.Number)
        );
        Assert.Equal(
            happened.Select(e => e.Id).Order(StringComparer.Ordinal),
            read.Select(e => e.Id).Order(StringComparer.Ordinal)
        );
    }

    private static Task AppendAsync(FeedRig rig, OutboxEvent[] happened) =>
        Parallel.ForEachAsync(
            happened,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (e, _) =>
            {
                await rig.CommitAsync(e);
                await DeliverAsync(rig, e);
            }
        );

    /// <summary>Again when others were faster too often, as the relay does.</summary>
    private static async Task DeliverAsync(FeedRig rig, OutboxEvent happened)
    {
        for (var again = 2; ; again--)
        {
            try
            {
                await rig.CloseAsync(happened);
                return;
            }
            catch (StoreUnavailableException) when (again > 0) { }
        }
    }

    private static FormerEntry EntryOf(FeedRow row, int i) =>
        new()
        {
            Id = $"E-{i:D3}",
            Number = i + 1,
            Type = "lead.updated",
            Entity = new EntityRef(EntityKind.Lead, "K0-1"),
            Causation = "test",
            At = NodaTime.Instant.FromUtc(2026, 11, 23, 6, 0),
            By = "system",
            OwnerId = row.OwnerId,
            TeamId = row.TeamId,
            WorkerId = row.WorkerId,
        };

    private sealed record FeedRow(string? OwnerId, string? TeamId, string? WorkerId);
}
