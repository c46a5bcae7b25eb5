using KoSales.Tests.Storage;
using NodaTime;

namespace KoSales.Tests.Outbox;

public sealed class OutboxTests : IDisposable
{
    private static readonly Duration AfterGrace = OutboxEvents.Grace + Duration.FromSeconds(1);

    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly IDocumentStore _store;

    public OutboxTests() => _store = OutboxRig.NewStore(_folder, _time);

    public void Dispose()
    {
        (_store as IDisposable)?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_request_delivers_its_own_events_and_they_leave_the_outbox()
    {
        var handler = new Recorder();
        using var app = new OutboxRig(_store, _time, handler);

        await app.CommitAndDispatchAsync("K0-1", "K0-2");

        Assert.Equal(["K0-1", "K0-2"], handler.Handled.Select(e => e.Entity.Id).Order());
        await app.UntilLeftAsync(0);
    }

    [Fact]
    public async Task Events_that_nobody_wants_leave_the_outbox_too()
    {
        using var app = new OutboxRig(_store, _time);

        await app.CommitAndDispatchAsync("K0-1", "K0-2");

        await app.UntilLeftAsync(0);
    }

    [Fact]
    public async Task The_request_waits_no_longer_than_its_budget_and_the_rest_goes_on()
    {
        var release = new TaskCompletionSource();
        var handler = new Recorder(_ => release.Task);
        using var app = new OutboxRig(_store, _time, handler);
        using var impatient = new CancellationTokenSource();
        var batch = await app.CommitAsync("K0-1");

        var waiting = app.Dispatcher.DispatchAsync(batch, impatient.Token);
        await impatient.CancelAsync();
        await waiting;

        Assert.Empty(handler.Handled);
        release.SetResult();
        await app.UntilLeftAsync(0);
        Assert.Single(handler.Handled);
    }

    [Fact]
    public async Task After_a_crash_between_commit_and_dispatch_the_relay_delivers()
    {
        var handler = new Recorder();
        using (var crashed = new OutboxRig(_store, _time))
            await crashed.CommitAsync("K0-1", "K0-1", "K0-2");
        _time.Pass(AfterGrace);
        using var restarted = new OutboxRig(_store, _time, handler);

        Assert.Equal(2, await restarted.RelayAsync());

        Assert.Equal(3, handler.Handled.Count);
        Assert.Empty(await restarted.EventsAsync());
    }

    [Fact]
    public async Task The_relay_leaves_alone_what_a_request_has_just_committed()
    {
        using var app = new OutboxRig(_store, _time, new Recorder());
        await app.CommitAsync("K0-1");

        Assert.Equal(0, await app.RelayAsync());
    }

    [Fact]
    public async Task A_handler_that_fails_twice_gets_the_event_a_third_time()
    {
        var attempts = 0;
        var handler = new Recorder(_ =>
            ++attempts < 3 ? throw new InvalidOperationException("not yet") : Task.CompletedTask
        );
        using var app = new OutboxRig(_store, _time, handler);
        await app.CommitAndDispatchAsync("K0-1");

        Assert.Equal(0, await app.RelayAsync());
        _time.Pass(Duration.FromSeconds(2));
        Assert.Equal(0, await app.RelayAsync());
        Assert.Equal((2, 2), (attempts, Assert.Single(await app.EventsAsync()).Attempts));
        _time.Pass(Duration.FromSeconds(4));
        Assert.Equal(1, await app.RelayAsync());

        Assert.Single(handler.Handled);
        Assert.Empty(await app.EventsAsync());
    }

    [Fact]
    public async Task After_the_last_attempt_it_is_set_aside_and_no_longer_in_the_way()
    {
        var handler = new Recorder(e =>
            e.Changed.Count == 0 && e.Attempts < 3 && e.Entity.Id == "K0-1"
                ? throw new InvalidOperationException("never")
                : Task.CompletedTask
        );
        using var app = new OutboxRig(_store, _time, handler);
        await app.CommitAndDispatchAsync("K0-1");
        for (var i = 0; i < 4; i++)
        {
            _time.Pass(Duration.FromMinutes(1));
            await app.RelayAsync();
        }

        var dead = Assert.Single(await app.EventsAsync());
        Assert.Equal(
            (3, "InvalidOperationException in attempt 3", OutboxEvents.Never),
            (dead.Attempts, dead.DeadReason, dead.NextAttemptAt)
        );
        await app.CommitAndDispatchAsync("K0-2");
        Assert.Equal("K0-2", Assert.Single(handler.Handled).Entity.Id);
    }

    [Fact]
    public async Task A_failed_event_holds_up_the_later_ones_of_its_entity_and_no_others()
    {
        var fail = true;
        var handler = new Recorder(e =>
            fail && e.Entity.Id == "K0-1"
                ? throw new InvalidOperationException("not yet")
                : Task.CompletedTask
        );
        using var app = new OutboxRig(_store, _time, handler);
        var events = new List<string>();
        foreach (var id in new[] { "K0-1", "K0-1", "K0-2", "K0-1" })
        {
            var batch = await app.CommitAsync(id);
            events.Add(((WriteOperation.Insert)batch.Operations[0]).Id);
            await app.Dispatcher.DispatchAsync(batch, CancellationToken.None);
        }

        Assert.Equal([events[2]], handler.Handled.Select(e => e.Id));
        fail = false;
        _time.Pass(AfterGrace);
        await app.RelayAsync();
        Assert.Equal(
            [events[2], events[0], events[1], events[3]],
            handler.Handled.Select(e => e.Id)
        );
    }

    [Fact]
    public async Task A_handler_that_fails_keeps_the_later_events_of_the_entity_from_no_other_handler()
    {
        var broken = new Recorder(_ => throw new InvalidOperationException("never"))
        {
            Name = "broken",
        };
        var healthy = new Recorder(_ => Task.CompletedTask) { Name = "healthy" };
        using var app = new OutboxRig(_store, _time, broken, healthy);
        await app.CommitAndDispatchAsync("K0-1");
        await app.CommitAsync("K0-1");
        await app.CommitAsync("K0-1");

        _time.Pass(AfterGrace);
        await app.RelayAsync();

        Assert.Equal(3, healthy.Handled.Count);
        Assert.All(await app.EventsAsync(), e => Assert.Equal(["broken"], e.Handlers));
    }

    [Fact]
    public async Task A_handler_that_recovers_gets_what_it_missed_in_order_and_the_others_get_nothing_twice()
    {
        var fail = true;
        var late = new Recorder(_ =>
            fail ? throw new InvalidOperationException("not yet") : Task.CompletedTask
        )
        {
            Name = "late",
        };
        var healthy = new Recorder(_ => Task.CompletedTask) { Name = "healthy" };
        using var app = new OutboxRig(_store, _time, late, healthy);
        await app.CommitAndDispatchAsync("K0-1");
        await app.CommitAsync("K0-1");
        _time.Pass(AfterGrace);
        await app.RelayAsync();
        fail = false;

        _time.Pass(Duration.FromMinutes(1));
        await app.RelayAsync();

        Assert.Equal(healthy.Handled.Select(e => e.Id), late.Handled.Select(e => e.Id));
        Assert.Equal(2, healthy.Handled.Count);
        Assert.Empty(await app.EventsAsync());
    }

    [Fact]
    public async Task An_event_left_for_a_handler_that_is_no_more_goes_to_all()
    {
        var handler = new Recorder(_ => Task.CompletedTask);
        using var app = new OutboxRig(_store, _time, handler);
        var batch = await app.CommitAsync("K0-1");
        var left = (await app.EventsAsync())[0] with { Version = 2, Handlers = ["Renamed"] };
        await _store.CommitAsync(
            new WriteBatch().Replace(OutboxEvents.Collection, left),
            CancellationToken.None
        );

        _time.Pass(AfterGrace);
        await app.RelayAsync();

        Assert.Equal(
            ((WriteOperation.Insert)batch.Operations[0]).Id,
            Assert.Single(handler.Handled).Id
        );
    }

    [Fact]
    public async Task Once_its_backlog_is_gone_an_entity_is_served_at_once_again()
    {
        var fail = true;
        var handler = new Recorder(_ =>
            fail ? throw new InvalidOperationException("not yet") : Task.CompletedTask
        );
        using var app = new OutboxRig(_store, _time, handler);
        await app.CommitAndDispatchAsync("K0-1");
        fail = false;
        _time.Pass(AfterGrace);
        await app.RelayAsync();

        await app.CommitAndDispatchAsync("K0-1");

        Assert.Equal(2, handler.Handled.Count);
    }

    [Fact]
    public async Task What_an_earlier_run_left_is_not_overtaken()
    {
        string older;
        using (var crashed = new OutboxRig(_store, _time))
            older = ((WriteOperation.Insert)(await crashed.CommitAsync("K0-1")).Operations[0]).Id;
        _time.Pass(AfterGrace);
        var handler = new Recorder();
        using var restarted = new OutboxRig(_store, _time, handler);

        await restarted.CommitAndDispatchAsync("K0-1");
        Assert.Empty(handler.Handled);
        await restarted.RelayAsync();
        _time.Pass(AfterGrace);
        await restarted.RelayAsync();

        Assert.Equal(2, handler.Handled.Count);
        Assert.Equal(older, handler.Handled[0].Id);
    }

    [Fact]
    public async Task Two_relays_at_once_deliver_each_event_once_and_in_order()
    {
        var seen = new Recorder(_ => Task.Delay(1));
        using (var crashed = new OutboxRig(_store, _time))
        {
            for (var i = 0; i < 4; i++)
                await crashed.CommitAsync([.. Enumerable.Range(0, 60).Select(n => $"K0-{n % 20}")]);
        }

        _time.Pass(AfterGrace);
        using var one = new OutboxRig(_store, _time, seen);
        using var two = new OutboxRig(_store, _time, seen);
        await Task.WhenAll(one.RelayAsync(), two.RelayAsync(), one.RelayAsync());

        Assert.Equal(240, seen.Handled.Count);
        Assert.Equal(240, seen.Handled.Select(e => e.Id).Distinct().Count());
        Assert.All(
            seen.Handled.GroupBy(e => e.Entity.Id),
            entity =>
                Assert.Equal(
                    entity.Select(e => e.Id).Order(StringComparer.Ordinal),
                    entity.Select(e => e.Id)
                )
        );
    }

    [Fact]
    public async Task Many_events_of_one_entity_arrive_in_the_order_of_their_commits()
    {
        var handler = new Recorder(e =>
            e.Id[^1] % 2 == 0
                ? Task.Yield().GetAwaiter().IsCompleted
                    ? Task.CompletedTask
                    : Task.Delay(1)
                : Task.CompletedTask
        );
        using var app = new OutboxRig(_store, _time, handler);
        var pending = new List<Task>();
        for (var i = 0; i < 50; i++)
            pending.Add(
                app.Dispatcher.DispatchAsync(await app.CommitAsync("K0-1"), CancellationToken.None)
                    .AsTask()
            );
        await Task.WhenAll(pending);

        Assert.Equal(50, handler.Handled.Count);
        Assert.Equal(
            handler.Handled.Select(e => e.Id).Order(StringComparer.Ordinal),
            handler.Handled.Select(e => e.Id)
        );
    }

    [Fact]
    public async Task A_handler_that_commits_for_its_own_entity_does_not_wait_for_itself()
    {
        OutboxRig? rig = null;
        var commits = 0;
        var handler = new Recorder(async _ =>
        {
            if (Interlocked.Increment(ref commits) == 1)
                await rig!.CommitAndDispatchAsync("K0-1");
        });
        using var running = rig = new OutboxRig(_store, _time, handler);

        await running.CommitAndDispatchAsync("K0-1");

        await running.UntilLeftAsync(0);
        Assert.Equal(2, handler.Handled.Count);
    }
}
