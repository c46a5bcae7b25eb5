using System.Text.Json.Serialization;
using KoSales.Domain.Calendars;
using NodaTime;

namespace KoSales.Domain.Sla;

[JsonConverter(typeof(JsonStringEnumConverter<ClockEvent>))]
public enum ClockEvent
{
    /// <summary>The first entry: target, calendar and holder are set.</summary>
    [JsonStringEnumMemberName("start")]
    Start,

    [JsonStringEnumMemberName("pause")]
    Pause,

    [JsonStringEnumMemberName("resume")]
    Resume,

    /// <summary>A new target, counted from the original start.</summary>
    [JsonStringEnumMemberName("retarget")]
    Retarget,

    /// <summary>Another calendar from this instant on.</summary>
    [JsonStringEnumMemberName("calendar")]
    Calendar,

    /// <summary>Another holder from this instant on.</summary>
    [JsonStringEnumMemberName("hold")]
    Hold,

    /// <summary>The last entry.</summary>
    [JsonStringEnumMemberName("stop")]
    Stop,
}

/// <param name="Minutes">The target, for start and retarget.</param>
/// <param name="Calendar">The key of the calendar version that counts from here, for start and calendar;
/// see <see cref="IClockTimes"/>.</param>
/// <param name="Holder">The agent in whose hands it is from here, for start and hold; null when in
/// nobody's.</param>
public sealed record ClockEntry(
    ClockEvent Event,
    Instant At,
    int? Minutes = null,
    string? Calendar = null,
    string? Holder = null
);

/// <summary>Finds the time that a calendar key stands for. Keys name one version of a calendar, so that a
/// reading never changes later.</summary>
public interface IClockTimes
{
    IClockTime Of(string key);
}

/// <summary>The clock of a task as a log, in time order; due, used and met are functions of it.</summary>
public sealed record SlaClock(IReadOnlyList<ClockEntry> Log)
{
    /// <summary>Counts every second instead of a calendar's.</summary>
    public const string WallKey = "wall";

    public static SlaClock Started(
        Instant at,
        int targetMinutes,
        string calendarKey,
        string? holder
    ) => new([new ClockEntry(ClockEvent.Start, at, targetMinutes, calendarKey, holder)]);

    [JsonIgnore]
    public Instant StartedAt => Log[0].At;

    [JsonIgnore]
    public int TargetMinutes =>
        Log.Last(e => e.Event is ClockEvent.Start or ClockEvent.Retarget).Minutes!.Value;

    /// <summary>What it counts by now.</summary>
    [JsonIgnore]
    public string CalendarKey => Log.Last(e => e.Calendar is not null).Calendar!;

    [JsonIgnore]
    public Instant? StoppedAt => Log[^1].Event == ClockEvent.Stop ? Log[^1].At : null;

    [JsonIgnore]
    public bool IsPaused =>
        Log.LastOrDefault(e => e.Event is ClockEvent.Pause or ClockEvent.Resume)?.Event
            == ClockEvent.Pause
        && StoppedAt is null;

    /// <summary>Pausing a paused or stopped clock changes nothing; likewise the others in the state they
    /// lead to.</summary>
    public SlaClock Pause(Instant at) =>
        IsPaused || StoppedAt is not null ? this : With(new ClockEntry(ClockEvent.Pause, at));

    public SlaClock Resume(Instant at) =>
        IsPaused ? With(new ClockEntry(ClockEvent.Resume, at)) : this;

    public SlaClock Retarget(Instant at, int minutes) =>
        minutes == TargetMinutes || StoppedAt is not null
            ? this
            : With(new ClockEntry(ClockEvent.Retarget, at, minutes));

    /// <summary>Entered where it belongs in time, since a change may be noticed after its effective
    /// instant; never before the start.</summary>
    public SlaClock Under(Instant at, string calendarKey)
    {
        if (StoppedAt is not null)
            return this;
        var entry = new ClockEntry(
            ClockEvent.Calendar,
            Instant.Max(at, StartedAt),
            Calendar: calendarKey
        );
        return new SlaClock([
            .. Log.TakeWhile(e => e.At <= entry.At),
            entry,
            .. Log.SkipWhile(e => e.At <= entry.At),
        ]);
    }

    public SlaClock HeldBy(Instant at, string? holder) =>
        StoppedAt is not null ? this : With(new ClockEntry(ClockEvent.Hold, at, Holder: holder));

    public SlaClock Stop(Instant at) =>
        StoppedAt is not null ? this : With(new ClockEntry(ClockEvent.Stop, at));

    /// <summary>Runs on from here; the time since the stop counts as a pause.</summary>
    public SlaClock Reopen(Instant at) =>
        StoppedAt is { } stopped
            ? new SlaClock([
                .. Log.Take(Log.Count - 1),
                new ClockEntry(ClockEvent.Pause, stopped),
            ]).Resume(at)
            : this;

    /// <summary>Entries never go back in time: a clock that jumps back is read as standing still.</summary>
    private SlaClock With(ClockEntry entry) =>
        new([.. Log, entry with { At = Instant.Max(entry.At, Log[^1].At) }]);
}
