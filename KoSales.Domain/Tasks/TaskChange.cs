using KoSales.Domain.Sla;
using KoSales.Domain.Timeline;

namespace KoSales.Domain.Tasks;

/// <summary>Who decides about a task, and by which calendars its clock counts.</summary>
public sealed record TaskCall(Command Command, IClockTimes Times);

/// <summary>A task after a decision, and what is to be told of it.</summary>
/// <param name="Summary">Key of the timeline entry, such as <c>task.completed</c>.</param>
public sealed record TaskChange(SalesTask Task, string Summary)
{
    /// <summary>Name of the event; null when nobody outside needs to know.</summary>
    public string? Event { get; init; }

    public IReadOnlyList<FieldChange> Changes { get; init; } = [];

    /// <summary>What somebody wrote about it: the reason, or the note of a completion.</summary>
    public string? Reason { get; init; }
}

public static class TaskEvents
{
    public const string Created = "task.created";
    public const string Closed = "task.closed";
    public const string Reopened = "task.reopened";
    public const string Reassigned = "task.reassigned";
    public const string Escalated = "task.escalated";

    /// <summary>It is due at another time, or for now at none.</summary>
    public const string Rescheduled = "task.rescheduled";
}
