using KoSales.Domain.Work;

namespace KoSales.Domain.Sla;

/// <summary>The clock that a task would have had under other terms: same start, stop and holders.</summary>
/// <param name="Targets">Null: the target as it was.</param>
/// <param name="CalendarKey">Null: the calendars as they were.</param>
public sealed record SlaReplay(PriorityTargets? Targets, string? CalendarKey)
{
    public SlaClock Of(SlaClock clock, TaskPriority priority)
    {
        var minutes = Targets?.For(priority);
        var kept = clock.Log.Where(e =>
            (minutes is null || e.Event != ClockEvent.Retarget)
            && (CalendarKey is null || e.Event != ClockEvent.Calendar)
        );
        return new SlaClock([
            .. kept.Select(e =>
                e.Event == ClockEvent.Start
                    ? e with
                    {
                        Minutes = minutes ?? e.Minutes,
                        Calendar = CalendarKey ?? e.Calendar,
                    }
                    : e
            ),
        ]);
    }
}
