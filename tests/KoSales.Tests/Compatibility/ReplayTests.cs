using System.Reflection;
using KoSales.Functions.Flows.Stages;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker.Grpc;
using P = Microsoft.DurableTask.Protobuf;

namespace KoSales.Tests.Compatibility;

/// <summary>
/// What released versions of the orchestrators did, replayed by the official runner with the code as it is
/// now: every wake-up must ask for the same again.
/// Instances under way when a release is installed depend on it.
/// </summary>
public sealed class ReplayTests
{
    public static TheoryData<string> Names => [.. RecordedHistory.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_wake_up_of_a_recorded_history_asks_for_the_same_again(string name)
    {
        var history = RecordedHistory.Load(name);
        var orchestrator = new FunctionOrchestrator(history.Start.Name!);

        foreach (var pass in history.Passes())
        {
            var response = WireForm.Decode(
                GrpcOrchestrationRunner.LoadAndRun(
                    WireForm.Encode(pass, history.Start),
                    orchestrator
                )
            );

            Assert.Equal(pass.Asked.Select(Asked), response.Actions.Select(Asked).OfType<string>());
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_last_wake_up_of_a_recorded_history_ends_the_same_way(string name)
    {
        var history = RecordedHistory.Load(name);
        var orchestrator = new FunctionOrchestrator(history.Start.Name!);

        var response = WireForm.Decode(
            GrpcOrchestrationRunner.LoadAndRun(
                WireForm.Encode(history.Passes().Last(), history.Start),
                orchestrator
            )
        );

        var end = Assert
            .Single(response.Actions, a => a.CompleteOrchestration is not null)
            .CompleteOrchestration;
        Assert.Equal(history.Outcome.Status, end.OrchestrationStatus.ToString());
        if (end.OrchestrationStatus == P.OrchestrationStatus.Completed)
            Assert.Equal(history.Outcome.Output, end.Result);
    }

    private static string Asked(RecordedEvent e) =>
        e.Type switch
        {
            RecordedEventType.TaskScheduled => $"{e.Id} activity {e.Name}",
            RecordedEventType.TimerCreated => $"{e.Id} timer {e.FireAt:O}",
            RecordedEventType.SubOrchestrationInstanceCreated =>
                $"{e.Id} sub-orchestration {e.Name} {e.InstanceId}",
            _ => $"{e.Id} event {e.Name} to {e.InstanceId}",
        };

    private static string? Asked(P.OrchestratorAction action) =>
        action switch
        {
            { ScheduleTask: { } task } => $"{action.Id} activity {task.Name}",
            { CreateTimer: { } timer } => $"{action.Id} timer {timer.FireAt.ToDateTime():O}",
            { CreateSubOrchestration: { } sub } =>
                $"{action.Id} sub-orchestration {sub.Name} {sub.InstanceId}",
            { SendEvent: { } sent } =>
                $"{action.Id} event {sent.Name} to {sent.Instance.InstanceId}",
            _ => null,
        };

    /// <summary>An orchestrator function of the app, called with its context and its input as the worker
    /// calls it.</summary>
    private sealed class FunctionOrchestrator(string name) : ITaskOrchestrator
    {
        private readonly MethodInfo _method = typeof(StageFlow)
            .Assembly.GetTypes()
            .SelectMany(type =>
                type.GetMethods(
                    BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly
                )
            )
            .Single(m => m.GetCustomAttribute<FunctionAttribute>()?.Name == name);

        public Type InputType =>
            _method.GetParameters() is [_, var input] ? input.ParameterType : typeof(object);

        public Type OutputType => typeof(object);

        public async Task<object?> RunAsync(TaskOrchestrationContext context, object? input)
        {
            object?[] arguments =
                _method.GetParameters().Length == 1 ? [context] : [context, input];
            var run = (Task)_method.Invoke(null, arguments)!;
            await run;
            return _method.ReturnType.IsGenericType ? ((dynamic)run).Result : null;
        }
    }
}
