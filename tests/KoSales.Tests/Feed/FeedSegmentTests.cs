using System.Text.Json;
using KoSales.Domain.Feed;
using KoSales.Domain.Leads;
using KoSales.Functions.Assignment;
using KoSales.Functions.Feed;
using KoSales.Functions.Storage.Sqlite;
using KoSales.Tests.Leads;
using KoSales.Tests.Storage;

namespace KoSales.Tests.Feed;

/// <summary>How the feed is stored.</summary>
public sealed class FeedSegmentTests : IAsyncLifetime
{
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
    public async Task What_is_appended_together_is_one_document_and_a_page_may_begin_within_it()
    {
        var rig = new FeedRig(_store);
        await rig.AppendAsync(Happened(20));
        await rig.AppendAsync(Happened(3));

        Assert.Equal([20, 3], (await SegmentsAsync()).Select(s => s.Entries.Count));
        Assert.Equal(
            Enumerable.Range(6, 18).Select(n => (long)n),
            (await rig.ReadAsync(All, 5)).Select(e => e.Number)
        );
    }

    [Fact]
    public async Task Many_entries_of_one_commit_are_several_documents_of_bounded_size()
    {
        var rig = new FeedRig(_store);
        string[] leads = [.. Enumerable.Range(1, 1_203).Select(i => $"K0-{i}")];
        await rig.AppendAsync(
            FeedRig.Event("H-1", AssignmentEvents.Many(EntityKind.Lead)) with
            {
                Data = AssignmentEvents.Data(leads),
            }
        );
        OutboxEvent[] large =
        [
            .. Happened(5)
                .Select(e =>
                    e with
                    {
                        Data = JsonSerializer.SerializeToElement(new string('x', 400_000)),
                    }
                ),
        ];
        await rig.AppendAsync(large);

        Assert.Equal(
            [500, 500, 203, 2, 2, 1],
            (await SegmentsAsync()).Select(s => s.Entries.Count)
        );
        var read = await rig.ReadAsync(All with { Limit = 200 });
        Assert.Equal(Enumerable.Range(1, 1_208).Select(n => (long)n), read.Select(e => e.Number));
        Assert.Equal(leads.Order(), read.Take(1_203).Select(e => e.Entity.Id).Order());
    }

    [Fact]
    public async Task A_reader_with_little_in_scope_gets_on_through_segments_of_any_size()
    {
        var rig = new FeedRig(_store);
        foreach (var count in new[] { 499, 500, 1, 500, 500, 30, 500 })
            await rig.AppendAsync(Happened(count));
        await rig.AppendAsync(FeedRig.Event("K0-1", "lead.created"));
        var query = new FeedQuery(FeedRig.Auditor, ["lead.created"]);

        var (position, pages) = (0L, 0);
        FeedPage page;
        do
        {
            page = await rig.Reader.ReadAsync(query, position, CancellationToken.None);
            Assert.True(page.Next > position);
            (position, pages) = (page.Next, pages + 1);
        } while (!page.IsCaughtUp);

        Assert.Equal(2_531, Assert.Single(page.Items).Entry.Number);
        Assert.True(pages <= 3, $"{pages} pages");
    }

    [Fact]
    public async Task What_an_earlier_release_stored_is_read_before_what_is_appended_now()
    {
        await AssertFormerAsync(_store);
    }

    [Fact]
    public async Task On_MongoDB_too()
    {
        await using var mongo = new MongoRig(clock: TimeProvider.System);
        await mongo.Store.EnsureAsync(FeedRig.Collections, CancellationToken.None);
        await AssertFormerAsync(mongo.Store);
    }

    [Fact]
    public async Task An_entry_is_in_the_scope_of_whoever_had_the_record_when_it_happened()
    {
        var rig = new FeedRig(_store);
        var lead = LeadSamples.Open with { OwnerId = "A0-0001", TeamId = "TM-1" };
        var handed = lead with { OwnerId = "A0-0002", TeamId = "TM-2", Version = 2 };
        var edited = await CommittedAsync(lead, b => b.Insert(LeadStore.Collection, lead));
        var handedOver = await CommittedAsync(lead, b => b.Replace(LeadStore.Collection, handed));
        // Its commit wrote something else, such as a task.
        var later = await CommittedAsync(lead, _ => { });
        // Nobody knows what a patch left of it.
        var patched = await CommittedAsync(
            lead,
            b =>
                b.Replace(LeadStore.Collection, handed with { OwnerId = "A0-0004", Version = 3 })
                    .Patch(
                        LeadStore.Collection,
                        Filter.Eq("id", lead.Key),
                        new Patch(LeadSamples.Now, "system")
                        {
                            Set = new Dictionary<string, string?> { ["owner_id"] = "\"A0-0003\"" },
                        }
                    )
        );
        await rig.CloseAsync(edited, handedOver, later, patched);

        Assert.Equal(
            [("A0-0001", "TM-1"), ("A0-0002", "TM-2"), ("A0-0003", "TM-2"), ("A0-0003", "TM-2")],
            (await rig.ReadAsync(All)).Select(e => (e.OwnerId, e.TeamId))
        );
    }

    private async Task<OutboxEvent> CommittedAsync(Lead lead, Action<WriteBatch> write)
    {
        var happened = FeedRig.Event(lead.Key);
        var batch = new WriteBatch().Insert(OutboxEvents.Collection, happened);
        write(batch);
        Assert.True((await _store.CommitAsync(batch, CancellationToken.None)).IsCommitted);
        return happened with { Beside = new CommittedRecords(batch) };
    }

    /// <summary>Together, and of an event that the earlier release gave a number and did not remove from the
    /// outbox.</summary>
    private static async Task AssertFormerAsync(IDocumentStore store)
    {
        var rig = new FeedRig(store);
        var (first, second, third) = (
            FeedRig.Event("K0-1") with
            {
                Changed = ["tags"],
            },
            FeedRig.Event("K0-2") with
            {
                Data = JsonSerializer.SerializeToElement(new { stage = "contacted", visit = 2 }),
            },
            FeedRig.Event("K0-3")
        );
        await FormerFeed.StoreAsync(
            store,
            FormerFeed.EntryOf(first, 1) with
            {
                OwnerId = "A0-0001",
            },
            FormerFeed.EntryOf(second, 2)
        );
        await rig.CommitAsync(second);
        await rig.CloseAsync(second);
        await rig.CommitAsync(third);
        await rig.CloseAsync(third, second);

        var read = await rig.ReadAsync(All);
        Assert.Equal(
            [(1, first.Id, "A0-0001"), (2, second.Id, null), (3, third.Id, null)],
            read.Select(e => ((int)e.Number, e.Id, e.OwnerId))
        );
        Assert.Equal(["tags"], read[0].Changed);
        Assert.Equal(2, read[1].Data!.Value.GetProperty("visit").GetInt32());
        var outbox = await store.CountAsync(
            OutboxEvents.Collection,
            Filter.Everything,
            CancellationToken.None
        );
        Assert.Equal(0, outbox);
        Assert.Equal(0, await rig.Reader.BeginAsync(All, isStream: false, CancellationToken.None));
    }

    private static OutboxEvent[] Happened(int count) =>
        [.. Enumerable.Range(0, count).Select(i => FeedRig.Event($"K0-{i % 5}"))];

    private async Task<IReadOnlyList<FeedSegment>> SegmentsAsync() =>
        await _store.ListAsync(
            Feeds.Segments,
            new Query(Feeds.Segments, Filter.Everything) { Limit = 100 },
            CancellationToken.None
        );
}
