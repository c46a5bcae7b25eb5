using NodaTime;

namespace KoSales.Domain.Calendars;

/// <summary>Arithmetic in working time, exact to the second.</summary>
/// <remarks>
/// An instant is working when its local wall time lies in a window [from, to) of its local date; skipped
/// wall times do not exist, repeated ones count each time.
/// <list type="bullet">
/// <item><c>Elapsed(a, b)</c> is the working time in [a, b).</item>
/// <item><c>Deadline(s, d)</c> is the least t ≥ s with Elapsed(s, t) ≥ d, so using a window up exactly ends
/// at its closing.</item>
/// </list>
/// Both are searches in prefix sums over the calendar's working intervals, so years cost what hours cost.
/// The intervals are laid out on first use and
/// extended when a question reaches beyond them; before <see cref="Earliest"/> and after
/// <see cref="Latest"/> nobody works. Thread-safe.
/// </remarks>
public sealed class WorkingTime : IClockTime
{
    public static readonly Instant Earliest = Instant.FromUtc(1900, 1, 1, 0, 0);
    public static readonly Instant Latest = Instant.FromUtc(2300, 1, 1, 0, 0);

    /// <summary>Code of the fault of a calendar without working time.</summary>
    public const string NeverWorks = "calendar.never_works";

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

    /// <summary>Refuses an unknown zone, and a calendar without working time in the next 366 days.</summary>
    /// <param name="now">The 366 days are counted from here.</param>
    /// <param name="pointer">Where the definition stands in the request; empty for its root.</param>
    public static Verdict<WorkingTime> For(
        CalendarDefinition calendar,
        Instant now,
        string pointer = ""
    )
    {
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(calendar.TimeZone) is not { } zone)
            return UnknownZone(calendar.TimeZone, pointer);

        var working = new WorkingTime(calendar, zone);
        return working.Elapsed(now, now + Duration.FromDays(366)) > Duration.Zero
            ? working
            : Fault.Invalid(
                pointer + "/week",
                NeverWorks,
                "The calendar has no working time in the next 366 days; give at least one weekday a window."
            );
    }

    /// <summary>A calendar that was accepted before, whatever the day is now.</summary>
    /// <exception cref="NodaTime.TimeZones.DateTimeZoneNotFoundException">The zone is unknown.</exception>
    public static WorkingTime Accepted(CalendarDefinition calendar) =>
        new(calendar, DateTimeZoneProviders.Tzdb[calendar.TimeZone]);

    internal static Fault UnknownZone(string zone, string pointer) =>
        Fault.Invalid(
            pointer + "/time_zone",
            "calendar.unknown_zone",
            $"There is no time zone '{zone}'; use an IANA name such as Asia/Kolkata."
        );

    /// <summary>Working time in [<paramref name="from"/>, <paramref name="to"/>); zero when
    /// <paramref name="to"/> is not after <paramref name="from"/>.</summary>
    public Duration Elapsed(Instant from, Instant to)
    {
        (from, to) = (Within(from), Within(to));
        if (to <= from)
            return Duration.Zero;
        var span = Covering(from, to);
        return Duration.FromTicks(
            span.WorkedUntil(to.ToUnixTimeTicks()) - span.WorkedUntil(from.ToUnixTimeTicks())
        );
    }

    /// <summary>The least instant t ≥ <paramref name="start"/> with <c>Elapsed(start, t) ≥ work</c>; the
    /// start itself when there is no work;
    /// <see cref="Latest"/> when there is not so much working time before it.</summary>
    public Instant Deadline(Instant start, Duration work)
    {
        if (work <= Duration.Zero || start >= Latest)
            return start;
        start = Within(start);
        var span = Covering(start, start);
        var target = span.WorkedUntil(start.ToUnixTimeTicks()) + work.BclCompatibleTicks;
        while (target > span.Total)
        {
            if (span.End >= Latest)
                return Latest;
            var longer = AYearLonger(span);
            target += longer.WorkedUntil(span.End.ToUnixTimeTicks()) - span.Total;
            span = longer;
        }

        return Instant.FromUnixTimeTicks(span.FirstWith(target));
    }

    private WorkingSpan AYearLonger(WorkingSpan span) =>
        Grow(span.Start, Instant.Min(Latest, span.End + Duration.FromDays(366)));

    public bool IsWorking(Instant instant) =>
        Elapsed(instant, instant + Duration.FromTicks(1)) > Duration.Zero;

    private static Instant Within(Instant instant) =>
        Instant.Max(Earliest, Instant.Min(Latest, instant));

    private WorkingSpan Covering(Instant from, Instant to)
    {
        var span = _span;
        return span.Start <= from && to <= span.End ? span : Grow(from, to);
    }

    /// <summary>Lays out at least [from, to), in steps of years and never less than doubling, so that
    /// growing is rare.</summary>
    private WorkingSpan Grow(Instant from, Instant to)
    {
        lock (_growing)
        {
            var span = _span;
            if (span.Start <= from && to <= span.End)
                return span;
            var start = Within(StartFor(from, span));
            return _span = _layout.Between(start, Within(EndFor(to, span)));
        }
    }

    private static Instant StartFor(Instant from, WorkingSpan span)
    {
        var early = from - Duration.FromDays(400);
        return span.IsEmpty ? early : Instant.Min(span.Start, early);
    }

    private static Instant EndFor(Instant to, WorkingSpan span)
    {
        if (span.IsEmpty)
            return to + Duration.FromDays(800);
        return to <= span.End ? span.End : to + (span.End - span.Start);
    }
}
