using Google.Protobuf.WellKnownTypes;
using KoSales.LocalHost.DurableTask.History;
using P = Microsoft.DurableTask.Protobuf;

namespace KoSales.LocalHost.DurableTask.Wire;

/// <summary>
/// An instance's history in the form that the official runner replays. The hub keeps less than the wire
/// form has room
/// for: one time for each pass, names without versions, and no inputs of what was scheduled, none of which
/// a replay
/// looks at.
/// </summary>
internal sealed class WireHistory(InstanceRow row)
{
    /// <summary>Events that no other one refers to have this id.</summary>
    private const int NoId = -1;

    private readonly Dictionary<int, DateTime> _timers = [];
    private DateTime _now = row.CreatedAt;

    /// <summary>The next events of the history, in order; each call goes on from the one before.</summary>
    internal IEnumerable<P.HistoryEvent> Next(IReadOnlyList<HubEvent> events)
    {
        foreach (var value in events)
            yield return Convert(value);
    }

    private P.HistoryEvent Convert(HubEvent value)
    {
        if (value is PassStarted pass)
            _now = pass.At;
        if (value is TimerCreated timer)
            _timers[timer.Id] = timer.FireAt;
        var wire = Content(value);
        wire.Timestamp = Timestamp.FromDateTime(_now);
        return wire;
    }

    private P.HistoryEvent Content(HubEvent value) =>
        OfTask(value)
        ?? OfChild(value)
        ?? OfTimerOrEvent(value)
        ?? OfInstance(value)
        ?? throw new InvalidOperationException($"{value.GetType().Name} has no wire form.");

    private static P.HistoryEvent? OfTask(HubEvent value) =>
        value switch
        {
            TaskScheduled e => New(e.Id, w => w.TaskScheduled = new() { Name = e.Name }),
            TaskDone e => New(w =>
                w.TaskCompleted = new() { TaskScheduledId = e.Id, Result = e.Result }
            ),
            TaskFailed e => New(w =>
                w.TaskFailed = new() { TaskScheduledId = e.Id, FailureDetails = Failure(e.Failure) }
            ),
            _ => null,
        };

    private static P.HistoryEvent? OfChild(HubEvent value) =>
        value switch
        {
            SubScheduled e => New(
                e.Id,
                w =>
                    w.SubOrchestrationInstanceCreated = new()
                    {
                        Name = e.Name,
                        InstanceId = e.InstanceId,
                    }
            ),
            SubDone e => New(w =>
                w.SubOrchestrationInstanceCompleted = new()
                {
                    TaskScheduledId = e.Id,
                    Result = e.Result,
                }
            ),
            SubFailed e => New(w =>
                w.SubOrchestrationInstanceFailed = new()
                {
                    TaskScheduledId = e.Id,
                    FailureDetails = Failure(e.Failure),
                }
            ),
            _ => null,
        };

    private P.HistoryEvent? OfTimerOrEvent(HubEvent value) =>
        value switch
        {
            TimerCreated e => New(
                e.Id,
                w => w.TimerCreated = new() { FireAt = Timestamp.FromDateTime(e.FireAt) }
            ),
            TimerFired e => New(w => w.TimerFired = Fired(e)),
            EventRaised e => New(w => w.EventRaised = new() { Name = e.Name, Input = e.Payload }),
            EventSent e => New(
                e.Id,
                w => w.EventSent = new() { InstanceId = e.InstanceId, Name = e.Name }
            ),
            _ => null,
        };

    private P.HistoryEvent? OfInstance(HubEvent value) =>
        value switch
        {
            PassStarted => New(w => w.OrchestratorStarted = new()),
            Started => New(w => w.ExecutionStarted = Start()),
            Suspended e => New(w => w.ExecutionSuspended = new() { Input = e.Reason }),
            Resumed e => New(w => w.ExecutionResumed = new() { Input = e.Reason }),
            Terminated e => New(w => w.ExecutionTerminated = new() { Input = e.Output }),
            Ended e => New(w => w.ExecutionCompleted = Completed(e)),
            _ => null,
        };

    private P.TimerFiredEvent Fired(TimerFired timer) =>
        new()
        {
            TimerId = timer.Id,
            FireAt = Timestamp.FromDateTime(_timers.GetValueOrDefault(timer.Id, _now)),
        };

    private P.ExecutionCompletedEvent Completed(Ended ended) =>
        new() { OrchestrationStatus = (P.OrchestrationStatus)ended.Status, Result = row.Output };

    private P.ExecutionStartedEvent Start()
    {
        var start = row.Start;
        var wire = new P.ExecutionStartedEvent
        {
            Name = start.Name,
            Version = start.Version,
            Input = start.Input,
            OrchestrationInstance = Instance(start.Id, start.ExecutionId),
        };
        if (start.StartAt is { } at)
            wire.ScheduledStartTimestamp = Timestamp.FromDateTime(at);
        if (start.Parent is { } parent)
            wire.ParentInstance = Parent(parent);
        foreach (var (name, text) in start.TagTexts())
            wire.Tags[name] = text;
        return wire;
    }

    private static P.OrchestrationInstance Instance(string id, string executionId) =>
        new() { InstanceId = id, ExecutionId = executionId };

    private static P.ParentInstanceInfo Parent(ParentLink parent) =>
        new()
        {
            Name = parent.Name,
            TaskScheduledId = parent.TaskId,
            OrchestrationInstance = Instance(parent.InstanceId, parent.ExecutionId),
        };

    private static P.TaskFailureDetails Failure(StoredFailure failure) =>
        failure.Details.ToWire(failure.IsFinal);

    private static P.HistoryEvent New(Action<P.HistoryEvent> fill) => New(NoId, fill);

    private static P.HistoryEvent New(int id, Action<P.HistoryEvent> fill)
    {
        var wire = new P.HistoryEvent { EventId = id };
        fill(wire);
        return wire;
    }
}
