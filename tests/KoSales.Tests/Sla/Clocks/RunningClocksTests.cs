using KoSales.Domain.Agents;
using KoSales.Domain.Calendars;
using KoSales.Domain.Sla;
using NodaTime;

namespace KoSales.Tests.Sla.Clocks;

public sealed class RunningClocksTests : IAsyncLifetime
{
    private SlaRig _rig = null!;

    public async Task InitializeAsync() => _rig = await SlaRig.StartAsync();

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task A_new_version_counts_for_running_clocks_from_its_effective_instant()
    {
        var task = await _rig.NewTaskAsync(600);
        var clocks = _rig.NewClocks();
        await clocks.FollowAsync(CancellationToken.None);
        var noon = SlaRig.Morning + Duration.FromHours(2);
        await RedefineAsync(week => week with { Wed = [new DayWindow(0, DayWindow.Day)] }, noon);
        Assert.Equal(0, await clocks.FollowAsync(CancellationToken.None));
        _rig.Clock.Advance(TimeSpan.FromHours(3));

        Assert.Equal(1, await clocks.FollowAsync(CancellationToken.None));

        var sla = (await _rig.LoadAsync(task)).Sla!;
        Assert.Equal(SlaRig.Morning + Duration.FromHours(10), sla.DueAt);
        Assert.Equal(
            (noon, "CAL-1.2"),
            sla.Clock.Log.Where(e => e.Event == ClockEvent.Calendar)
                .Select(e => (e.At, e.Calendar!))
                .Single()
        );
        Assert.Equal(0, await _rig.NewClocks().FollowAsync(CancellationToken.None));
    }

    [Fact]
    public async Task What_a_clock_has_counted_stays_counted()
    {
        var task = await _rig.NewTaskAsync(600);
        await RedefineAsync(week => week with { Wed = [] }, SlaRig.Morning + Duration.FromHours(1));
        _rig.Clock.Advance(TimeSpan.FromHours(5));
        await _rig.NewClocks().FollowAsync(CancellationToken.None);
        var loaded = await _rig.LoadAsync(task);
        Assert.Equal(
            Duration.FromHours(1),
            new ClockReading(loaded.Sla!.Clock, _rig.Times).Used(_rig.Clock.Now)
        );
        Assert.Equal(Instant.FromUtc(2026, 3, 5, 13, 0), loaded.Sla.DueAt);
    }

    [Fact]
    public async Task Leave_that_is_entered_later_moves_what_its_agent_holds()
    {
        var agent = new Agent
        {
            Id = AgentId.Of("A0-0007"),
            Name = "Meena",
            Email = "meena@example.in",
            Roles = [Role.Agent],
        };
        await CommitAsync(new WriteBatch().Insert(Agent.Collection, agent));
        var (hers, others) = (
            await _rig.NewTaskAsync(900, owner: "A0-0007"),
            await _rig.NewTaskAsync(900)
        );
        await CommitAsync(
            new WriteBatch().Replace(
                Agent.Collection,
                agent with
                {
                    Version = 2,
                    Leave = [new LeavePeriod(new LocalDate(2026, 3, 5), new LocalDate(2026, 3, 6))],
                }
            )
        );
        _rig.Cache.Evict();

        Assert.Equal(1, await _rig.NewClocks().FollowAsync(CancellationToken.None));

        Assert.Equal(
            Duration.FromDays(2),
            (await _rig.LoadAsync(hers)).DueAt - (await _rig.LoadAsync(others)).DueAt
        );
    }

    [Fact]
    public async Task A_wall_clock_and_a_closed_one_follow_no_calendar()
    {
        await _rig.NewTaskAsync(60, terms => terms with { CalendarKey = SlaClock.WallKey });
        var stopped = SlaClock.Started(SlaRig.Morning, 60, "CAL-1.1", null).Stop(SlaRig.Morning);
        await RedefineAsync(week => week with { Wed = [] }, SlaRig.Morning);
        Assert.Equal(0, await _rig.NewClocks().FollowAsync(CancellationToken.None));
        Assert.Same(stopped, stopped.Follow(new CalendarStack([], []), SlaRig.Morning));
    }

    private async Task RedefineAsync(Func<WeeklyHours, WeeklyHours> change, Instant from)
    {
        var current = (
            await _rig.Store.FirstAsync(
                CalendarStore.Collection,
                Filter.Everything,
                CancellationToken.None
            )
        )!;
        var next = current with
        {
            Version = current.Version + 1,
            CalendarVersion = current.CalendarVersion + 1,
            EffectiveFrom = from,
            Week = change(current.Week),
        };
        await CommitAsync(
            new WriteBatch()
                .Replace(CalendarStore.Collection, next)
                .Insert(CalendarStore.Versions, next.ToVersion())
        );
        _rig.Cache.Evict();
    }

    private async Task CommitAsync(WriteBatch batch) =>
        Assert.True((await _rig.Store.CommitAsync(batch, CancellationToken.None)).IsCommitted);
}
