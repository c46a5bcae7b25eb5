using KoSales.Domain.Sla;
using KoSales.Domain.Tasks;
using KoSales.Domain.Work;
using KoSales.Functions.Sla.Clocks;
using KoSales.Functions.Sla.Reports;
using NodaTime;

namespace KoSales.Tests.Sla.Clocks;

public sealed class SlaSweepTests : IAsyncLifetime
{
    private SlaRig _rig = null!;

    public async Task InitializeAsync() => _rig = await SlaRig.StartAsync();

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Several_sweeps_at_once_tell_of_each_breach_once()
    {
        var tasks = await _rig.NewTasksAsync(5_000, 60);
        _rig.Clock.Advance(TimeSpan.FromHours(2));

        var results = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(_rig.SweepAsync))
        );

        var events = await _rig.EventsAsync(SlaEventTypes.Breached);
        Assert.Equal(tasks.Count, results.Sum(r => r.Breached));
        Assert.Equal(
            tasks.Select(t => t.Id.Value).Order(),
            events.Select(e => e.Data!.Value.GetProperty("task_id").GetString()!).Order()
        );
        Assert.Equal(0, (await _rig.SweepAsync()).Breached);
    }

    [Fact]
    public async Task A_breach_is_dated_by_the_due_instant_also_after_downtime()
    {
        var task = await _rig.NewTaskAsync(60);
        _rig.Clock.Advance(TimeSpan.FromDays(3));
        await _rig.SweepAsync();

        var sla = (await _rig.LoadAsync(task)).Sla!;
        var told = Assert.Single(await _rig.EventsAsync(SlaEventTypes.Breached)).Data!.Value;
        Assert.Equal(
            (SlaRig.Morning + Duration.FromHours(1), _rig.Clock.Now, null),
            (sla.BreachedAt, sla.DetectedAt, sla.WarnAt)
        );
        Assert.Equal(
            ("2026-03-04T05:30:00.000Z", 0),
            (told.GetProperty("due_at").GetString(), told.GetProperty("level").GetInt32())
        );
        Assert.Empty(await _rig.EventsAsync(SlaEventTypes.Warning));
    }

    [Fact]
    public async Task Nothing_is_due_before_its_instant()
    {
        await _rig.NewTaskAsync(60);
        _rig.Clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, (await _rig.SweepAsync()).Breached);
        _rig.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, (await _rig.SweepAsync()).Breached);
    }

    [Fact]
    public async Task A_clock_of_the_machine_that_jumps_back_and_forth_fires_nothing_twice()
    {
        var task = await _rig.NewTaskAsync(
            100,
            terms => terms with { WarnAtPercent = [50, 75, 90] }
        );
        foreach (var minutes in new[] { 60, -30, 25, 30, -60, 80, -100, 120, 5 })
        {
            _rig.Clock.Advance(TimeSpan.FromMinutes(minutes));
            await _rig.SweepAsync();
        }

        var closed = (await _rig.LoadAsync(task)).TurnClock(
            c => c.Stop(SlaRig.Morning - Duration.FromHours(1)),
            _rig.Times,
            SlaRig.Morning
        );
        Assert.Single(await _rig.EventsAsync(SlaEventTypes.Breached));
        Assert.Equal(
            [50, 75],
            (await _rig.EventsAsync(SlaEventTypes.Warning)).Select(e =>
                e.Data!.Value.GetProperty("percent").GetInt32()
            )
        );
        Assert.Equal((0, true), (closed.Sla!.CompletedInMinutes, closed.Sla.Met));
    }

    [Fact]
    public async Task Each_warning_of_the_policy_is_given_once_and_the_last_one_stands_for_those_slept_through()
    {
        await _rig.NewTaskAsync(100, terms => terms with { WarnAtPercent = [50, 75, 90] });
        List<int> given = [];
        foreach (var minutes in new[] { 49, 1, 10, 35 })
        {
            _rig.Clock.Advance(TimeSpan.FromMinutes(minutes));
            given.Add((await _rig.SweepAsync()).Warned);
        }

        Assert.Equal([0, 1, 0, 1], given);
        Assert.Equal(
            [50, 90],
            (await _rig.EventsAsync(SlaEventTypes.Warning)).Select(e =>
                e.Data!.Value.GetProperty("percent").GetInt32()
            )
        );
    }

    [Fact]
    public async Task A_held_task_is_left_alone_until_it_goes_on()
    {
        var task = await _rig.NewTaskAsync(60);
        await _rig.SaveAsync(
            (task with { Status = TaskState.OnHold }).ClockByStatus(
                _rig.Times,
                _rig.Clock.Now + Duration.FromMinutes(30)
            )
        );
        _rig.Clock.Advance(TimeSpan.FromHours(3));
        Assert.Equal(
            (0, 0),
            ((await _rig.SweepAsync()).Breached, (await _rig.SweepAsync()).Warned)
        );
        await _rig.SaveAsync(
            ((await _rig.LoadAsync(task)) with { Status = TaskState.InProgress }).ClockByStatus(
                _rig.Times,
                _rig.Clock.Now
            )
        );
        _rig.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(1, (await _rig.SweepAsync()).Breached);
    }

    [Fact]
    public async Task A_breach_that_a_longer_target_undid_is_told_again_when_that_one_passes()
    {
        var task = await _rig.NewTaskAsync(60);
        _rig.Clock.Advance(TimeSpan.FromMinutes(70));
        await _rig.SweepAsync();
        await _rig.SaveAsync(
            (await _rig.LoadAsync(task)).TurnClock(
                c => c.Retarget(_rig.Clock.Now, 120),
                _rig.Times,
                _rig.Clock.Now
            )
        );
        Assert.Equal(0, (await _rig.SweepAsync()).Breached);
        _rig.Clock.Advance(TimeSpan.FromMinutes(50));
        Assert.Equal(1, (await _rig.SweepAsync()).Breached);
    }

    [Fact]
    public async Task A_task_closed_at_the_last_moment_is_not_breached()
    {
        var task = await _rig.NewTaskAsync(60);
        _rig.Clock.Advance(TimeSpan.FromHours(2));
        await _rig.SaveAsync(
            (task with { Status = TaskState.Done }).TurnClock(
                c => c.Stop(SlaRig.Morning + Duration.FromHours(1)),
                _rig.Times,
                _rig.Clock.Now
            )
        );
        Assert.Equal(0, (await _rig.SweepAsync()).Breached);
        Assert.Null((await _rig.LoadAsync(task)).Sla!.BreachedAt);
    }

    [Fact]
    public async Task One_host_sweeps_at_a_time_and_a_lease_that_ran_out_is_taken_over()
    {
        var leases = new SweepLeases(_rig.Store);
        var length = Duration.FromMinutes(1);
        Assert.True(await leases.TryTakeAsync("a", SlaRig.Morning, length, CancellationToken.None));
        Assert.False(
            await leases.TryTakeAsync(
                "b",
                SlaRig.Morning + Duration.FromSeconds(59),
                length,
                CancellationToken.None
            )
        );
        Assert.Null(await _rig.NewSweep().RunAsync(CancellationToken.None));
        Assert.True(
            await leases.TryTakeAsync("b", SlaRig.Morning + length, length, CancellationToken.None)
        );
        Assert.True(
            await leases.TryTakeAsync(
                "c",
                SlaRig.Morning - Duration.FromHours(5),
                length,
                CancellationToken.None
            )
        );
        await leases.ReleaseAsync("c", SlaRig.Morning, CancellationToken.None);
        Assert.NotNull(await _rig.NewSweep().RunAsync(CancellationToken.None));
    }

    [Fact]
    public async Task The_sweep_and_the_reports_are_answered_from_indexes()
    {
        var (at, actor) = (SlaRig.Morning, Domain.Access.Actor.System);
        Query[] queries =
        [
            SlaMarks.Overdue(at, 10),
            SlaMarks.Warnable(at, 10),
            ClosedClocks.Within(at, at, actor),
            OverdueClocks.Within(at, at, actor),
        ];
        var used = new List<string?>();
        foreach (var query in queries)
            used.Add(await _rig.Store.ExplainAsync(query, CancellationToken.None));
        Assert.Equal(
            ["tasks_sla_due", "tasks_sla_warn", "tasks_completed", "tasks_sla_breached"],
            used
        );
    }
}
