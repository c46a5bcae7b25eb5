using System.Globalization;
using System.Text.Json.Nodes;
using KoSales.LocalHost.DurableTask.History;
using Microsoft.DurableTask.Client;

namespace KoSales.LocalHost.DurableTask.Management;

/// <summary>
/// An instance's history as <c>showHistory</c> shows it: what was scheduled and has ended is one entry with
/// both times.
/// The hub keeps one time per pass, and no inputs of tasks that have ended.
/// </summary>
internal sealed class HistoryJson(InstanceState state, bool withInput, bool withOutput)
{
    private readonly Dictionary<int, (string Name, DateTime At)> _scheduled = [];
    private readonly Dictionary<int, DateTime> _timers = [];
    private readonly HashSet<int> _ended = [.. state.History.Select(EndedTask).OfType<int>()];
    private DateTime _now = state.Row.CreatedAt;

    internal JsonArray Write() => [.. state.History.Select(Entry).OfType<JsonObject>()];

    private static int? EndedTask(HubEvent value) =>
        value switch
        {
            TaskDone e => e.Id,
            TaskFailed e => e.Id,
            SubDone e => e.Id,
            SubFailed e => e.Id,
            _ => null,
        };

    private JsonObject? Entry(HubEvent value)
    {
        switch (value)
        {
            case PassStarted e:
                _now = e.At;
                return null;
            case TaskScheduled e:
                return Scheduled("TaskScheduled", e.Id, e.Name);
            case SubScheduled e:
                return Scheduled(
                    "SubOrchestrationInstanceCreated",
                    e.Id,
                    e.Name,
                    ("InstanceId", e.InstanceId)
                );
            case TimerCreated e:
                _timers[e.Id] = e.FireAt;
                return New("TimerCreated", ("FireAt", Time(e.FireAt)));
            case Started:
                return New(
                    "ExecutionStarted",
                    ("FunctionName", state.Row.Start.Name),
                    Input(state.Row.Start.Input)
                );
            case TaskDone e:
                return Ended("TaskCompleted", e.Id, Result(e.Result));
            case SubDone e:
                return Ended("SubOrchestrationInstanceCompleted", e.Id, Result(e.Result));
            case TaskFailed e:
                return Ended(
                    "TaskFailed",
                    e.Id,
                    ("Reason", e.Failure.Details.ErrorMessage),
                    ("Details", e.Failure.Details.StackTrace)
                );
            case SubFailed e:
                return Ended(
                    "SubOrchestrationInstanceFailed",
                    e.Id,
                    ("Reason", e.Failure.Details.ErrorMessage),
                    ("Details", e.Failure.Details.StackTrace)
                );
            case TimerFired e:
                return New(
                    "TimerFired",
                    ("FireAt", _timers.TryGetValue(e.Id, out var due) ? Time(due) : null)
                );
            case EventRaised e:
                return New("EventRaised", ("Name", e.Name), Input(e.Payload));
            case EventSent e:
                return New("EventSent", ("InstanceId", e.InstanceId), ("Name", e.Name));
            case Suspended e:
                return New("ExecutionSuspended", ("Reason", e.Reason));
            case Resumed e:
                return New("ExecutionResumed", ("Reason", e.Reason));
            case Terminated e:
                return New("ExecutionTerminated", Input(e.Output));
            case Ended e:
                return New(
                    "ExecutionCompleted",
                    ("OrchestrationStatus", ((OrchestrationRuntimeStatus)e.Status).ToString()),
                    Result(state.Row.Output)
                );
            default:
                throw new InvalidOperationException($"{value.GetType().Name} has no shown form.");
        }
    }

    /// <summary>Shown by itself only while it runs.</summary>
    private JsonObject? Scheduled(
        string type,
        int id,
        string name,
        params (string, JsonNode?)[] more
    )
    {
        _scheduled[id] = (name, _now);
        return _ended.Contains(id) ? null : New(type, [("Name", name), .. more]);
    }

    private JsonObject Ended(string type, int id, params (string, JsonNode?)?[] more)
    {
        var scheduled = _scheduled[id];
        return New(
            type,
            [.. more, ("ScheduledTime", Time(scheduled.At)), ("FunctionName", scheduled.Name)]
        );
    }

    private JsonObject New(string type, params (string Name, JsonNode? Value)?[] members)
    {
        var entry = new JsonObject { ["EventType"] = type, ["Timestamp"] = Time(_now) };
        foreach (var (name, value) in members.OfType<(string, JsonNode?)>())
            entry[name] = value;
        return entry;
    }

    private (string, JsonNode?)? Input(string? json) =>
        withInput ? ("Input", InstanceJson.Parse(json)) : null;

    private (string, JsonNode?)? Result(string? json) =>
        withOutput ? ("Result", InstanceJson.Parse(json)) : null;

    private static string Time(DateTime at) => at.ToString("O", CultureInfo.InvariantCulture);
}
