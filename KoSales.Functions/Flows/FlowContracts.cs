using System.Text.Json.Serialization;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Tasks;
using KoSales.Domain.Work;
using NodaTime;

namespace KoSales.Functions.Flows;

/// <summary>The run of a stage visit.</summary>
public sealed record FlowView
{
    public required string InstanceId { get; init; }

    public required string PipelineId { get; init; }

    public required string Stage { get; init; }

    public required int Visit { get; init; }

    public required Instant EnteredAt { get; init; }

    /// <summary>Absent when the stage has no tasks, hence no flow.</summary>
    public string? WorkflowId { get; init; }

    public int? WorkflowVersion { get; init; }

    public CompletionRule? Completion { get; init; }

    public string? AutoAdvanceTo { get; init; }

    /// <summary>Of the orchestration; absent while it has not been started.</summary>
    public FlowOrchestration? Orchestration { get; init; }

    public required IReadOnlyList<FlowStep> Steps { get; init; }

    public required IReadOnlyList<FlowTask> OpenTasks { get; init; }

    /// <summary>What is due now by the plan; empty when the flow has done its part.</summary>
    public required IReadOnlyList<FlowDecision> Decisions { get; init; }

    /// <summary>When it looks again if nothing happens before; absent when only an event can change
    /// anything.</summary>
    public Instant? NextCheckAt { get; init; }

    /// <summary>The plan is complete.</summary>
    public bool IsThrough { get; init; }

    public PipelineBlock? Blocked { get; init; }

    /// <summary>Automatic moves in a row since a person last acted.</summary>
    public int AutoDepth { get; init; }

    /// <summary>What happened in the visit, oldest first.</summary>
    public required IReadOnlyList<FlowAct> History { get; init; }
}

/// <param name="Error">What the failed activity threw: the type only.</param>
public sealed record FlowOrchestration(
    string Status,
    DateTimeOffset StartedAt,
    DateTimeOffset UpdatedAt,
    string? Error
);

[JsonConverter(typeof(JsonStringEnumConverter<FlowStepState>))]
public enum FlowStepState
{
    /// <summary>For steps that it depends on, or for an outcome that names it.</summary>
    [JsonStringEnumMemberName("waiting")]
    Waiting,

    /// <summary>Its delay, or the pause before its next attempt, runs.</summary>
    [JsonStringEnumMemberName("scheduled")]
    Scheduled,

    [JsonStringEnumMemberName("open")]
    Open,

    [JsonStringEnumMemberName("done")]
    Done,

    [JsonStringEnumMemberName("skipped")]
    Skipped,

    [JsonStringEnumMemberName("cancelled")]
    Cancelled,
}

public sealed record FlowStep(
    string Key,
    string Title,
    FlowStepState State,
    int Attempts,
    string? TaskId,
    string? Outcome,
    IReadOnlyList<string> DependsOn
);

public sealed record FlowTask(
    string Id,
    string? StepKey,
    string Title,
    TaskState Status,
    string? OwnerId,
    Instant? DueAt,
    Instant? BreachedAt,
    int EscalationRung
);

/// <param name="Act"><c>open_task</c>, <c>escalate</c> or <c>advance</c>.</param>
public sealed record FlowDecision(
    string Act,
    string? StepKey,
    string? TaskId,
    int? Level,
    string? To
);

/// <param name="Act">Such as <c>entered</c>, <c>task_created</c>, <c>task_done</c>, <c>escalated</c>,
/// <c>blocked</c>.</param>
public sealed record FlowAct(Instant At, string Act, string? TaskId, string By, string? Detail);

[JsonSerializable(typeof(FlowView))]
internal sealed partial class FlowContractsJson : JsonSerializerContext
{
    public static FlowContractsJson Wire { get; } = new(DocumentJson.NewOptions());
}
