using System.Globalization;
using System.Text.Json.Nodes;
using KoSales.LocalHost.DurableTask.History;
using Microsoft.DurableTask.Client;

namespace KoSales.LocalHost.DurableTask.Management;

/// <summary>
/// An instance's history as <c>showHistory</c> shows it: what was scheduled and has ended is one entry with
/// both
/// times. The hub keeps one time per pass, and no inputs of tasks that have ended.
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

    private JsonObject? Entry(HubEvent value) =>
        value switch
        {
            PassStarted e => Passed(e),
            TaskScheduled e => Scheduled("TaskScheduled", e.Id, e.Name),
            SubScheduled e => ChildScheduled(e),
            TimerCreated e => Created(e),
            TaskDone or SubDone or TaskFailed or SubFailed or TimerFired => Outcome(value),
            _ => Course(value),
        };

    /// <summary>Of what was scheduled.</summary>
    private JsonObject Outcome(HubEvent value) =>
        value switch
        {
            TaskDone e => Ended("TaskCompleted", e.Id, Result(e.Result)),
            SubDone e => Ended("SubOrchestrationInstanceCompleted", e.Id, Result(e.Result)),
            TaskFailed e => Failed("TaskFailed", e.Id, e.Failure),
            SubFailed e => Failed("SubOrchestrationInstanceFailed", e.Id, e.Failure),
            TimerFired e => Fired(e),
            _ => throw HasNoForm(value),
        };

    /// <summary>How the instance itself went on.</summary>
    private JsonObject Course(HubEvent value) =>
        value switch
        {
            Started => ExecutionStarted(),
            EventRaised e => New("EventRaised", ("Name", e.Name), Input(e.Payload)),
            EventSent e => New("EventSent", ("InstanceId", e.InstanceId), ("Name", e.Name)),
            Suspended e => New("ExecutionSuspended", ("Reason", e.Reason)),
            Resumed e => New("ExecutionResumed", ("Reason", e.Reason)),
            Terminated e => New("ExecutionTerminated", Input(e.Output)),
            Ended e => ExecutionCompleted(e),
            _ => throw HasNoForm(value),
        };

    private static InvalidOperationException HasNoForm(HubEvent value) =>
        new($"{value.GetType().Name} has no shown form.");

    /// <summary>Not shown; what comes after it has its time.</summary>
    private JsonObject? Passed(PassStarted pass)
    {
        _now = pass.At;
        return null;
    }

    private JsonObject? ChildScheduled(SubScheduled child) =>
        Scheduled(
            "SubOrchestrationInstanceCreated",
            child.Id,
            child.Name,
            ("InstanceId", child.InstanceId)
        );

    private JsonObject Created(TimerCreated timer)
    {
        _timers[timer.Id] = timer.FireAt;
        return New("TimerCreated", ("FireAt", Time(timer.FireAt)));
    }

    private JsonObject Fired(TimerFired timer) =>
        New(
            "TimerFired",
            ("FireAt", _timers.TryGetValue(timer.Id, out var due) ? Time(due) : null)
        );

    private JsonObject ExecutionStarted() =>
        New(
            "ExecutionStarted",
            ("FunctionName", state.Row.Start.Name),
            Input(state.Row.Start.Input)
        );

    private JsonObject ExecutionCompleted(Ended ended) =>
        New(
            "ExecutionCompleted",
            ("OrchestrationStatus", ((OrchestrationRuntimeStatus)ended.Status).ToString()),
            Result(state.Row.Output)
        );

    private JsonObject Failed(string type, int id, StoredFailure failure) =>
        Ended(
            type,
            id,
            ("Reason", failure.Details.ErrorMessage),
            ("Details", failure.Details.StackTrace)
        );

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
