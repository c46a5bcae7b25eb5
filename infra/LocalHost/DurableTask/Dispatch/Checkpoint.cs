using KoSales.LocalHost.DurableTask.History;
using Microsoft.DurableTask.Client;

namespace KoSales.LocalHost.DurableTask.Dispatch;

/// <summary>A finished pass on its way to the hub.</summary>
/// <param name="State">What the pass started from.</param>
/// <param name="Consumed">The messages that it has dealt with.</param>
/// <param name="Outcome">What the orchestrator decided.</param>
/// <param name="Status">The state to store; differs from the outcome's while suspended.</param>
internal sealed record Checkpoint(
    InstanceState State,
    IReadOnlyList<HubMessage> Consumed,
    PassOutcome Outcome,
    OrchestrationRuntimeStatus Status
)
{
    /// <summary>The lease under which the pass ran.</summary>
    internal required long Term { get; init; }

    /// <summary>What this pass adds, encoded. The state's own list has it already.</summary>
    internal byte[] History { get; init; } = [];

    /// <summary>Timers of earlier passes that were given up.</summary>
    internal IReadOnlyList<TimerCreated> DroppedTimers { get; init; } = [];

    internal required Func<string> NewExecution { get; init; }
}
