using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using P = Microsoft.DurableTask.Protobuf;

namespace KoSales.Tests.Compatibility;

/// <summary>Recorded events in the protocol's own messages, as the official runner takes them.</summary>
internal static class WireForm
{
    private const int NoId = -1;

    /// <summary>One wake-up, encoded as a Functions host hands it to the worker.</summary>
    public static string Encode(RecordedPass pass, RecordedEvent start)
    {
        var request = new P.OrchestratorRequest
        {
            InstanceId = start.InstanceId,
            ExecutionId = start.ExecutionId,
        };
        request.PastEvents.AddRange(pass.Past.Select(Event));
        request.NewEvents.AddRange(pass.News.Select(Event));
        return Convert.ToBase64String(request.ToByteArray());
    }

    public static P.OrchestratorResponse Decode(string response) =>
        P.OrchestratorResponse.Parser.ParseFrom(Convert.FromBase64String(response));

    private static P.HistoryEvent Event(RecordedEvent recorded)
    {
        var wire = new P.HistoryEvent
        {
            EventId = recorded.Id ?? NoId,
            Timestamp = Timestamp.FromDateTime(recorded.Timestamp),
        };
        Fill(wire, recorded);
        return wire;
    }

    private static void Fill(P.HistoryEvent wire, RecordedEvent e)
    {
        switch (e.Type)
        {
            case RecordedEventType.OrchestratorStarted:
                wire.OrchestratorStarted = new();
                break;
            case RecordedEventType.ExecutionStarted:
                wire.ExecutionStarted = Started(e);
                break;
            case RecordedEventType.TaskScheduled:
                wire.TaskScheduled = new() { Name = e.Name };
                break;
            case RecordedEventType.TaskCompleted:
                wire.TaskCompleted = new() { TaskScheduledId = e.TaskId!.Value, Result = e.Result };
                break;
            case RecordedEventType.TaskFailed:
                wire.TaskFailed = new()
                {
                    TaskScheduledId = e.TaskId!.Value,
                    FailureDetails = Failure(e.Failure),
                };
                break;
            case RecordedEventType.SubOrchestrationInstanceCreated:
                wire.SubOrchestrationInstanceCreated = new()
                {
                    Name = e.Name,
                    InstanceId = e.InstanceId,
                };
                break;
            case RecordedEventType.SubOrchestrationInstanceCompleted:
                wire.SubOrchestrationInstanceCompleted = new()
                {
                    TaskScheduledId = e.TaskId!.Value,
                    Result = e.Result,
                };
                break;
            case RecordedEventType.SubOrchestrationInstanceFailed:
                wire.SubOrchestrationInstanceFailed = new()
                {
                    TaskScheduledId = e.TaskId!.Value,
                    FailureDetails = Failure(e.Failure),
                };
                break;
            case RecordedEventType.TimerCreated:
                wire.TimerCreated = new() { FireAt = Timestamp.FromDateTime(e.FireAt!.Value) };
                break;
            case RecordedEventType.TimerFired:
                wire.TimerFired = new()
                {
                    TimerId = e.TaskId!.Value,
                    FireAt = Timestamp.FromDateTime(e.FireAt ?? e.Timestamp),
                };
                break;
            case RecordedEventType.EventRaised:
                wire.EventRaised = new() { Name = e.Name, Input = e.Input };
                break;
            case RecordedEventType.EventSent:
                wire.EventSent = new() { Name = e.Name, InstanceId = e.InstanceId };
                break;
            case RecordedEventType.ExecutionSuspended:
                wire.ExecutionSuspended = new() { Input = e.Input };
                break;
            case RecordedEventType.ExecutionResumed:
                wire.ExecutionResumed = new() { Input = e.Input };
                break;
            case RecordedEventType.ExecutionTerminated:
                wire.ExecutionTerminated = new() { Input = e.Input };
                break;
            default:
                throw new InvalidOperationException(
                    $"{e.Type} is nothing that an orchestrator is woken with"
                );
        }
    }

    private static P.ExecutionStartedEvent Started(RecordedEvent e)
    {
        var wire = new P.ExecutionStartedEvent
        {
            Name = e.Name,
            Input = e.Input,
            OrchestrationInstance = new()
            {
                InstanceId = e.InstanceId,
                ExecutionId = e.ExecutionId,
            },
        };
        if (e.Parent is { } parent)
        {
            wire.ParentInstance = new()
            {
                Name = parent.Name,
                TaskScheduledId = parent.TaskId,
                OrchestrationInstance = new()
                {
                    InstanceId = parent.InstanceId,
                    ExecutionId = parent.ExecutionId,
                },
            };
        }

        return wire;
    }

    private static P.TaskFailureDetails? Failure(RecordedFailure? failure) =>
        failure is null
            ? null
            : new P.TaskFailureDetails
            {
                ErrorType = failure.Type,
                ErrorMessage = failure.Message,
                IsNonRetriable = failure.IsFinal,
                InnerFailure = Failure(failure.Inner),
            };
}
