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
        value switch
        {
            PassStarted => Event(new P.OrchestratorStartedEvent()),
            Started => Event(Start()),
            TaskScheduled e => new P.HistoryEvent
            {
                EventId = e.Id,
                TaskScheduled = new() { Name = e.Name },
            },
            TaskDone e => New(w =>
                w.TaskCompleted = new() { TaskScheduledId = e.Id, Result = e.Result }
            ),
            TaskFailed e => New(w =>
                w.TaskFailed = new() { TaskScheduledId = e.Id, FailureDetails = Failure(e.Failure) }
            ),
            SubScheduled e => new P.HistoryEvent
            {
                EventId = e.Id,
                SubOrchestrationInstanceCreated = new()
                {
                    Name = e.Name,
                    InstanceId = e.InstanceId,
                },
            },
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
            TimerCreated e => new P.HistoryEvent
            {
                EventId = e.Id,
                TimerCreated = new() { FireAt = Timestamp.FromDateTime(e.FireAt) },
            },
            TimerFired e => New(w =>
                w.TimerFired = new()
                {
                    TimerId = e.Id,
                    FireAt = Timestamp.FromDateTime(_timers.GetValueOrDefault(e.Id, _now)),
                }
            ),
            EventRaised e => New(w => w.EventRaised = new() { Name = e.Name, Input = e.Payload }),
            EventSent e => new P.HistoryEvent
            {
                EventId = e.Id,
                EventSent = new() { InstanceId = e.InstanceId, Name = e.Name },
            },
            Suspended e => New(w => w.ExecutionSuspended = new() { Input = e.Reason }),
            Resumed e => New(w => w.ExecutionResumed = new() { Input = e.Reason }),
            Terminated e => New(w => w.ExecutionTerminated = new() { Input = e.Output }),
            Ended e => New(w =>
                w.ExecutionCompleted = new()
                {
                    OrchestrationStatus = (P.OrchestrationStatus)e.Status,
                    Result = row.Output,
                }
            ),
            _ => throw new InvalidOperationException($"{value.GetType().Name} has no wire form."),
        };

    private P.ExecutionStartedEvent Start()
    {
        var start = row.Start;
        var wire = new P.ExecutionStartedEvent
        {
            Name = start.Name,
            Version = start.Version,
            Input = start.Input,
            OrchestrationInstance = new()
            {
                InstanceId = start.Id,
                ExecutionId = start.ExecutionId,
            },
        };
        if (start.StartAt is { } at)
            wire.ScheduledStartTimestamp = Timestamp.FromDateTime(at);
        if (start.Parent is { } parent)
            wire.ParentInstance = Parent(parent);
        foreach (var (name, text) in start.TagTexts())
            wire.Tags[name] = text;
        return wire;
    }

    private static P.ParentInstanceInfo Parent(ParentLink parent) =>
        new()
        {
            Name = parent.Name,
            TaskScheduledId = parent.TaskId,
            OrchestrationInstance = new()
            {
                InstanceId = parent.InstanceId,
                ExecutionId = parent.ExecutionId,
            },
        };

    private static P.TaskFailureDetails Failure(StoredFailure failure) =>
        failure.Details.ToWire(failure.IsFinal);

    private static P.HistoryEvent Event(P.OrchestratorStartedEvent content) =>
        new() { EventId = NoId, OrchestratorStarted = content };

    private static P.HistoryEvent Event(P.ExecutionStartedEvent content) =>
        new() { EventId = NoId, ExecutionStarted = content };

    private static P.HistoryEvent New(Action<P.HistoryEvent> fill)
    {
        var wire = new P.HistoryEvent { EventId = NoId };
        fill(wire);
        return wire;
    }
}
