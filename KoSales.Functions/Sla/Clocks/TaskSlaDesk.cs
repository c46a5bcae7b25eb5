using KoSales.Domain.Sla;
using KoSales.Domain.Tasks;
using KoSales.Functions.Calendars.Effective;
using NodaTime;

namespace KoSales.Functions.Sla.Clocks;

/// <summary>Shows clocks.</summary>
public sealed class TaskSlaDesk(IDocumentStore store, BusinessTimes times)
{
    /// <summary>404 for a task that the actor may not see, and for one without a clock.</summary>
    public async Task<Verdict<TaskSlaView>> ShowAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (
            await store.FindAsync(SalesTasks.Collection, id, cancellationToken)
                is not { DeletedAt: null } task
            || !TaskScope.Sees(command.Actor, task)
        )
            return Fault.NotFound("task", QueryFaults.Shown(id));
        if (task.Sla is not { } sla)
            return new Fault(FaultKind.NotFound, "task.no_clock", "This task has no SLA clock.");
        await times.LoadAsync(sla.Clock, cancellationToken);
        return View(task, sla, new ClockReading(sla.Clock, times), command.Now);
    }

    private static TaskSlaView View(
        SalesTask task,
        TaskSla sla,
        ClockReading reading,
        Instant now
    ) =>
        new(
            task.Id.Value,
            sla.PolicyId,
            sla.CalendarId,
            sla.Clock.TargetMinutes,
            sla.StartedAt,
            reading.Due,
            reading.PausedSince,
            sla.Clock.StoppedAt,
            (long)reading.Used(now).TotalMinutes,
            reading.Met,
            sla.BreachedAt,
            sla.DetectedAt,
            [.. Warnings(sla, reading)],
            [.. Overruns(reading, now)],
            sla.Clock.Log
        );

    private static IEnumerable<WarningView> Warnings(TaskSla sla, ClockReading reading)
    {
        foreach (var percent in sla.WarnAtPercent ?? SlaTerms.UsualWarnings)
        {
            var at = reading.WarnAt(percent);
            yield return new WarningView(percent, at, at <= sla.WarnedAt);
        }
    }

    private static IEnumerable<OverrunView> Overruns(ClockReading reading, Instant now)
    {
        foreach (var (holder, overrun) in reading.Overruns(now))
            yield return new OverrunView(holder, (long)overrun.TotalMinutes);
    }
}
