using FsCheck;
using FsCheck.Fluent;
using KoSales.Domain.Calendars;
using KoSales.Domain.Sla;
using NodaTime;

namespace KoSales.Tests.Sla.Clocks;

public sealed class ClockReadingTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 3, 4, 4, 30);
    private static readonly WorkingTime Office = WorkingTime
        .For(CalendarDefinition.Default, Start)
        .Value;
    private static readonly Times Calendars = new(
        new() { ["office"] = Office, ["wall"] = WallTime.Instance }
    );

    [Fact]
    public void A_task_closed_at_its_due_instant_is_met_and_one_second_later_is_not()
    {
        var clock = SlaClock.Started(Start, 240, "office", "A0-0002");
        var due = Instant.FromUtc(2026, 3, 4, 8, 30);
        Assert.Equal(due, Read(clock).Due);
        Assert.True(Read(clock.Stop(due)).Met);
        Assert.False(Read(clock.Stop(due + Duration.FromSeconds(1))).Met);
    }

    [Fact]
    public void A_paused_clock_has_no_due_instant_until_it_is_resumed()
    {
        var paused = SlaClock
            .Started(Start, 240, "office", null)
            .Pause(Start + Duration.FromHours(1));
        Assert.Null(Read(paused).Due);
        Assert.Equal(Duration.FromHours(1), Read(paused).Used(Start + Duration.FromHours(3)));
        Assert.Equal(
            Start + Duration.FromHours(6),
            Read(paused.Resume(Start + Duration.FromHours(3))).Due
        );
    }

    [Fact]
    public void A_pause_after_the_due_instant_changes_neither_due_nor_overrun()
    {
        var late = SlaClock
            .Started(Start, 60, "office", "A0-0002")
            .Pause(Start + Duration.FromHours(2))
            .Resume(Start + Duration.FromHours(3));
        Assert.Equal(Start + Duration.FromHours(1), Read(late).Due);
        Assert.Equal(
            [("A0-0002", Duration.FromHours(3))],
            Read(late).Overruns(Start + Duration.FromHours(4))
        );
    }

    [Fact]
    public void A_new_target_counts_from_the_original_start_and_keeps_earlier_pauses()
    {
        var clock = SlaClock
            .Started(Start, 60, "office", null)
            .Pause(Start + Duration.FromMinutes(30))
            .Resume(Start + Duration.FromMinutes(60))
            .Retarget(Start + Duration.FromMinutes(70), 120);
        Assert.Equal(Start + Duration.FromMinutes(150), Read(clock).Due);
    }

    [Fact]
    public void Another_calendar_counts_from_its_effective_instant()
    {
        var closing = Instant.FromUtc(2026, 3, 4, 13, 0);
        var clock = SlaClock
            .Started(closing - Duration.FromHours(1), 120, "office", null)
            .Under(closing, "wall");
        Assert.Equal(closing + Duration.FromHours(1), Read(clock).Due);
    }

    [Fact]
    public void Overrun_is_shared_out_to_each_holder()
    {
        var clock = SlaClock
            .Started(Start, 60, "office", "A0-0002")
            .HeldBy(Start + Duration.FromMinutes(90), "A0-0003")
            .Stop(Start + Duration.FromMinutes(150));
        Assert.Equal(
            [("A0-0002", Duration.FromMinutes(30)), ("A0-0003", Duration.FromMinutes(60))],
            Read(clock).Overruns(Start)
        );
    }

    [Fact]
    public void A_clock_that_jumps_back_never_gives_negative_time()
    {
        var clock = SlaClock
            .Started(Start, 60, "wall", null)
            .Pause(Start - Duration.FromMinutes(5))
            .Resume(Start - Duration.FromMinutes(9))
            .Stop(Start - Duration.FromHours(1));
        Assert.Equal(Duration.Zero, Read(clock).Used(Start));
        Assert.True(Read(clock).Met);
    }

    [Fact]
    public void What_is_used_at_the_due_instant_is_the_target_whatever_the_pauses()
    {
        var pauses = Gen.Choose(1, 600).Two().ArrayOf(4);
        Prop.ForAll(
                pauses.ToArbitrary(),
                gaps =>
                {
                    var (clock, at) = (SlaClock.Started(Start, 300, "office", null), Start);
                    foreach (var (before, length) in gaps)
                    {
                        clock = clock.Pause(at += Duration.FromMinutes(before));
                        clock = clock.Resume(at += Duration.FromMinutes(length));
                    }

                    var reading = Read(clock);
                    return reading.Used(reading.Due!.Value) == Duration.FromMinutes(300);
                }
            )
            .QuickCheckThrowOnFailure();
    }

    private static ClockReading Read(SlaClock clock) => new(clock, Calendars);

    private sealed class Times(Dictionary<string, IClockTime> times) : IClockTimes
    {
        public IClockTime Of(string key) => times[key];
    }
}
