using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using KoSales.LocalHost.DurableTask.Dispatch;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Worker.Grpc;
using P = Microsoft.DurableTask.Protobuf;

namespace KoSales.LocalHost.Tests.DurableTask;

/// <summary>Orchestrators and activities as lambdas, run by the official runner, with a count of each
/// activity's runs.</summary>
internal sealed class LambdaFunctions : ITaskWorker
{
    private readonly Dictionary<string, ITaskOrchestrator> _orchestrators = new(
        StringComparer.OrdinalIgnoreCase
    );
    private readonly Dictionary<string, Func<ActivityCall, Task<object?>>> _activities = new(
        StringComparer.OrdinalIgnoreCase
    );

    public ConcurrentDictionary<string, int> Runs { get; } = new(StringComparer.OrdinalIgnoreCase);

    public LambdaFunctions Orchestrator<T>(
        string name,
        Func<TaskOrchestrationContext, T?, Task<object?>> run
    )
    {
        _orchestrators[name] = new LambdaOrchestrator<T>(run);
        return this;
    }

    public LambdaFunctions Orchestrator(
        string name,
        Func<TaskOrchestrationContext, Task<object?>> run
    ) => Orchestrator<object>(name, (context, _) => run(context));

    public LambdaFunctions Orchestrator(string name, Func<TaskOrchestrationContext, Task> run) =>
        Orchestrator(
            name,
            async context =>
            {
                await run(context);
                return (object?)null;
            }
        );

    public LambdaFunctions Activity<T>(string name, Func<T?, object?> run) =>
        AsyncActivity<T>(name, input => Task.FromResult(run(input)));

    public LambdaFunctions AsyncActivity<T>(string name, Func<T?, Task<object?>> run)
    {
        _activities[name] = call =>
            run(
                call.Input is null ? default : JsonDataConverter.Default.Deserialize<T>(call.Input)
            );
        return this;
    }

    public bool HasOrchestrator(string name) => _orchestrators.ContainsKey(name);

    public bool HasActivity(string name) => _activities.ContainsKey(name);

    public Task<P.OrchestratorResponse> RunOrchestratorAsync(
        string name,
        P.OrchestratorRequest request
    )
    {
        var answer = GrpcOrchestrationRunner.LoadAndRun(
            request.ToByteString().ToBase64(),
            _orchestrators[name]
        );
        return Task.FromResult(
            P.OrchestratorResponse.Parser.ParseFrom(Convert.FromBase64String(answer))
        );
    }

    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "Whatever an activity throws is its failure."
    )]
    public async Task<ActivityOutcome> RunActivityAsync(
        ActivityCall call,
        CancellationToken stopping
    )
    {
        Runs.AddOrUpdate(call.Name, 1, (_, count) => count + 1);
        try
        {
            return new ActivityOutcome(
                JsonDataConverter.Default.Serialize(await _activities[call.Name](call))
            );
        }
        catch (Exception fault)
        {
            return new ActivityOutcome(null, TaskFailureDetails.FromException(fault));
        }
    }

    private sealed class LambdaOrchestrator<T>(
        Func<TaskOrchestrationContext, T?, Task<object?>> run
    ) : ITaskOrchestrator
    {
        public Type InputType => typeof(T);

        public Type OutputType => typeof(object);

        public Task<object?> RunAsync(TaskOrchestrationContext context, object? input) =>
            run(context, input is T given ? given : default);
    }
}
