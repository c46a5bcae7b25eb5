using KoSales.EmbeddedHost.DurableTask.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

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
/// Runs an orchestrator from the top: first over its history, then over what is new. Synchronous: when it returns, the orchestrator
/// stands at awaits that only the hub's messages can complete.
/// </summary>
internal sealed class OrchestrationPass(ITaskFunctions functions, ReplaySettings settings)
{
    internal PassOutcome Run(InstanceState state, IReadOnlyList<HubEvent> news)
    {
        var name = state.Row.Start.Name;
        if (!functions.HasOrchestrator(name)) return Failed(NotFound(name));
        var thread = new PassThread();
        var context = new ReplayContext(state.Row, settings, thread);
        Task<object?>? run = null;

        void Step(HubEvent value)
        {
            switch (value)
            {
                case PassStarted e: context.Clock = e.At; break;
                case Started: run = functions.RunOrchestratorAsync(name, context); break;
                case EventRaised e: context.Events.Arrive(e.Name, e.Payload); break;
                default:
                    context.Actions.Match(value);
                    context.Open.Apply(value);
                    break;
            }
        }

        try
        {
            thread.Run(state.History, Step);
            context.Replaying = false;
            thread.Run(news, Step);
            return Judge(context, run, thread.WasLeft);
        }
#pragma warning disable CA1031 // Whatever goes wrong in a pass is the instance's failure; the engine goes on.
        catch (Exception failure)
        {
            return Failed(TaskFailureDetails.FromException(failure));
        }
#pragma warning restore CA1031
        finally
        {
            thread.End();
        }
    }

    private static PassOutcome Failed(TaskFailureDetails failure) =>
        new(OrchestrationRuntimeStatus.Failed) { Output = failure.ErrorMessage, Failure = failure };

    private static TaskFailureDetails NotFound(string name) =>
        new("OrchestratorTaskNotFound", $"No orchestrator task named '{name}' was found.", null, null, null);

    private PassOutcome Judge(ReplayContext context, Task<object?>? run, bool wasLeft)
    {
        var finished = run?.IsCompleted ?? true;
        var stuck = !finished && !context.Open.Any && !context.Events.AnyOpen;
        if (wasLeft || stuck) return Failed(TaskFailureDetails.FromException(new InvalidOperationException(PassThread.IllegalAwait)));
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
        if (run.IsCanceled) return Failed(TaskFailureDetails.FromException(new TaskCanceledException(run)));
        if (run.Exception is { } thrown) return Failed(TaskFailureDetails.FromException(thrown.InnerException ?? thrown));
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
