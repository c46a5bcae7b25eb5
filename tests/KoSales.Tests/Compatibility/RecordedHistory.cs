using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Compatibility;

/// <summary>The kinds of events, by the names that the Durable Task protocol has for them.</summary>
internal enum RecordedEventType
{
    OrchestratorStarted,
    ExecutionStarted,
    TaskScheduled,
    TaskCompleted,
    TaskFailed,
    SubOrchestrationInstanceCreated,
    SubOrchestrationInstanceCompleted,
    SubOrchestrationInstanceFailed,
    TimerCreated,
    TimerFired,
    EventRaised,
    EventSent,
    ExecutionSuspended,
    ExecutionResumed,
    ExecutionTerminated,
    ExecutionCompleted,
}

/// <summary>One event of a history. Which members are set depends on the type; payloads are JSON texts,
/// times are UTC.</summary>
internal sealed record RecordedEvent(RecordedEventType Type, DateTime Timestamp)
{
    /// <summary>The number that the orchestrator's code gave to what it asked for: scheduled tasks, timers,
    /// sub-orchestrations, sent events.</summary>
    public int? Id { get; init; }

    /// <summary>The <see cref="Id"/> of what is answered: tasks and sub-orchestrations that ended, timers
    /// that fired.</summary>
    public int? TaskId { get; init; }

    /// <summary>Of the orchestrator, activity or event.</summary>
    public string? Name { get; init; }

    /// <summary>Of the orchestrator or the raised event. Activities' inputs were not kept by 0.1.0.</summary>
    public string? Input { get; init; }

    public string? Result { get; init; }

    public DateTime? FireAt { get; init; }

    /// <summary>Of the instance itself where it started, else of the one that is created or sent to.</summary>
    public string? InstanceId { get; init; }

    public string? ExecutionId { get; init; }

    /// <summary>Who waits for a sub-orchestration.</summary>
    public RecordedParent? Parent { get; init; }

    /// <summary>How the execution ended, or null.</summary>
    public string? Status { get; init; }

    public RecordedFailure? Failure { get; init; }

    [JsonIgnore]
    public bool IsAsked =>
        Type
            is RecordedEventType.TaskScheduled
                or RecordedEventType.TimerCreated
                or RecordedEventType.SubOrchestrationInstanceCreated
                or RecordedEventType.EventSent;
}

internal sealed record RecordedParent(
    string InstanceId,
    string Name,
    string ExecutionId,
    int TaskId
);

/// <summary>A failure without its stack, which tells where the code lay.</summary>
/// <param name="IsFinal">Trying again would have been pointless.</param>
internal sealed record RecordedFailure(
    string Type,
    string Message,
    bool IsFinal,
    RecordedFailure? Inner
);

/// <summary>What the last pass came to.</summary>
/// <param name="Status">As OrchestrationRuntimeStatus names it.</param>
/// <param name="Output">JSON of the result, or the sentence of the failure.</param>
/// <param name="NextInput">What the next generation starts with, where <paramref name="Status"/> is
/// ContinuedAsNew.</param>
internal sealed record RecordedOutcome(
    string Status,
    string? Output,
    string? CustomStatus,
    string? NextInput
)
{
    public const string ContinuedAsNew = nameof(ContinuedAsNew);
}

/// <summary>One wake-up of an orchestrator.</summary>
/// <param name="Past">What it replays.</param>
/// <param name="News">What it was woken with; begins with OrchestratorStarted.</param>
/// <param name="Asked">What it then asked for, in order.</param>
internal sealed record RecordedPass(
    IReadOnlyList<RecordedEvent> Past,
    IReadOnlyList<RecordedEvent> News,
    IReadOnlyList<RecordedEvent> Asked
);

/// <summary>What a released version of an orchestrator did in one generation, event by event.</summary>
internal sealed record RecordedHistory(
    string RecordedWith,
    RecordedOutcome Outcome,
    IReadOnlyList<RecordedEvent> Events
)
{
    private static readonly JsonSerializerOptions _form = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
    };

    public static string Folder { get; } =
        Solution.PathOf("tests", "KoSales.Tests", "Compatibility", "Histories");

    /// <summary>Names of the files without their ending: <c>StageFlow-moved-on</c>.</summary>
    public static IEnumerable<string> Names =>
        Directory
            .EnumerateFiles(Folder, "*.json")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Order(StringComparer.Ordinal);

    [JsonIgnore]
    public RecordedEvent Start => Events.Single(e => e.Type == RecordedEventType.ExecutionStarted);

    public static RecordedHistory Load(string name) =>
        JsonSerializer.Deserialize<RecordedHistory>(File.ReadAllText(PathOf(name)), _form)!;

    public void Save(string name) =>
        File.WriteAllText(PathOf(name), JsonSerializer.Serialize(this, _form) + "\n");

    /// <summary>The passes in order. The last one led to the <see cref="Outcome"/>.</summary>
    public IEnumerable<RecordedPass> Passes()
    {
        var starts = Enumerable
            .Range(0, Events.Count)
            .Where(i => Events[i].Type == RecordedEventType.OrchestratorStarted);
        int[] bounds = [.. starts, Events.Count];
        for (var pass = 0; pass < bounds.Length - 1; pass++)
        {
            var past = Events.Take(bounds[pass]);
            var own = Events
                .Take(bounds[pass]..bounds[pass + 1])
                .Where(e => e.Type != RecordedEventType.ExecutionCompleted);
            var byOrigin = own.ToLookup(e => e.IsAsked);
            yield return new RecordedPass([.. past], [.. byOrigin[false]], [.. byOrigin[true]]);
        }
    }

    private static string PathOf(string name) => Path.Combine(Folder, name + ".json");
}
