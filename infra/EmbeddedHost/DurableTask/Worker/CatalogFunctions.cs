using System.Collections.Immutable;
using KoSales.EmbeddedHost.Catalog;
using KoSales.EmbeddedHost.DurableTask.Replay;
using KoSales.EmbeddedHost.Invocation;

namespace KoSales.EmbeddedHost.DurableTask.Worker;

/// <summary>
/// The app's orchestrators and activities, each run as an invocation with the app's middleware around it. An orchestrator's invocation
/// is one pass: it ends when the pass does, also where the orchestrator itself goes on waiting.
/// </summary>
internal sealed class CatalogFunctions(FunctionCatalog catalog, FunctionInvoker invoker) : ITaskFunctions
{
    public bool HasOrchestrator(string name) => catalog.Find(name)?.Kind == TriggerKind.Orchestration;

    public bool HasActivity(string name) => catalog.Find(name)?.Kind == TriggerKind.Activity;

    public Task RunOrchestratorAsync(string name, ReplayContext context, Action<Func<Task<object?>>> pass) => invoker.InvokeAsync(
        catalog.Find(name)!,
        ImmutableDictionary<string, object?>.Empty,
        invocation =>
        {
            invocation.Features.Set(context);
            ((InvocationContext)invocation).Body = start =>
            {
                pass(() => start().AsTask());
                return default;
            };
        },
        CancellationToken.None);

    public Task<object?> RunActivityAsync(ActivityCall call, CancellationToken stopping) => invoker.InvokeAsync(
        catalog.Find(call.Name)!,
        new Dictionary<string, object?>(1, StringComparer.OrdinalIgnoreCase) { ["instanceId"] = call.InstanceId },
        invocation => invocation.Features.Set(call),
        stopping);
}
