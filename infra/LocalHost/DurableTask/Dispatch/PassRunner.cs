using KoSales.LocalHost.DurableTask.History;
using KoSales.LocalHost.DurableTask.Hub;
using KoSales.LocalHost.DurableTask.Wire;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using P = Microsoft.DurableTask.Protobuf;

namespace KoSales.LocalHost.DurableTask.Dispatch;

/// <summary>Makes a checkpoint of an instance's state and the messages that have come in for it.</summary>
internal sealed class PassRunner(ITaskWorker worker, TimeProvider time)
{
    internal async Task<Checkpoint> RunAsync(InstanceState state, Batch batch, long term)
    {
        var news = News(state, batch);
        var outcome = await DecideAsync(state, batch, news);
        var status = Status(outcome, batch);
        var dropped = DroppedTimers(state, outcome, status);
        List<HubEvent> added = [.. Added(news, outcome, status)];
        state.History.AddRange(added);
        return new Checkpoint(state, batch.Consumed, outcome, status)
        {
            Term = term,
            History = outcome.Next is null && added.Count > 0 ? EventCodec.Encode(added) : [],
            DroppedTimers = dropped,
            NewExecution = NewExecution,
        };
    }

    /// <summary>What the pass adds to the history.</summary>
    private static IEnumerable<HubEvent> Added(
        List<HubEvent> news,
        PassOutcome outcome,
        OrchestrationRuntimeStatus status
    )
    {
        foreach (var value in news)
            yield return value;
        foreach (var action in outcome.Actions)
            yield return action.Record;
        if (InstanceStart.HasEnded(status))
            yield return new Ended((byte)status);
    }

    private static PassOutcome Unchanged(InstanceState state, OrchestrationRuntimeStatus status) =>
        new(status) { CustomStatus = state.Row.CustomStatus };

    private static OrchestrationRuntimeStatus Status(PassOutcome outcome, Batch batch)
    {
        if (InstanceStart.HasEnded(outcome.Status))
            return outcome.Status;
        if (batch.IsSuspended)
            return OrchestrationRuntimeStatus.Suspended;
        return batch.HasStarted
            ? OrchestrationRuntimeStatus.Running
            : OrchestrationRuntimeStatus.Pending;
    }

    /// <summary>
    /// Timers of earlier passes that nobody waits for any more. An answer does not name timers that the
    /// code has given
    /// up: while the instance runs they stay and fire to no effect, and whatever is left at its end goes.
    /// </summary>
    private static List<TimerCreated> DroppedTimers(
        InstanceState state,
        PassOutcome outcome,
        OrchestrationRuntimeStatus status
    )
    {
        if (!InstanceStart.HasEnded(status) && outcome.Next is null)
            return [];
        var fired = state.History.OfType<TimerFired>().Select(timer => timer.Id).ToHashSet();
        return [.. state.History.OfType<TimerCreated>().Where(timer => !fired.Contains(timer.Id))];
    }

    private async Task<PassOutcome> DecideAsync(
        InstanceState state,
        Batch batch,
        List<HubEvent> news
    )
    {
        if (batch.Termination is { } end)
            return Unchanged(state, OrchestrationRuntimeStatus.Terminated) with
            {
                Output = end.Output,
            };
        if (!batch.RunsCode)
            return Unchanged(state, OrchestrationRuntimeStatus.Running);
        HubMetrics.Pass();
        var name = state.Row.Start.Name;
        return worker.HasOrchestrator(name)
            ? WireActions.Read(await worker.RunOrchestratorAsync(name, Request(state, news)))
            : NotFound(name);
    }

    private static P.OrchestratorRequest Request(InstanceState state, List<HubEvent> news)
    {
        var history = new WireHistory(state.Row);
        var start = state.Row.Start;
        var request = new P.OrchestratorRequest
        {
            InstanceId = start.Id,
            ExecutionId = start.ExecutionId,
        };
        request.PastEvents.AddRange(history.Next(state.History));
        request.NewEvents.AddRange(history.Next(news));
        return request;
    }

    private static PassOutcome NotFound(string name)
    {
        var failure = new TaskFailureDetails(
            "OrchestratorTaskNotFound",
            $"No orchestrator task named '{name}' was found.",
            null,
            null,
            null
        );
        return new PassOutcome(OrchestrationRuntimeStatus.Failed)
        {
            Output = failure.ErrorMessage,
            Failure = failure,
        };
    }

    /// <summary>
    /// An instance that has not started has no history; being suspended before that leaves no trace in it.
    /// </summary>
    private List<HubEvent> News(InstanceState state, Batch batch)
    {
        if (!batch.HasStarted && batch.Termination is null)
            return [];
        return [new PassStarted(Clock(state)), .. batch.Events];
    }

    /// <summary>Never before the previous pass, even when the machine's clock is set back.</summary>
    private DateTime Clock(InstanceState state)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return state.History.FindLast(e => e is PassStarted) is PassStarted last && last.At > now
            ? last.At
            : now;
    }

    private string NewExecution() => Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
}
