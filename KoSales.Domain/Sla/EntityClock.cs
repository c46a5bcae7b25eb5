using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Domain.Sla;

/// <summary>What a look at a clock has found to tell.</summary>
/// <param name="Clock">Marked, so that it is published once.</param>
/// <param name="Percent">Of a warning: how much of the target was used up; null for a breach.</param>
public sealed record ClockMark(EntityClock Clock, int? Percent);

/// <summary>A clock about something that is no task, kept in its document: started, stopped, never paused.
/// What it says is stored beside it for queries.</summary>
public sealed record EntityClock
{
    /// <summary>Null when the target comes from a setting.</summary>
    public string? PolicyId { get; init; }

    public required int TargetMinutes { get; init; }

    public required string CalendarId { get; init; }

    /// <summary>What it counted by at the start; see <see cref="IClockTimes"/>.</summary>
    public required string CalendarKey { get; init; }

    public required Instant StartedAt { get; init; }

    public required Instant DueAt { get; init; }

    /// <summary>When there may be something to tell: the next warning, then the due instant; null when all
    /// is published, and once stopped.</summary>
    public Instant? NextAt { get; init; }

    /// <summary>Null for <see cref="SlaTerms.UsualWarnings"/>.</summary>
    public IReadOnlyList<int>? WarnAtPercent { get; init; }

    /// <summary>When the last warning given fell due.</summary>
    public Instant? WarnedAt { get; init; }

    /// <summary>The due instant, once it passed while the clock ran.</summary>
    public Instant? BreachedAt { get; init; }

    public Instant? DetectedAt { get; init; }

    public Instant? StoppedAt { get; init; }

    /// <summary>Null while it runs.</summary>
    public bool? Met { get; init; }

    /// <summary>Working minutes from start to stop, rounded down; null while it runs.</summary>
    public int? UsedMinutes { get; init; }

    /// <summary>Changes of the calendar since the start, in time order; null for none.</summary>
    public IReadOnlyList<ClockEntry>? Changes { get; init; }

    [JsonIgnore]
    public SlaClock Clock
    {
        get
        {
            var running = new SlaClock([
                .. SlaClock.Started(StartedAt, TargetMinutes, CalendarKey, null).Log,
                .. Changes ?? [],
            ]);
            return StoppedAt is { } stopped ? running.Stop(stopped) : running;
        }
    }

    [JsonIgnore]
    public bool IsRunning => StoppedAt is null;

    public static EntityClock Start(SlaTerms terms, IClockTimes times, Instant now)
    {
        var started = new EntityClock
        {
            PolicyId = terms.PolicyId,
            TargetMinutes = terms.TargetMinutes,
            CalendarId = terms.CalendarId,
            CalendarKey = terms.CalendarKey,
            StartedAt = now,
            DueAt = now,
            WarnAtPercent = terms.WarnAtPercent,
        };
        return started.Read(times);
    }

    /// <summary>A clock that has stopped stays as it is. One that is set back is read as standing
    /// still.</summary>
    public EntityClock Stop(Instant at, IClockTimes times)
    {
        if (!IsRunning)
            return this;
        var stopped = this with { StoppedAt = Instant.Max(at, StartedAt) };
        var reading = new ClockReading(stopped.Clock, times);
        var met = reading.Met!.Value;
        return stopped with
        {
            Met = met,
            UsedMinutes = (int)reading.Used(stopped.StoppedAt!.Value).TotalMinutes,
            NextAt = null,
            BreachedAt = met ? null : DueAt,
            DetectedAt = met ? null : DetectedAt ?? at,
        };
    }

    /// <summary>Null when there is nothing to tell yet. Of several warnings that passed while nobody looked
    /// the last one is published; a breach makes them pointless.</summary>
    public ClockMark? Look(IClockTimes times, Instant now)
    {
        if (!IsRunning || NextAt is not { } next || next > now)
            return null;
        if (DueAt <= now)
            return new ClockMark(
                this with
                {
                    BreachedAt = DueAt,
                    DetectedAt = now,
                    NextAt = null,
                },
                null
            );
        var last = Warnings(times).Last(w => w.At <= now);
        return new ClockMark((this with { WarnedAt = last.At }).Read(times), last.Percent);
    }

    /// <param name="log">Its own, with changes of the calendar entered.</param>
    public EntityClock Under(SlaClock log, IClockTimes times) =>
        (this with { Changes = [.. log.Log.Skip(1)] }).Read(times);

    private EntityClock Read(IClockTimes times)
    {
        // Never paused, so that there always is a due instant.
        var read = this with
        {
            DueAt = new ClockReading(Clock, times).Due!.Value,
        };
        if (BreachedAt is not null)
            return read;
        var warning = read.Warnings(times)
            .Select(w => (Instant?)w.At)
            .FirstOrDefault(at => WarnedAt is not { } warned || at > warned);
        return read with { NextAt = warning ?? read.DueAt };
    }

    private IEnumerable<(int Percent, Instant At)> Warnings(IClockTimes times)
    {
        var reading = new ClockReading(Clock, times);
        return (WarnAtPercent ?? SlaTerms.UsualWarnings).Select(percent =>
            (percent, reading.WarnAt(percent)!.Value)
        );
    }
}
