using FsCheck;
using FsCheck.Fluent;
using KoSales.Domain.Calendars;
using NodaTime;
using Interval = NodaTime.Interval;

namespace KoSales.Tests.Calendars;

public sealed class WorkingTimeTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 4, 4, 30);

    [Fact]
    public void Every_vector_gives_its_due_instant_and_its_minutes()
    {
        Assert.Equal(163, SlaVectors.All.Count);
        Assert.All(
            SlaVectors.All,
            vector =>
            {
                var time = WorkingTime.For(vector.Calendar, vector.From).Value;
                Interval[] pauses = [.. vector.Pauses.Select(p => new Interval(p.From, p.To))];
                Assert.Equal(
                    vector.Due,
                    time.Deadline(vector.From, Duration.FromMinutes(vector.Minutes), pauses)
                );
                Assert.Equal(
                    Duration.FromMinutes(vector.BusinessMinutesFromTo),
                    time.Elapsed(vector.From, vector.To)
                );
            }
        );
    }

    [Fact]
    public void Deadline_and_elapsed_agree_with_a_walk_minute_by_minute()
    {
        var cases =
            from calendar in Gen.Elements<CalendarDefinition>([
                .. SlaVectors.All.Select(v => v.Calendar),
            ])
            from start in Gen.Choose(0, 400 * 24 * 60)
            from minutes in Gen.Choose(1, 900)
            select (
                calendar,
                at: Instant.FromUtc(2025, 12, 1, 0, 0) + Duration.FromMinutes(start),
                minutes
            );
        Prop.ForAll(
                cases.ToArbitrary(),
                c =>
                {
                    var time = WorkingTime.For(c.calendar, c.at).Value;
                    var due = time.Deadline(c.at, Duration.FromMinutes(c.minutes));
                    return due == Walk(c.calendar, c.at, c.minutes)
                        && time.Elapsed(c.at, due) == Duration.FromMinutes(c.minutes);
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Elapsed_is_additive_over_any_split()
    {
        var time = WorkingTime.For(SlaVectors.All[0].Calendar, Now).Value;
        var instants = Gen.Choose(-500_000, 500_000)
            .Select(m => Now + Duration.FromMinutes(m))
            .Three();
        Prop.ForAll(
                instants.ToArbitrary(),
                i =>
                {
                    Instant[] sorted = [.. new[] { i.Item1, i.Item2, i.Item3 }.Order()];
                    return time.Elapsed(sorted[0], sorted[2])
                        == time.Elapsed(sorted[0], sorted[1]) + time.Elapsed(sorted[1], sorted[2]);
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Years_ahead_and_years_back_are_reached()
    {
        var time = WorkingTime.For(CalendarDefinition.Default, Now).Value;
        var work = Duration.FromHours(9 * 313 * 30);
        var due = time.Deadline(Now, work);
        Assert.Equal(work, time.Elapsed(Now, due));
        Assert.Equal(
            Duration.FromHours(9),
            time.Elapsed(Instant.FromUtc(1990, 1, 1, 0, 0), Instant.FromUtc(1990, 1, 2, 0, 0))
        );
        Assert.Equal(due, time.Deadline(Now, work));
    }

    [Fact]
    public void Using_a_window_up_exactly_ends_at_its_closing()
    {
        var time = WorkingTime.For(CalendarDefinition.Default, Now).Value;
        Assert.Equal(
            Instant.FromUtc(2026, 3, 4, 13, 0),
            time.Deadline(Instant.FromUtc(2026, 3, 4, 4, 0), Duration.FromHours(9))
        );
    }

    [Fact]
    public void A_pause_after_the_due_instant_changes_nothing()
    {
        var time = WorkingTime.For(CalendarDefinition.Default, Now).Value;
        var due = time.Deadline(Now, Duration.FromHours(1));
        Assert.Equal(
            due,
            time.Deadline(
                Now,
                Duration.FromHours(1),
                [new Interval(due, due + Duration.FromHours(3))]
            )
        );
    }

    [Fact]
    public void Overlapping_pauses_count_once()
    {
        var time = WorkingTime.For(CalendarDefinition.Default, Now).Value;
        var whole = new Interval(Now + Duration.FromMinutes(10), Now + Duration.FromMinutes(70));
        Interval[] parts =
        [
            new(Now + Duration.FromMinutes(30), Now + Duration.FromMinutes(70)),
            new(Now + Duration.FromMinutes(10), Now + Duration.FromMinutes(50)),
        ];
        Assert.Equal(
            time.Deadline(Now, Duration.FromHours(2), [whole]),
            time.Deadline(Now, Duration.FromHours(2), parts)
        );
    }

    [Fact]
    public void An_overnight_window_is_split_at_midnight_and_a_holiday_takes_its_morning()
    {
        var night = new DayWindow(22 * 3600, 6 * 3600);
        var calendar = new CalendarDefinition(
            "Asia/Kolkata",
            new WeeklyHours { Mon = [night] },
            [new Holiday(new LocalDate(2026, 3, 10))]
        );
        var time = WorkingTime.For(calendar, Now).Value;
        Assert.Equal(
            Duration.FromHours(8),
            time.Elapsed(Instant.FromUtc(2026, 3, 2, 0, 0), Instant.FromUtc(2026, 3, 4, 0, 0))
        );
        Assert.Equal(
            Duration.FromHours(2),
            time.Elapsed(Instant.FromUtc(2026, 3, 9, 0, 0), Instant.FromUtc(2026, 3, 11, 0, 0))
        );
    }

    [Fact]
    public void A_calendar_without_working_time_is_refused()
    {
        var verdict = WorkingTime.For(
            new CalendarDefinition("Asia/Kolkata", new WeeklyHours(), []),
            Now
        );
        Assert.Equal("calendar.never_works", Assert.Single(verdict.Faults).Code);
    }

    [Fact]
    public void An_unknown_zone_is_refused_by_name()
    {
        var verdict = WorkingTime.For(
            CalendarDefinition.Default with
            {
                TimeZone = "Asia/Bhopal",
            },
            Now
        );
        Assert.Contains(
            "Asia/Bhopal",
            Assert.Single(verdict.Faults).Detail,
            StringComparison.Ordinal
        );
    }

    /// <summary>The definition, taken literally: minute by minute, an instant works when its wall time lies
    /// in a window of its date.</summary>
    private static Instant Walk(CalendarDefinition calendar, Instant from, int minutes)
    {
        var zone = DateTimeZoneProviders.Tzdb[calendar.TimeZone];
        var at = from;
        while (minutes > 0)
        {
            if (IsWorking(calendar, at.InZone(zone).LocalDateTime))
                minutes--;
            at += Duration.FromMinutes(1);
        }

        return at;
    }

    private static bool IsWorking(CalendarDefinition calendar, LocalDateTime local)
    {
        var dated = calendar.Holidays.FirstOrDefault(h => h.Date == local.Date);
        var windows = dated is null ? calendar.Week.On(local.DayOfWeek) : dated.Hours ?? [];
        var second = (int)(local.TimeOfDay.TickOfDay / NodaConstants.TicksPerSecond);
        return windows.Any(w => second >= w.From && second < w.To);
    }
}
