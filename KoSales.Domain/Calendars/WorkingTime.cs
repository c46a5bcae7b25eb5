using KoSales.Domain.Kernel;
using NodaTime;

namespace KoSales.Domain.Calendars;

/// <summary>Arithmetic in working time, exact to the second.</summary>
/// <remarks>
/// An instant is working when its local wall time lies in a window [from, to) of its local date; skipped wall times do not exist, repeated ones count each time.
/// <list type="bullet">
/// <item><c>Elapsed(a, b)</c> is the working time in [a, b).</item>
/// <item><c>Deadline(s, d)</c> is the least t ≥ s with Elapsed(s, t) ≥ d, so using a window up exactly ends at its closing.</item>
/// </list>
/// Both are searches in prefix sums over the calendar's working intervals, so years cost what hours cost. The intervals are laid out on first use and
/// extended when a question reaches beyond them. Thread-safe.
/// </remarks>
public sealed class WorkingTime : IClockTime
{
    private static readonly Instant Earliest = Instant.FromUtc(1900, 1, 1, 0, 0);
    private static readonly Instant Latest = Instant.FromUtc(9000, 1, 1, 0, 0);

    private readonly WorkingIntervals _layout;
    private readonly Lock _growing = new();
    private volatile WorkingSpan _span;

    private WorkingTime(CalendarDefinition calendar, DateTimeZone zone)
    {
        Calendar = calendar;
        _layout = new WorkingIntervals(calendar, zone);
        _span = WorkingSpan.Empty;
    }

    public CalendarDefinition Calendar { get; }

    /// <summary>Refuses an unknown zone, and a calendar without working time in any 366 days from the first of this year on.</summary>
    /// <param name="now">The 366 days are counted from here.</param>
    public static Verdict<WorkingTime> For(CalendarDefinition calendar, Instant now)
    {
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(calendar.TimeZone) is not { } zone)
        {
            return Fault.Invalid("/time_zone", "calendar.unknown_zone", $"There is no time zone '{calendar.TimeZone}'; use an IANA name such as Asia/Kolkata.");
        }

        var working = new WorkingTime(calendar, zone);
        return working.Elapsed(now, now + Duration.FromDays(366)) > Duration.Zero
            ? working
            : Fault.Invalid("/week", "calendar.never_works", "The calendar has no working time in the next 366 days; give at least one weekday a window.");
    }

    /// <summary>Working time in [<paramref name="from"/>, <paramref name="to"/>); zero when <paramref name="to"/> is not after <paramref name="from"/>.</summary>
    public Duration Elapsed(Instant from, Instant to)
    {
        if (to <= from) return Duration.Zero;
        var span = Covering(from, to);
        return Duration.FromTicks(span.WorkedUntil(to.ToUnixTimeTicks()) - span.WorkedUntil(from.ToUnixTimeTicks()));
    }

    /// <summary>The least instant t ≥ <paramref name="start"/> with <c>Elapsed(start, t) ≥ work</c>; the start itself when there is no work.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The deadline lies beyond the year 9000.</exception>
    public Instant Deadline(Instant start, Duration work)
    {
        if (work <= Duration.Zero) return start;
        var ticks = work.BclCompatibleTicks;
        var span = Covering(start, start);
        var target = span.WorkedUntil(start.ToUnixTimeTicks()) + ticks;
        while (target > span.Total)
        {
            var before = span;
            span = Grow(span.End + Duration.FromDays(366));
            target += span.WorkedUntil(before.End.ToUnixTimeTicks()) - before.Total;
        }

        return Instant.FromUnixTimeTicks(span.FirstWith(target));
    }

    public bool IsWorking(Instant instant) => Elapsed(instant, instant + Duration.FromTicks(1)) > Duration.Zero;

    private WorkingSpan Covering(Instant from, Instant to)
    {
        var span = _span;
        return span.Start <= from && to <= span.End ? span : Grow(from, to);
    }

    private WorkingSpan Grow(Instant to) => Grow(_span.Start, to);

    /// <summary>Lays out at least [from, to), in steps of years and never less than doubling, so that growing is rare.</summary>
    private WorkingSpan Grow(Instant from, Instant to)
    {
        if (from < Earliest || to > Latest) throw new ArgumentOutOfRangeException(nameof(to), "working time is defined between the years 1900 and 9000");
        lock (_growing)
        {
            var span = _span;
            if (span.Start <= from && to <= span.End) return span;
            var start = span.IsEmpty ? from - Duration.FromDays(400) : Instant.Min(span.Start, from - Duration.FromDays(400));
            var end = span.IsEmpty ? to + Duration.FromDays(800) : to <= span.End ? span.End : to + (span.End - span.Start);
            return _span = _layout.Between(Instant.Max(start, Earliest - Duration.FromDays(1)), Instant.Min(end, Latest + Duration.FromDays(1)));
        }
    }
}
