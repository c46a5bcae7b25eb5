using Microsoft.DurableTask;

namespace KoSales.EmbeddedHost.DurableTask.Replay;

/// <summary>An activity call as a function sees it; the input is JSON or null.</summary>
internal sealed record ActivityCall(string Name, string InstanceId, string? Input);

/// <summary>The functions that the engine may run; names are compared without case.</summary>
internal interface ITaskFunctions
{
    bool HasOrchestrator(string name);

    bool HasActivity(string name);

    /// <summary>
    /// Runs the orchestrator up to its first unfinished await on the calling thread, and on from there inside the context's completions.
    /// </summary>
    Task<object?> RunOrchestratorAsync(string name, TaskOrchestrationContext context);

    Task<object?> RunActivityAsync(ActivityCall call, CancellationToken stopping);
}
