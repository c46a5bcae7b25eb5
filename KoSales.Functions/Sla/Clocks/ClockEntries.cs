using KoSales.Domain.Leads;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Tasks;
using KoSales.Domain.Timeline;
using NodaTime;

namespace KoSales.Functions.Sla.Clocks;

/// <summary>What timelines say of clocks that are past due; written with the mark, hence once.</summary>
internal static class ClockEntries
{
    public static TimelineEntry OfTask(SalesTask task, Command command) =>
        Entry(
            task.EntityRef,
            TimelineKind.Task,
            "task.breached",
            task.Sla!.DueAt!.Value,
            command
        ) with
        {
            Refs = new Dictionary<string, string> { ["task_id"] = task.Id.Value },
        };

    /// <param name="clock">As in <see cref="ClockFacts.Clock"/>.</param>
    public static TimelineEntry OfLead(Lead lead, string clock, Instant due, Command command) =>
        Entry(lead.Id.Ref, TimelineKind.Status, $"lead.{clock}_breached", due, command);

    public static TimelineEntry OfStage(Pipeline pipeline, Instant due, Command command) =>
        Entry(pipeline.EntityRef, TimelineKind.Stage, "pipeline.rotten", due, command) with
        {
            Refs = new Dictionary<string, string>
            {
                ["pipeline_id"] = pipeline.Id,
                ["stage"] = pipeline.Stage,
            },
        };

    private static TimelineEntry Entry(
        EntityRef entity,
        TimelineKind kind,
        string summary,
        Instant due,
        Command command
    ) =>
        Activities.Entry(command, entity, kind, summary) with
        {
            Changes = [new FieldChange("due_at", null, InstantConverter.Write(due))],
        };
}
