using System.Collections.Concurrent;
using KoSales.EmbeddedHost.DurableTask.Replay;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;

namespace KoSales.EmbeddedHost.Tests.DurableTask;

/// <summary>Orchestrators and activities as lambdas, with a count of each activity's runs.</summary>
internal sealed class LambdaFunctions : ITaskFunctions
{
    private readonly Dictionary<string, Func<TaskOrchestrationContext, Task<object?>>> _orchestrators = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Func<ActivityCall, Task<object?>>> _activities = new(StringComparer.OrdinalIgnoreCase);

    public ConcurrentDictionary<string, int> Runs { get; } = new(StringComparer.OrdinalIgnoreCase);

    public LambdaFunctions Orchestrator(string name, Func<TaskOrchestrationContext, Task<object?>> run)
    {
        _orchestrators[name] = run;
        return this;
    }

    public LambdaFunctions Orchestrator(string name, Func<TaskOrchestrationContext, Task> run) => Orchestrator(name, async context =>
    {
        await run(context);
        return (object?)null;
    });

    public LambdaFunctions Activity<T>(string name, Func<T?, object?> run) => AsyncActivity<T>(name, input => Task.FromResult(run(input)));

    public LambdaFunctions AsyncActivity<T>(string name, Func<T?, Task<object?>> run)
    {
        _activities[name] = call => run(JsonDataConverter.Default.Deserialize<T>(call.Input));
        return this;
    }

    public bool HasOrchestrator(string name) => _orchestrators.ContainsKey(name);

    public bool HasActivity(string name) => _activities.ContainsKey(name);

    public Task RunOrchestratorAsync(string name, ReplayContext context, Action<Func<Task<object?>>> pass)
    {
        pass(() => _orchestrators[name](context));
        return Task.CompletedTask;
    }

    public Task<object?> RunActivityAsync(ActivityCall call, CancellationToken stopping)
    {
        Runs.AddOrUpdate(call.Name, 1, (_, count) => count + 1);
        return _activities[call.Name](call);
    }
}
