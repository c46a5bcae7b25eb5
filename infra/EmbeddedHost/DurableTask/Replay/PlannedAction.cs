using KoSales.EmbeddedHost.DurableTask.History;

namespace KoSales.EmbeddedHost.DurableTask.Replay;

/// <summary>Something the orchestrator has asked for under a sequence number, not yet matched with a recorded event.</summary>
internal abstract record PlannedAction(int Id)
{
    /// <summary>What the original calls this kind of action when it reports a mismatch.</summary>
    internal abstract string Kind { get; }

    /// <summary>What the action is called when a mismatch is reported.</summary>
    internal abstract string? Label { get; }

    /// <summary>The fact that history keeps of it.</summary>
    internal abstract HubEvent Record { get; }
}

/// <param name="Id">The sequence number.</param>
/// <param name="Name">The activity.</param>
/// <param name="Input">Made when it is needed: while replaying, the hub has it already.</param>
internal sealed record PlannedActivity(int Id, string Name, Lazy<string?> Input) : PlannedAction(Id)
{
    internal override string Kind => "ScheduleTaskOrchestratorAction";

    internal override string Label => Name;

    internal override HubEvent Record => new TaskScheduled(Id, Name);
}

internal sealed record PlannedTimer(int Id, DateTime FireAt) : PlannedAction(Id)
{
    internal override string Kind => "CreateTimerOrchestratorAction";

    internal override string? Label => null;

    internal override HubEvent Record => new TimerCreated(Id, FireAt);
}

internal sealed record PlannedSub(int Id, string Name, string InstanceId, string Version, Lazy<string?> Input, string? Tags)
    : PlannedAction(Id)
{
    internal override string Kind => "CreateSubOrchestrationAction";

    internal override string Label => Name;

    internal override HubEvent Record => new SubScheduled(Id, Name, InstanceId);
}

internal sealed record PlannedEvent(int Id, string InstanceId, string Name, Lazy<string?> Payload) : PlannedAction(Id)
{
    internal override string Kind => "SendEventOrchestratorAction";

    internal override string Label => Name;

    internal override HubEvent Record => new EventSent(Id, InstanceId, Name);
}
