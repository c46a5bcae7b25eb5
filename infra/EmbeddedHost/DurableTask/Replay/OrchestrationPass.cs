using KoSales.EmbeddedHost.DurableTask.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace KoSales.EmbeddedHost.DurableTask.Replay;

/// <summary>What a pass decided. Nothing of it has happened until the checkpoint is stored.</summary>
internal sealed record PassOutcome(OrchestrationRuntimeStatus Status)
{
    /// <summary>JSON of the result, or the message of the failure.</summary>
    internal string? Output { get; init; }

    internal TaskFailureDetails? Failure { get; init; }

    internal string? CustomStatus { get; init; }

    internal IReadOnlyList<PlannedAction> Actions { get; init; } = [];

    internal IReadOnlyList<int> CancelledTimers { get; init; } = [];

    /// <summary>Set when the generation ends and another begins.</summary>
    internal NextGeneration? Next { get; init; }
}

internal sealed record NextGeneration(string? Input, string Version, IReadOnlyList<EventArrival> Events);

/// <summary>
/// Runs an orchestrator from the top: first over its history, then over what is new. When that is done, the orchestrator stands at
/// awaits that only the hub's messages can complete, or has ended.
/// </summary>
internal sealed class OrchestrationPass(ITaskFunctions functions, ReplaySettings settings)
{
    private readonly ILogger _logger = settings.Loggers.CreateLogger("Host.DurableTask");

    internal async Task<PassOutcome> RunAsync(InstanceState state, IReadOnlyList<HubEvent> news)
    {
        var name = state.Row.Start.Name;
        if (!functions.HasOrchestrator(name)) return Failed(NotFound(name));
        PassOutcome? outcome = null;
#pragma warning disable CA1031 // Whatever goes wrong in a pass is the instance's failure; the engine goes on.
        try
        {
            var thread = new PassThread(() => Log.NotDurable(_logger, name, state.Row.Start.Id));
            var context = new ReplayContext(state.Row, settings, thread);
            await functions.RunOrchestratorAsync(name, context, start => outcome = Replay(context, start, state.History, news));
            return outcome ?? Failed(new InvalidOperationException($"Middleware kept the orchestrator '{name}' from running."));
        }
        catch (Exception failure)
        {
            return Failed(failure);
        }
#pragma warning restore CA1031
    }

    private static PassOutcome Failed(Exception failure) => Failed(TaskFailureDetails.FromException(failure));

    private static PassOutcome Failed(TaskFailureDetails failure) =>
        new(OrchestrationRuntimeStatus.Failed) { Output = failure.ErrorMessage, Failure = failure };

    private static TaskFailureDetails NotFound(string name) =>
        new("OrchestratorTaskNotFound", $"No orchestrator task named '{name}' was found.", null, null, null);

    private PassOutcome Replay(
        ReplayContext context, Func<Task<object?>> start, IReadOnlyList<HubEvent> history, IReadOnlyList<HubEvent> news)
    {
        Task<object?>? run = null;

        void Step(HubEvent value)
        {
            switch (value)
            {
                case PassStarted e: context.Clock = e.At; break;
                case Started: run = start(); break;
                case EventRaised e: context.Events.Arrive(e.Name, e.Payload); break;
                default:
                    context.Actions.Match(value);
                    context.Open.Apply(value);
                    break;
            }
        }

        context.Thread.Begin();
        try
        {
            context.Thread.Run(history, Step);
            context.Replaying = false;
            context.Thread.Run(news, Step);
            return Judge(context, run);
        }
        finally
        {
            context.Thread.End();
        }
    }

    private PassOutcome Judge(ReplayContext context, Task<object?>? run)
    {
        var finished = run?.IsCompleted ?? true;
        var stuck = !finished && !context.Open.Any && !context.Events.AnyOpen;
        if (context.Thread.WasLeft || stuck) return Failed(new InvalidOperationException(PassThread.IllegalAwait));
        var ended = run is not null && finished && !context.Open.Any;
        var outcome = ended ? End(context, run!) : new PassOutcome(OrchestrationRuntimeStatus.Running);
        return outcome with
        {
            CustomStatus = settings.Converter.Serialize(context.CustomStatus),
            Actions = [.. context.Actions.New.Select(Ready)],
            CancelledTimers = context.CancelledTimers,
        };
    }

    /// <summary>Payloads are made here and not on the hub's writer.</summary>
    private static PlannedAction Ready(PlannedAction action)
    {
        _ = action switch
        {
            PlannedActivity a => a.Input.Value,
            PlannedSub s => s.Input.Value,
            PlannedEvent e => e.Payload.Value,
            _ => null,
        };
        return action;
    }

    private PassOutcome End(ReplayContext context, Task<object?> run)
    {
        if (run.IsCanceled) return Failed(new TaskCanceledException());
        if (run.Exception is { } thrown) return Failed(thrown.InnerException ?? thrown);
        if (context.Continuation is { } next) return Continued(context, next);
        return new PassOutcome(OrchestrationRuntimeStatus.Completed) { Output = settings.Converter.Serialize(run.Result) };
    }

    private PassOutcome Continued(ReplayContext context, ContinueAsNewOptions next) => new(OrchestrationRuntimeStatus.ContinuedAsNew)
    {
        Next = new NextGeneration(
            settings.Converter.Serialize(next.NewInput),
            string.IsNullOrWhiteSpace(next.NewVersion) ? context.Version : next.NewVersion,
            next.PreserveUnprocessedEvents ? context.Events.Unclaimed : []),
    };
}
