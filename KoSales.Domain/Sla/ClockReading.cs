using KoSales.Domain.Calendars;
using NodaTime;

namespace KoSales.Domain.Sla;

/// <summary>What a clock says. All of it follows from the log and the calendars its keys name.</summary>
public sealed class ClockReading
{
    private readonly SlaClock _clock;
    private readonly IReadOnlyList<Stretch> _stretches;
    private readonly IReadOnlyList<Interval> _pauses;
    private readonly Instant? _pausedSince;

    public ClockReading(SlaClock clock, IClockTimes times)
    {
        _clock = clock;
        _stretches = Stretches(clock, times);
        (_pauses, _pausedSince) = Pauses(clock);
        Due = DueAfter(Duration.FromMinutes(clock.TargetMinutes));
    }

    /// <summary>When the target is used up. Null while a pause that began before then is still open: nobody
    /// can say yet.</summary>
    public Instant? Due { get; }

    /// <summary>When so many percent of the target are used up; null as for <see cref="Due"/>.</summary>
    public Instant? WarnAt(int percent) =>
        DueAfter(Duration.FromMinutes(_clock.TargetMinutes) * percent / 100);

    /// <summary>Working time from the start to the stop or to <paramref name="now"/>, without the pauses
    /// that began before the due instant.</summary>
    public Duration Used(Instant now)
    {
        var end = _clock.StoppedAt ?? now;
        if (Due is null && _pausedSince is { } since)
            end = Instant.Min(end, since);
        return Counted(
            _clock.StartedAt,
            end,
            Due is { } due ? [.. _pauses.Where(p => p.Start < due)] : _pauses
        );
    }

    /// <summary>When the pause began that is still open; null when the clock runs or has stopped.</summary>
    public Instant? PausedSince => _pausedSince;

    /// <summary>Working time that the pauses took, without one that is still open.</summary>
    public Duration Paused =>
        _pauses.Aggregate(Duration.Zero, (sum, pause) => sum + Counted(pause.Start, pause.End, []));

    /// <summary>Closed at or before the due instant; null while open.</summary>
    public bool? Met =>
        _clock.StoppedAt is { } stopped ? Due is not { } due || stopped <= due : null;

    /// <summary>Working time after the due instant, by whom it was held; null stands for nobody. Sums to
    /// the whole overrun.</summary>
    public IReadOnlyList<(string? Holder, Duration Overrun)> Overruns(Instant now)
    {
        if (Due is not { } due)
            return [];
        return
        [
            .. OverrunsOfHolds(due, _clock.StoppedAt ?? now)
                .Where(share => share.Overrun > Duration.Zero)
                .GroupBy(share => share.Holder, share => share.Overrun)
                .Select(g => (g.Key, g.Aggregate(Duration.Zero, (sum, overrun) => sum + overrun))),
        ];
    }

    /// <summary>From taking it, or from the due instant, to the next one who took it.</summary>
    private IEnumerable<(string? Holder, Duration Overrun)> OverrunsOfHolds(
        Instant due,
        Instant end
    )
    {
        ClockEntry[] holds =
        [
            .. _clock.Log.Where(e => e.Event is ClockEvent.Start or ClockEvent.Hold),
        ];
        for (var i = 0; i < holds.Length; i++)
        {
            var until = i + 1 < holds.Length ? Instant.Min(end, holds[i + 1].At) : end;
            yield return (holds[i].Holder, Counted(Instant.Max(due, holds[i].At), until, []));
        }
    }

    private Instant? DueAfter(Duration work)
    {
        var left = work;
        foreach (var stretch in _stretches)
        {
            var due = stretch.Time.Deadline(stretch.From, left, Within(stretch.From, stretch.To));
            if (due <= stretch.To)
                return IsOpenPauseBefore(due) ? null : due;
            left -= stretch.Time.Elapsed(stretch.From, stretch.To, _pauses);
        }

        return null;
    }

    private bool IsOpenPauseBefore(Instant due) => _pausedSince < due;

    private Duration Counted(Instant from, Instant to, IReadOnlyList<Interval> pauses)
    {
        var sum = Duration.Zero;
        foreach (var stretch in _stretches)
        {
            var (start, end) = (Instant.Max(from, stretch.From), Instant.Min(to, stretch.To));
            if (end > start)
                sum += stretch.Time.Elapsed(start, end, pauses);
        }

        return sum;
    }

    private IReadOnlyList<Interval> Within(Instant from, Instant to) =>
        _pauses.Count == 0
            ? _pauses
            :
            [
                .. _pauses
                    .Where(p => p.Start < to && p.End > from)
                    .Select(p => new Interval(Instant.Max(p.Start, from), Instant.Min(p.End, to))),
            ];

    private static IReadOnlyList<Stretch> Stretches(SlaClock clock, IClockTimes times)
    {
        ClockEntry[] changes = [.. clock.Log.Where(e => e.Calendar is not null)];
        return
        [
            .. changes.Select(
                (change, i) =>
                    new Stretch(
                        change.At,
                        i + 1 < changes.Length ? changes[i + 1].At : Instant.MaxValue,
                        times.Of(change.Calendar!)
                    )
            ),
        ];
    }

    private static (IReadOnlyList<Interval> Closed, Instant? OpenSince) Pauses(SlaClock clock)
    {
        var pauses = new List<Interval>();
        Instant? since = null;
        foreach (var entry in clock.Log)
        {
            if (entry.Event == ClockEvent.Pause)
                since ??= entry.At;
            if (since is not { } start || entry.Event is not (ClockEvent.Resume or ClockEvent.Stop))
                continue;
            pauses.Add(new Interval(start, entry.At));
            since = null;
        }

        return (pauses, since);
    }

    private readonly record struct Stretch(Instant From, Instant To, IClockTime Time);
}
