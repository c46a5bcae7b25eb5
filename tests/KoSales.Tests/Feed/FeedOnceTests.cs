using KoSales.Domain.Feed;
using KoSales.Functions.Feed;
using KoSales.Functions.Outbox;
using KoSales.Functions.Storage.Sqlite;
using KoSales.Tests.Outbox;
using KoSales.Tests.Storage;
using NodaTime;

namespace KoSales.Tests.Feed;

/// <summary>An event gets one number, however often and by whomever it is delivered, and whatever else fails
/// with it.</summary>
public sealed class FeedOnceTests : IAsyncLifetime
{
    private static readonly Duration AfterGrace = OutboxEvents.Grace + Duration.FromSeconds(1);

    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();
    private SqliteDocumentStore _store = null!;

    public async Task InitializeAsync() => _store = await FeedRig.NewStoreAsync(_folder);

    public Task DisposeAsync()
    {
        _store.Dispose();
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Where_another_handler_fails_the_event_is_in_the_feed_at_once_and_never_again()
    {
        var failures = 2;
        var shaky = new Recorder(_ =>
            failures-- > 0 ? throw new InvalidOperationException("not yet") : Task.CompletedTask
        );
        using var app = App(_store, shaky);
        await app.CommitAndDispatchAsync("K0-1", "K0-1");

        var waiting = await UntilAsync(app, e => e.Any(x => x.Attempts == 1));
        Assert.Equal([nameof(Recorder)], waiting[0].Handlers);
        Assert.Equal(2, (await ReadAsync()).Count);
        for (var i = 0; i < 4; i++)
        {
            _time.Pass(AfterGrace);
            await app.RelayAsync();
        }

        Assert.Empty(await app.EventsAsync());
        await AssertOnceAsync(2);
        Assert.Equal(2, shaky.Handled.Count);
    }

    [Fact]
    public async Task What_is_delivered_by_its_request_and_by_two_relays_at_once_is_there_once()
    {
        var slow = new Recorder(_ => Task.Delay(2));
        using var one = App(_store, slow);
        using var two = App(_store, slow);
        using var three = App(_store, slow);
        List<WriteBatch> committed = [];
        for (var i = 0; i < 20; i++)
            committed.Add(
                await one.CommitAsync([.. Enumerable.Range(0, 20).Select(n => $"K0-{n % 10}")])
            );
        // So late are the requests that the relays have taken their events.
        _time.Pass(AfterGrace);
        await Task.WhenAll([
            .. committed.Select(b =>
                one.Dispatcher.DispatchAsync(b, CancellationToken.None).AsTask()
            ),
            two.RelayAsync(),
            three.RelayAsync(),
        ]);

        for (var i = 0; i < 3; i++)
        {
            _time.Pass(Duration.FromMinutes(2));
            await two.RelayAsync();
        }

        await one.UntilLeftAsync(0);
        await AssertOnceAsync(400);
    }

    [Fact]
    public async Task Two_processes_with_the_same_events_at_once_give_them_one_number_each() =>
        await AssertOnceByTwoAsync(_store, _store);

    [Fact]
    public async Task On_MongoDB_too()
    {
        await using var mongo = new MongoRig(clock: TimeProvider.System);
        await mongo.Store.EnsureAsync(FeedRig.Collections, CancellationToken.None);
        var other = mongo.Another();
        await other.EnsureAsync(FeedRig.Collections, CancellationToken.None);
        await AssertOnceByTwoAsync(mongo.Store, other);
    }

    [Fact]
    public async Task Two_processes_of_which_only_one_fails_with_another_handler_give_one_number()
    {
        var broken = new Recorder(_ => throw new InvalidOperationException("never"));
        using var one = App(_store, broken);
        using var two = App(_store, new Recorder());
        var batch = await one.CommitAsync("K0-1");
        _time.Pass(AfterGrace);
        await Task.WhenAll(
            one.Dispatcher.DispatchAsync(batch, CancellationToken.None).AsTask(),
            two.RelayAsync()
        );

        _time.Pass(Duration.FromMinutes(2));
        await two.RelayAsync();
        await one.UntilLeftAsync(0);
        await AssertOnceAsync(1);
    }

    [Fact]
    public async Task What_a_process_could_not_append_the_next_one_does()
    {
        using (var broken = new OutboxRig(_store, _time, new Unreachable()))
        {
            await broken.CommitAndDispatchAsync("K0-1", "K0-2", "K0-1");
            await UntilAsync(broken, e => e.All(x => x.Attempts == 1));
        }

        using var next = App(_store);
        for (var i = 0; i < 3; i++)
        {
            _time.Pass(AfterGrace);
            await next.RelayAsync();
        }

        Assert.Empty(await next.EventsAsync());
        await AssertOnceAsync(3);
    }

    [Fact]
    public async Task An_event_batch_is_in_the_feed_as_a_whole_or_not_at_all()
    {
        var command = new Command(Actor.System, _time.Now, "test")
        {
            EventBatch = new EventBatch(),
        };
        var batch = new WriteBatch();
        for (var i = 0; i < 700; i++)
            batch.Emit(
                command,
                new OutboxFact("lead.created", new EntityRef(EntityKind.Lead, $"K0-{i}"))
            );
        command.EventBatch.AddTo(batch, command);
        Assert.True((await _store.CommitAsync(batch, CancellationToken.None)).IsCommitted);
        using var one = App(_store);
        using var two = App(_store);
        _time.Pass(AfterGrace);
        await Task.WhenAll(
            one.Dispatcher.DispatchAsync(batch, CancellationToken.None).AsTask(),
            two.RelayAsync()
        );
        _time.Pass(Duration.FromMinutes(2));
        await two.RelayAsync();

        await one.UntilLeftAsync(0);
        await AssertOnceAsync(700);
    }

    [Fact]
    public async Task The_events_of_one_commit_about_one_record_are_appended_together()
    {
        using var app = App(_store);
        await app.CommitAndDispatchAsync("K0-1", "K0-1", "K0-1", "K0-1");
        await app.UntilLeftAsync(0);

        var segments = await _store.CountAsync(
            Feeds.Segments,
            Filter.Everything,
            CancellationToken.None
        );
        Assert.Equal(1, segments);
        await AssertOnceAsync(4);
    }

    /// <summary>Both are handed all events, in groups that overlap.</summary>
    private static async Task AssertOnceByTwoAsync(IDocumentStore one, IDocumentStore other)
    {
        OutboxEvent[] happened =
        [
            .. Enumerable.Range(0, 120).Select(i => FeedRig.Event($"K0-{i % 10}")),
        ];
        var (first, second) = (new FeedRig(one), new FeedRig(other));
        await first.CommitAsync(happened);
        await Task.WhenAll([
            .. happened.Chunk(7).Select(first.CloseAsync),
            .. happened.Reverse().Chunk(5).Select(second.CloseAsync),
        ]);

        var read = await second.ReadAsync(new FeedQuery(FeedRig.Auditor, []));
        Assert.Equal(Enumerable.Range(1, 120).Select(n => (long)n), read.Select(e => e.Number));
        Assert.Equal(
            happened.Select(e => e.Id).Order(StringComparer.Ordinal),
            read.Select(e => e.Id).Order(StringComparer.Ordinal)
        );
    }

    private OutboxRig App(IDocumentStore store, params IEventHandler[] handlers) =>
        new(
            store,
            _time,
            new FeedHandler(
                new FeedRig(store).Appender,
                Microsoft.Extensions.Options.Options.Create(new FeedSettings())
            ),
            handlers
        );

    private Task<IReadOnlyList<FeedEntry>> ReadAsync() =>
        new FeedRig(_store).ReadAsync(new FeedQuery(FeedRig.Auditor, []));

    private async Task AssertOnceAsync(int count)
    {
        var read = await ReadAsync();
        Assert.Equal(Enumerable.Range(1, count).Select(n => (long)n), read.Select(e => e.Number));
        Assert.Equal(count, read.Select(e => e.Id).Distinct().Count());
    }

    private static async Task<IReadOnlyList<OutboxEvent>> UntilAsync(
        OutboxRig app,
        Predicate<IReadOnlyList<OutboxEvent>> isSo
    )
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (true)
        {
            var events = await app.EventsAsync();
            if (isSo(events))
                return events;
            await Task.Delay(10, deadline.Token);
        }
    }

    /// <summary>The feed of a process whose store does not answer.</summary>
    private sealed class Unreachable : IClosingHandler
    {
        public IReadOnlyCollection<string> Types { get; } = ["lead.updated"];

        public string Name => "FeedHandler";

        public Task CloseAsync(
            IReadOnlyList<ClosingRow> rows,
            CancellationToken cancellationToken
        ) => Task.FromException(new StoreUnavailableException("no answer"));
    }
}
