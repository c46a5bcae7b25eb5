using KoSales.Domain.Assignment;
using KoSales.Domain.Timeline;
using KoSales.Domain.Work;

namespace KoSales.Domain.Tasks;

/// <summary>What may be done with a task in which state. The clock goes along: it stands still while the
/// task is held, and stops when it is closed.</summary>
public static class TaskDecisions
{
    public static Verdict<TaskChange> Start(this SalesTask task, TaskCall call) =>
        task.Status == TaskState.Pending
            ? Moved(task, TaskState.InProgress, "task.started", call)
            : Forbids(task, "started");

    public static Verdict<TaskChange> Hold(this SalesTask task, string? reason, TaskCall call) =>
        task.Status is TaskState.Pending or TaskState.InProgress
            ? Moved(task, TaskState.OnHold, "task.held", call) with
            {
                Reason = reason,
            }
            : Forbids(task, "held");

    public static Verdict<TaskChange> Resume(this SalesTask task, TaskCall call) =>
        task.Status == TaskState.OnHold
            ? Moved(task, TaskState.InProgress, "task.resumed", call)
            : Forbids(task, "resumed");

    /// <param name="outcomes">Those of the step that made it; none: any word will do, also none.</param>
    public static Verdict<TaskChange> Complete(
        this SalesTask task,
        string? outcome,
        string? note,
        IReadOnlyList<TaskOutcome> outcomes,
        TaskCall call
    )
    {
        if (!task.IsOpen)
            return Forbids(task, "completed");
        if (outcomes.Count > 0 && outcomes.All(o => o.Key != outcome))
            return UnknownOutcome(outcome, outcomes);
        return Closed(
            task with
            {
                Outcome = outcome,
                OutcomeNote = note,
            },
            TaskState.Done,
            "task.completed",
            call
        ) with
        {
            Reason = note,
        };
    }

    public static Verdict<TaskChange> Cancel(this SalesTask task, string? reason, TaskCall call) =>
        task.IsOpen
            ? Closed(task, TaskState.Cancelled, "task.cancelled", call) with
            {
                Reason = reason,
            }
            : Forbids(task, "cancelled");

    /// <summary>The plan goes on as if it were done; only an optional task, unless
    /// <paramref name="mayForce"/>.</summary>
    public static Verdict<TaskChange> Skip(
        this SalesTask task,
        string? reason,
        bool mayForce,
        TaskCall call
    )
    {
        if (!task.IsOpen)
            return Forbids(task, "skipped");
        if (!task.Optional && !mayForce)
            return Fault.Conflict(
                "task.mandatory",
                "This task is mandatory; complete it, or let a manager skip it."
            );
        return Closed(task, TaskState.Skipped, "task.skipped", call) with { Reason = reason };
    }

    /// <summary>The clock runs on; the time in which the task was closed counts as a pause.</summary>
    /// <param name="to">Who has it from now on; null for whoever had it.</param>
    public static Verdict<TaskChange> Reopen(
        this SalesTask task,
        string? reason,
        TaskCall call,
        Holder? to = null
    )
    {
        if (task.IsOpen)
            return Forbids(task, "reopened");
        var holder = to ?? new Holder(task.OwnerId, task.TeamId);
        var reopened = Unclosed(task, call) with
        {
            OwnerId = holder.OwnerId,
            TeamId = holder.TeamId,
        };
        return new TaskChange(RunningAgain(reopened, task.OwnerId, call), "task.reopened")
        {
            Event = TaskEvents.Reopened,
            Changes = [StatusChange(task, reopened), .. OwnerChange(task, reopened)],
            Reason = reason,
        };
    }

    private static IEnumerable<FieldChange> OwnerChange(SalesTask before, SalesTask after)
    {
        if (after.OwnerId != before.OwnerId)
            yield return new FieldChange("owner_id", before.OwnerId, after.OwnerId);
    }

    private static SalesTask Unclosed(SalesTask task, TaskCall call) =>
        Next(task, call) with
        {
            Status = TaskState.Pending,
            Outcome = null,
            OutcomeNote = null,
            CompletedAt = null,
            CompletedBy = null,
        };

    private static SalesTask RunningAgain(SalesTask reopened, string? formerOwner, TaskCall call)
    {
        var now = call.Command.Now;
        var running = reopened.TurnClock(c => c.Reopen(now), call.Times, now);
        return reopened.OwnerId == formerOwner
            ? running
            : running.TurnClock(c => c.HeldBy(now, reopened.OwnerId), call.Times, now);
    }

