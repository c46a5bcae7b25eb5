using KoSales.Domain.Sla;
using KoSales.Domain.Work;
using NodaTime;

namespace KoSales.Domain.Tasks;

/// <summary>The clock inside a task: turns it, and stores what it says beside it for queries.</summary>
public static class TaskClock
{
    /// <summary>The task with its clock running from <paramref name="now"/>; the task itself when there are
    /// no terms.</summary>
    public static SalesTask StartClock(
        this SalesTask task,
        SlaTerms? terms,
        IClockTimes times,
        Instant now
    )
    {
        if (terms is null)
            return task;
        var clock = SlaClock.Started(now, terms.TargetMinutes, terms.CalendarKey, task.OwnerId);
        var sla = new TaskSla
        {
            PolicyId = terms.PolicyId,
            TargetMinutes = terms.TargetMinutes,
            CalendarId = terms.CalendarId,
            StartedAt = now,
            WarnAtPercent = terms.WarnAtPercent,
            PauseOn = terms.PauseOn,
            Clock = clock,
        };
        return Read(task, sla, times, now);
    }

    /// <summary>The task after its clock was turned; unchanged without a clock, or when the turn changes
    /// nothing.</summary>
    public static SalesTask TurnClock(
        this SalesTask task,
        Func<SlaClock, SlaClock> turn,
        IClockTimes times,
        Instant now
    )
    {
        if (task.Sla is not { } sla)
            return task;
        var turned = turn(sla.Clock);
        return turned == sla.Clock ? task : Read(task, sla with { Clock = turned }, times, now);
    }

    /// <summary>Pauses or resumes as the status asks.</summary>
    public static SalesTask ClockByStatus(this SalesTask task, IClockTimes times, Instant now) =>
        task.TurnClock(
            clock =>
                (task.Sla!.PauseOn ?? SlaTerms.UsualPauses).Contains(task.Status)
                    ? clock.Pause(now)
                    : clock.Resume(now),
            times,
            now
        );

    /// <summary>When the next warning after the last one given falls due; null when none is left, while
    /// paused, and once stopped.</summary>
    public static Instant? NextWarning(TaskSla sla, ClockReading reading) =>
        sla.Clock.StoppedAt is not null
            ? null
            : (sla.WarnAtPercent ?? SlaTerms.UsualWarnings)
                .Select(reading.WarnAt)
                .FirstOrDefault(at =>
                    at is { } warning && (sla.WarnedAt is not { } last || warning > last)
                );

    /// <summary>What the task shows of its clock and the clock itself does not say, by name of the member; empty
    /// where both agree, and without a clock.</summary>
    /// <param name="sweptUntil">Up to here a breach has been marked.</param>
    public static IReadOnlyList<string> Misread(
        this SalesTask task,
        IClockTimes times,
        Instant sweptUntil
    )
    {
        if (task.Sla is not { } sla)
            return [];
        var read = Read(task, sla, times, sweptUntil);
        var again = read.Sla!;
        List<string> wrong = [];
        if (task.DueAt != read.DueAt)
            wrong.Add("due_at");
        if (sla.DueAt != again.DueAt)
            wrong.Add("sla.due_at");
        if (sla.TargetMinutes != again.TargetMinutes)
            wrong.Add("sla.target_minutes");
        if (sla.PausedAt != again.PausedAt || sla.PausedMinutes != again.PausedMinutes)
            wrong.Add("sla.paused_minutes");
        if (sla.CompletedInMinutes != again.CompletedInMinutes || sla.Met != again.Met)
            wrong.Add("sla.met");
        if (sla.BreachedAt != again.BreachedAt || IsUnmarked(task, again, sweptUntil))
            wrong.Add("sla.breached_at");
        return wrong;
    }

    /// <summary>Running, due and not marked, though the sweep has been there.</summary>
    private static bool IsUnmarked(SalesTask task, TaskSla sla, Instant sweptUntil) =>
        task.Status is TaskState.Pending or TaskState.InProgress
        && sla is { BreachedAt: null, DueAt: { } due }
        && due <= sweptUntil;

    private static SalesTask Read(SalesTask task, TaskSla sla, IClockTimes times, Instant now)
    {
        var reading = new ClockReading(sla.Clock, times);
        var breached = BreachOf(sla, reading);
        var read = sla with
        {
            TargetMinutes = sla.Clock.TargetMinutes,
            DueAt = reading.Due,
            WarnAt = NextWarning(sla, reading),
            PausedAt = reading.PausedSince,
            PausedMinutes = (int)reading.Paused.TotalMinutes,
            BreachedAt = breached,
            DetectedAt = breached is null ? null : sla.DetectedAt ?? now,
            CompletedInMinutes = CompletedIn(sla.Clock, reading, now),
            Met = reading.Met,
        };
        return task with { DueAt = reading.Due, Sla = read };
    }

    private static int? CompletedIn(SlaClock clock, ClockReading reading, Instant now) =>
        clock.StoppedAt is null ? null : (int)reading.Used(now).TotalMinutes;

    /// <summary>Of an open clock the sweep marks the breach, since it also tells of it; a due instant that
    /// has moved takes the mark away.</summary>
    private static Instant? BreachOf(TaskSla sla, ClockReading reading)
    {
        if (sla.Clock.StoppedAt is not null)
            return reading.Met == false ? reading.Due : null;
        return sla.BreachedAt == reading.Due ? sla.BreachedAt : null;
    }
}
