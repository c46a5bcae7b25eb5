namespace KoSales.EmbeddedHost.DurableTask.Replay;

/// <summary>An activity call as a function sees it; the input is JSON or null.</summary>
internal sealed record ActivityCall(string Name, string InstanceId, string? Input);

/// <summary>The functions that the engine may run; names are compared without case.</summary>
internal interface ITaskFunctions
{
    bool HasOrchestrator(string name);

    bool HasActivity(string name);

    /// <summary>
    /// Binds the orchestrator, inside whatever middleware the app has, and hands <paramref name="pass"/> what starts it. The pass runs the
    /// orchestrator as far as it goes, on the calling thread, and must be called once.
    /// </summary>
    Task RunOrchestratorAsync(string name, ReplayContext context, Action<Func<Task<object?>>> pass);

    Task<object?> RunActivityAsync(ActivityCall call, CancellationToken stopping);
}
