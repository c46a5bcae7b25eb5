using System.Collections.Concurrent;
using KoSales.Functions.Outbox;
using KoSales.Tests.Storage;
using NodaTime;

namespace KoSales.Tests.Outbox;

/// <summary>The handler that comes last and takes events out of the outbox itself.</summary>
public sealed class OutboxClosingTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly IDocumentStore _store;

    public OutboxClosingTests() => _store = OutboxRig.NewStore(_folder, _time);

    public void Dispose()
    {
        (_store as IDisposable)?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task It_gets_the_events_of_a_commit_together_in_order_after_all_others()
    {
        var others = new Recorder();
        var closing = new Closing(_store) { Before = () => Assert.Equal(3, others.Handled.Count) };
        using var app = new OutboxRig(_store, _time, closing, others);

        await app.CommitAndDispatchAsync("K0-1", "K0-1", "K0-1");

        await app.UntilLeftAsync(0);
        var rows = Assert.Single(closing.Closed);
        Assert.Equal(
            others.Handled.Select(e => e.Id),
            rows.SelectMany(r => r.Events).Select(e => e.Id)
        );
    }

    [Fact]
    public async Task No_request_waits_for_it()
    {
        var release = new TaskCompletionSource();
        var others = new Recorder();
        var closing = new Closing(_store) { Until = release.Task };
        using var app = new OutboxRig(_store, _time, closing, others);

        // The budget is longer than this.
        await app.CommitAndDispatchAsync("K0-1").WaitAsync(TimeSpan.FromSeconds(90));

        Assert.Single(others.Handled);
        Assert.Single(await app.EventsAsync());
        release.SetResult();
        await app.UntilLeftAsync(0);
    }

    [Fact]
    public async Task What_it_fails_with_it_gets_again_alone_and_in_order()
    {
        var others = new Recorder();
        var fails = true;
        var closing = new Closing(_store)
        {
            Before = () =>
            {
                if (fails)
                    throw new InvalidOperationException("not yet");
            },
        };
        using var app = new OutboxRig(_store, _time, closing, others);
        await app.CommitAndDispatchAsync("K0-1", "K0-1");
        var left = await UntilFailedAsync(app);
        Assert.All(left, e => Assert.Equal(["Closing"], e.Handlers));
        fails = false;
        for (var i = 0; i < 3; i++)
        {
            _time.Pass(Duration.FromMinutes(1));
            await app.RelayAsync();
        }

        Assert.Empty(await app.EventsAsync());
        Assert.Equal(2, others.Handled.Count);
        Assert.Equal(
            others.Handled.Select(e => e.Id),
            closing.Closed.SelectMany(r => r).SelectMany(r => r.Events).Select(e => e.Id)
        );
    }

    [Fact]
    public async Task Where_it_is_idle_events_leave_the_outbox_without_it()
    {
        var closing = new Closing(_store) { IsIdle = true };
        using var app = new OutboxRig(_store, _time, closing, new Recorder());

        await app.CommitAndDispatchAsync("K0-1", "K0-2");

        await app.UntilLeftAsync(0);
        Assert.Empty(closing.Closed);
    }

    [Fact]
    public async Task Nothing_is_closed_twice_or_by_whom_it_does_not_wait_for()
    {
        using var app = new OutboxRig(_store, _time);
        await app.CommitAsync("K0-1", "K0-2", "K0-3");
        var events = await app.EventsAsync();
        var left = events[2] with { Version = 2, Handlers = ["Another"] };
        await _store.CommitAsync(
            new WriteBatch().Replace(OutboxEvents.Collection, left),
            CancellationToken.None
        );
        ClosingRow[] rows = [.. events.Select(e => new ClosingRow(e, [e], null))];

        Assert.False(await ClosedAsync(rows));
        var waiting = await _store.WaitingAsync(rows, "Closing", CancellationToken.None);
        Assert.Equal([rows[0], rows[1]], waiting.OrderBy(r => r.Row.Id, StringComparer.Ordinal));
        Assert.True(await ClosedAsync(rows[..2]));
        Assert.False(await ClosedAsync(rows[..1]));
        Assert.Empty(await _store.WaitingAsync(rows, "Closing", CancellationToken.None));
        Assert.Equal(left.Id, Assert.Single(await app.EventsAsync()).Id);
    }

    private async Task<bool> ClosedAsync(ClosingRow[] rows)
    {
        var batch = new WriteBatch();
        batch.Close(rows, "Closing");
        return (await _store.CommitAsync(batch, CancellationToken.None)).IsCommitted;
    }

    private static async Task<IReadOnlyList<OutboxEvent>> UntilFailedAsync(OutboxRig app)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (true)
        {
            var events = await app.EventsAsync();
            if (events.All(e => e.Attempts == 1))
                return events;
            await Task.Delay(10, deadline.Token);
        }
    }

    private sealed class Closing(IDocumentStore store) : IClosingHandler
    {
        private readonly ConcurrentQueue<IReadOnlyList<ClosingRow>> _closed = new();

        public IReadOnlyCollection<string> Types { get; } = ["lead.updated"];

        public bool IsIdle { get; init; }

        public Action Before { get; init; } = () => { };

        public Task Until { get; init; } = Task.CompletedTask;

        public IReadOnlyList<IReadOnlyList<ClosingRow>> Closed => [.. _closed];

        public async Task CloseAsync(
            IReadOnlyList<ClosingRow> rows,
            CancellationToken cancellationToken
        )
        {
            Before();
            await Until;
            // Before the commit: a test may look as soon as the events have left the outbox.
            _closed.Enqueue(rows);
            var batch = new WriteBatch();
            batch.Close(rows, "Closing");
            Assert.True((await store.CommitAsync(batch, cancellationToken)).IsCommitted);
        }
    }
}
