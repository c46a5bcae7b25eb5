using Microsoft.DurableTask;
using P = Microsoft.DurableTask.Protobuf;

namespace KoSales.LocalHost.DurableTask.Dispatch;

/// <summary>An activity call as a function sees it; the input is JSON or null.</summary>
internal sealed record ActivityCall(string Name, string InstanceId, string? Input);

/// <summary>How an activity ended: with a result (JSON or null), or with a failure.</summary>
/// <param name="WasCutOff">It failed because the host, which is stopping, has cancelled it.</param>
internal sealed record ActivityOutcome(
    string? Result,
    TaskFailureDetails? Failure = null,
    bool WasCutOff = false
);

/// <summary>Whoever runs orchestrators and activities; names are compared without case.</summary>
internal interface ITaskWorker
{
    bool HasOrchestrator(string name);

    bool HasActivity(string name);

    /// <summary>
    /// Replays the history and runs the orchestrator over what is new, as far as it goes. An orchestrator
    /// that could
    /// not be run at all, as when middleware failed, answers that it has failed.
    /// </summary>
    /// <exception cref="OperationCanceledException">The host, which is stopping, has cancelled the
    /// pass.</exception>
    Task<P.OrchestratorResponse> RunOrchestratorAsync(string name, P.OrchestratorRequest request);

    /// <summary>The token fires when the host stops waiting for it.</summary>
    Task<ActivityOutcome> RunActivityAsync(ActivityCall call, CancellationToken stopping);
}
