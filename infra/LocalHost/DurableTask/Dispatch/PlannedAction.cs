using KoSales.LocalHost.DurableTask.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace KoSales.LocalHost.DurableTask.Dispatch;

/// <summary>What a pass decided. Nothing of it has happened until the checkpoint is stored.</summary>
internal sealed record PassOutcome(OrchestrationRuntimeStatus Status)
{
    /// <summary>JSON of the result, or the message of the failure.</summary>
    internal string? Output { get; init; }

    internal TaskFailureDetails? Failure { get; init; }

    internal string? CustomStatus { get; init; }

    internal IReadOnlyList<PlannedAction> Actions { get; init; } = [];

    /// <summary>Set when the generation ends and another begins.</summary>
    internal NextGeneration? Next { get; init; }
}

/// <summary>What the next generation of an instance begins with.</summary>
/// <param name="Version">Null to stay with the present one.</param>
internal sealed record NextGeneration(
    string? Input,
    string? Version,
    IReadOnlyList<EventArrival> Events
);

/// <summary>An external event as it came in; the payload is JSON or null.</summary>
internal sealed record EventArrival(string Name, string? Payload);

/// <summary>
/// Something the orchestrator has newly asked for, under the sequence number that its answer will refer to.
/// </summary>
internal abstract record PlannedAction(int Id)
{
    /// <summary>The fact that history keeps of it.</summary>
    internal abstract HubEvent Record { get; }
}

/// <param name="Input">JSON or null.</param>
internal sealed record PlannedActivity(int Id, string Name, string? Input) : PlannedAction(Id)
{
    internal override HubEvent Record => new TaskScheduled(Id, Name);
}

/// <param name="FireAt">UTC.</param>
internal sealed record PlannedTimer(int Id, DateTime FireAt) : PlannedAction(Id)
{
    internal override HubEvent Record => new TimerCreated(Id, FireAt);
}

internal sealed record PlannedSub(int Id, string Name, string InstanceId) : PlannedAction(Id)
{
    internal string Version { get; init; } = "";

    /// <summary>JSON or null.</summary>
    internal string? Input { get; init; }

    /// <summary>A JSON object of texts, or null.</summary>
    internal string? Tags { get; init; }

    internal override HubEvent Record => new SubScheduled(Id, Name, InstanceId);
}

/// <param name="Payload">JSON or null.</param>
internal sealed record PlannedEvent(int Id, string InstanceId, string Name, string? Payload)
    : PlannedAction(Id)
{
    internal override HubEvent Record => new EventSent(Id, InstanceId, Name);
}
