using NodaTime;

namespace KoSales.Domain.Calendars;

/// <summary>The time a clock counts: business time of a calendar, or every second.</summary>
public interface IClockTime
{
    /// <summary>What counts of [from, to); zero when to is not after from.</summary>
    Duration Elapsed(Instant from, Instant to);

    /// <summary>The least instant t ≥ start with <c>Elapsed(start, t) ≥ work</c>; the start itself when
    /// there is no work.</summary>
    Instant Deadline(Instant start, Duration work);
}

/// <summary>Every second counts.</summary>
public sealed class WallTime : IClockTime
{
    public static readonly WallTime Instance = new();

    private WallTime() { }

    public Duration Elapsed(Instant from, Instant to) => to <= from ? Duration.Zero : to - from;

    public Instant Deadline(Instant start, Duration work) =>
        work <= Duration.Zero ? start : start + work;
}

public static class Pausing
{
    /// <summary>As <see cref="IClockTime.Deadline"/>, the time of pauses that begin before the due instant
    /// not counted.</summary>
    /// <param name="pauses">In any order; overlapping ones count once, empty ones not at all.</param>
    public static Instant Deadline(
        this IClockTime time,
        Instant start,
        Duration work,
        IReadOnlyList<Interval> pauses
    )
    {
        var due = time.Deadline(start, work);
        if (pauses.Count == 0)
            return due;
        var counted = start;
        foreach (var pause in pauses.OrderBy(p => p.Start))
        {
            if (pause.Start >= due)
                break;
            if (pause.End <= counted)
                continue;
            work += time.Elapsed(Instant.Max(counted, pause.Start), pause.End);
            counted = pause.End;
            due = time.Deadline(start, work);
        }

        return due;
    }

    /// <summary>What counts of [from, to) outside the pauses.</summary>
    public static Duration Elapsed(
        this IClockTime time,
        Instant from,
        Instant to,
        IReadOnlyList<Interval> pauses
    )
    {
        var used = time.Elapsed(from, to);
        var counted = from;
        foreach (var pause in pauses.OrderBy(p => p.Start))
        {
            var (start, end) = (Instant.Max(counted, pause.Start), Instant.Min(to, pause.End));
            if (end <= start)
                continue;
            used -= time.Elapsed(start, end);
            counted = end;
        }

        return used;
    }
}