    /// <summary>Both null: back to nobody's.</summary>
    public static Verdict<TaskChange> Reassign(
        this SalesTask task,
        string? ownerId,
        string? teamId,
        string? reason,
        TaskCall call
    )
    {
        if (!task.IsOpen)
            return Forbids(task, "reassigned");
        if (task.OwnerId == ownerId && task.TeamId == teamId)
            return Fault.Conflict("task.same_owner", "The task is theirs already.");
        var now = call.Command.Now;
        var given = Next(task, call) with { OwnerId = ownerId, TeamId = teamId };
        var turned = given.TurnClock(c => c.HeldBy(now, ownerId), call.Times, now);
        return new TaskChange(turned, "task.reassigned")
        {
            Event = TaskEvents.Reassigned,
            Changes = [new FieldChange("owner_id", task.OwnerId, ownerId)],
            Reason = reason,
        };
    }

    /// <summary>Stops the escalation: somebody knows.</summary>
    public static Verdict<TaskChange> Acknowledge(this SalesTask task, TaskCall call)
    {
        if (!task.IsOpen)
            return Forbids(task, "acknowledged");
        if (task.Escalation?.AcknowledgedAt is not null)
            return Fault.Conflict("task.acknowledged", "Somebody has acknowledged it already.");
        var escalation = task.Escalation ?? new TaskEscalation(0, []);
        var acknowledged = escalation with
        {
            AcknowledgedAt = call.Command.Now,
            AcknowledgedBy = call.Command.Actor.Id,
        };
        return new TaskChange(
            Next(task, call) with
            {
                Escalation = acknowledged,
            },
            "task.acknowledged"
        );
    }

    public static SalesTask Next(SalesTask task, TaskCall call) =>
        task with
        {
            Version = task.Version + 1,
            UpdatedAt = call.Command.Now,
            UpdatedBy = call.Command.Actor.Id,
        };

    /// <summary>The event of a change that is none but for the time at which the task is due; null when
    /// that is as it was.</summary>
    public static string? Rescheduled(SalesTask before, SalesTask after) =>
        before.DueAt == after.DueAt ? null : TaskEvents.Rescheduled;

    private static TaskChange Moved(SalesTask task, TaskState to, string summary, TaskCall call)
    {
        var moved = (Next(task, call) with { Status = to }).ClockByStatus(
            call.Times,
            call.Command.Now
        );
        return new TaskChange(moved, summary)
        {
            Event = Rescheduled(task, moved),
            Changes = [StatusChange(task, moved)],
        };
    }

    private static TaskChange Closed(SalesTask task, TaskState to, string summary, TaskCall call)
    {
        var now = call.Command.Now;
        var closed = Next(task, call) with
        {
            Status = to,
            CompletedAt = now,
            CompletedBy = call.Command.Actor.Id,
        };
        FieldChange[] outcome = task.Outcome is null
            ? []
            : [new FieldChange("outcome", null, task.Outcome)];
        return new TaskChange(closed.TurnClock(c => c.Stop(now), call.Times, now), summary)
        {
            Event = TaskEvents.Closed,
            Changes = [StatusChange(task, closed), .. outcome],
        };
    }

    private static FieldChange StatusChange(SalesTask before, SalesTask after) =>
        new("status", TaskNames.Of(before.Status), TaskNames.Of(after.Status));

    private static Fault Forbids(SalesTask task, string done) =>
        Fault.Conflict(
            "task.state",
            $"A task that is {TaskNames.Of(task.Status).Replace('_', ' ')} cannot be {done}.",
            ("current_status", TaskNames.Of(task.Status))
        );

    private static Fault UnknownOutcome(string? outcome, IReadOnlyList<TaskOutcome> outcomes)
    {
        var allowed = string.Join(", ", outcomes.Select(o => o.Key));
        return outcome is null
            ? Fault.Invalid("/outcome", "task.outcome_required", $"Say how it went: {allowed}.")
            : Fault.Invalid(
                "/outcome",
                "task.unknown_outcome",
                $"This task ends as one of: {allowed}."
            );
    }
}

/// <summary>Names as on the wire.</summary>
public static class TaskNames
{
    public static string Of(TaskState state) =>
        state switch
        {
            TaskState.Pending => "pending",
            TaskState.InProgress => "in_progress",
            TaskState.OnHold => "on_hold",
            TaskState.Done => "done",
            TaskState.Cancelled => "cancelled",
            TaskState.Skipped => "skipped",
        };

    public static string Of(TaskPriority priority) =>
        priority switch
        {
            TaskPriority.Low => "low",
            TaskPriority.Normal => "normal",
            TaskPriority.High => "high",
            TaskPriority.Urgent => "urgent",
        };
}
