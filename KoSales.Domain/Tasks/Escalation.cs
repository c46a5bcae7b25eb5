using KoSales.Domain.Timeline;
using KoSales.Domain.Work;

namespace KoSales.Domain.Tasks;

/// <summary>Who gets a task that a level hands on; null stays null where nobody was found.</summary>
public sealed record TaskHolder(string? OwnerId, string? TeamId);

public static class Escalation
{
    /// <summary>Takes a level of the escalation policy on an open task that nobody has acknowledged. A level taken
    /// already changes nothing and is refused.</summary>
    /// <param name="to">For the levels that reassign; null when nobody could be found, so that the level only
    /// tells of it.</param>
    public static Verdict<TaskChange> Escalate(
        this SalesTask task,
        int level,
        EscalationAction action,
        TaskHolder? to,
        TaskCall call
    )
    {
        var escalation = task.Escalation ?? new TaskEscalation(0, []);
        if (!task.IsOpen || !escalation.MayRiseTo(level))
            return Fault.Conflict(
                "task.rung_taken",
                "This rung of the ladder does not apply any more."
            );
        var raised = After(action, task, to, call);
        var entry = EntryOf(task, raised, level, action, call);
        var escalated = TaskDecisions.Next(raised, call) with
        {
            Escalation = escalation.With(entry),
        };
        return new TaskChange(escalated, "task.escalated")
        {
            Event = TaskEvents.Escalated,
            Changes = Changes(task, raised),
        };
    }

    private static EscalationEntry EntryOf(
        SalesTask task,
        SalesTask raised,
        int level,
        EscalationAction action,
        TaskCall call
    )
    {
        var newOwner = raised.OwnerId == task.OwnerId ? null : raised.OwnerId;
        return new EscalationEntry(level, action, call.Command.Now, task.OwnerId, newOwner);
    }

    private static bool MayRiseTo(this TaskEscalation escalation, int level) =>
        escalation.AcknowledgedAt is null && escalation.Level < level;

    private static TaskEscalation With(this TaskEscalation escalation, EscalationEntry entry) =>
        escalation with
        {
            Level = entry.Level,
            History = [.. escalation.History, entry],
        };

    private static SalesTask After(
        EscalationAction action,
        SalesTask task,
        TaskHolder? to,
        TaskCall call
    ) =>
        action switch
        {
            EscalationAction.Notify => task,
            EscalationAction.RaisePriority => task with { Priority = Raised(task.Priority) },
            EscalationAction.ReassignManager or EscalationAction.ReassignLeastLoaded => to is null
                ? task
                : Handed(task, to, call),
        };

    private static SalesTask Handed(SalesTask task, TaskHolder to, TaskCall call) =>
        task.OwnerId == to.OwnerId
            ? task
            : (task with { OwnerId = to.OwnerId, TeamId = to.TeamId }).TurnClock(
                c => c.HeldBy(call.Command.Now, to.OwnerId),
                call.Times,
                call.Command.Now
            );

    private static TaskPriority Raised(TaskPriority priority) =>
        priority switch
        {
            TaskPriority.Low => TaskPriority.Normal,
            TaskPriority.Normal => TaskPriority.High,
            TaskPriority.High or TaskPriority.Urgent => TaskPriority.Urgent,
        };

    private static IReadOnlyList<FieldChange> Changes(SalesTask before, SalesTask after)
    {
        List<FieldChange> changes = [];
        if (before.Priority != after.Priority)
            changes.Add(
                new FieldChange(
                    "priority",
                    TaskNames.Of(before.Priority),
                    TaskNames.Of(after.Priority)
                )
            );
        if (before.OwnerId != after.OwnerId)
            changes.Add(new FieldChange("owner_id", before.OwnerId, after.OwnerId));
        return changes;
    }
}
