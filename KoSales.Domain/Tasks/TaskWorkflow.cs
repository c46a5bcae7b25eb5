using System.Text.Json.Serialization;
using KoSales.Domain.Definitions;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Domain.Work;

namespace KoSales.Domain.Tasks;

[JsonConverter(typeof(EntityIdConverter<TaskWorkflowId>))]
public readonly record struct TaskWorkflowId(string Value) : IEntityId<TaskWorkflowId>
{
    public static IdFormat Format { get; } = new("task_workflows", "TW-");

    public static TaskWorkflowId Of(string value) => new(value);

    public override string ToString() => Value;
}

/// <summary>The steps of one visit to a stage, and when it is through.</summary>
public sealed record TaskPlan
{
    public IReadOnlyList<TaskStep> Steps
    {
        get;
        init => field = value ?? [];
    } = [];

    public CompletionRule Completion { get; init; }

    /// <summary>The stage entered by itself when the plan is through; null to wait for a person.</summary>
    public string? AutoAdvanceTo { get; init; }

    public TaskStep? Find(string key) => Steps.FirstOrDefault(s => s.Key == key);

    /// <summary>Every stage that the plan may lead to.</summary>
    [JsonIgnore]
    public IEnumerable<string> NextStages =>
        Steps
            .SelectMany(s => s.Outcomes)
            .SelectMany(o => new[] { o.NextStage, o.Retry?.ThenStage })
            .Append(AutoAdvanceTo)
            .OfType<string>()
            .Distinct();

    /// <summary>Steps that begin only when an outcome names them.</summary>
    [JsonIgnore]
    public IReadOnlySet<string> ByOutcome =>
        field ??= Steps
            .SelectMany(s => s.Outcomes)
            .Select(o => o.NextStep)
            .OfType<string>()
            .ToHashSet();
}

[JsonConverter(typeof(JsonStringEnumConverter<CompletionRule>))]
public enum CompletionRule
{
    /// <summary>Every step that began or can begin.</summary>
    [JsonStringEnumMemberName("all")]
    All,

    /// <summary>One step is enough.</summary>
    [JsonStringEnumMemberName("any")]
    Any,

    /// <summary>Every step that is not optional.</summary>
    [JsonStringEnumMemberName("required_only")]
    RequiredOnly,
}

/// <summary>One step of a plan. Durations are business minutes of the calendar in force.</summary>
public sealed record TaskStep
{
    /// <summary>Lower-case word, unique in the plan.</summary>
    public required string Key { get; init; }

    public required string Title { get; init; }

    public TaskType Type { get; init; }

    public TaskPriority Priority { get; init; } = TaskPriority.Normal;

    /// <summary><c>owner</c>, <c>manager</c>, <c>agent:{id}</c>, <c>role:{role}</c> or
    /// <c>least_loaded</c>.</summary>
    public string Assignee
    {
        get;
        init => field = value ?? "owner";
    } = "owner";

    /// <summary>Keys of the steps that must be through before this one begins.</summary>
    public IReadOnlyList<string> DependsOn
    {
        get;
        init => field = value ?? [];
    } = [];

    public int DelayMinutes { get; init; }

    /// <summary>The policy of the task's clock; null when <see cref="TargetMinutes"/> says it, or when
    /// there is no clock.</summary>
    public string? SlaPolicyId { get; init; }

    public int? TargetMinutes { get; init; }

    public bool Optional { get; init; }

    /// <summary>What becomes of the open task when the stage is left.</summary>
    public OnLeave OnLeave { get; init; }

    public IReadOnlyList<TaskOutcome> Outcomes
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Levels in order, each after so many business minutes past the due instant, until somebody
    /// acknowledges.</summary>
    public IReadOnlyList<EscalationRung> OnBreach
    {
        get;
        init => field = value ?? [];
    } = [];

    public IReadOnlyList<string> Checklist
    {
        get;
        init => field = value ?? [];
    } = [];

    public TaskOutcome? Outcome(string? key) =>
        key is null ? null : Outcomes.FirstOrDefault(o => o.Key == key);
}

[JsonConverter(typeof(JsonStringEnumConverter<OnLeave>))]
public enum OnLeave
{
    [JsonStringEnumMemberName("cancel")]
    Cancel,

    /// <summary>Stays open where it is.</summary>
    [JsonStringEnumMemberName("keep")]
    Keep,

    /// <summary>Stays open and belongs to the new visit.</summary>
    [JsonStringEnumMemberName("transfer")]
    Transfer,
}

/// <summary>A way in which a task can end. At most one of next stage, next step and retry is given; none:
/// the step is through.</summary>
public sealed record TaskOutcome(
    string Key,
    string Name,
    string? NextStage = null,
    string? NextStep = null,
    AttemptLadder? Retry = null
);

/// <summary>Try again after so many business minutes, at most so many times, then go to the stage.</summary>
/// <param name="Times">Further attempts after the first one, 1 to 20.</param>
/// <param name="AnotherPartOfDay">The next attempt falls into another part of the local day (before 12:00,
/// before 16:00, after) than the last.</param>
public sealed record AttemptLadder(
    int AfterMinutes,
    int Times,
    string ThenStage,
    bool AnotherPartOfDay = true
);

[JsonConverter(typeof(JsonStringEnumConverter<EscalationAction>))]
public enum EscalationAction
{
    [JsonStringEnumMemberName("notify")]
    Notify,

    [JsonStringEnumMemberName("raise_priority")]
    RaisePriority,

    [JsonStringEnumMemberName("reassign_manager")]
    ReassignManager,

    [JsonStringEnumMemberName("reassign_least_loaded")]
    ReassignLeastLoaded,
}

public sealed record EscalationRung(int AfterMinutes, EscalationAction Action);

/// <summary>A task workflow: the plan in force, and the draft of the next one. Life cycle as for
/// <see cref="PipelineWorkflow"/>.</summary>
public sealed record TaskWorkflow : Document, IDefinition<TaskWorkflow>
{
    public required TaskWorkflowId Id { get; init; }

    public required string Name { get; init; }

    public DefinitionStatus Status { get; init; }

    public int WorkflowVersion { get; init; }

    public required TaskPlan Plan { get; init; }

    public TaskPlan? DraftPlan { get; init; }

    [JsonIgnore]
    public override string Key => Id.Value;

    public TaskWorkflow Edit(TaskPlan plan) =>
        Status == DefinitionStatus.Draft
            ? this with
            {
                Plan = plan,
            }
            : this with
            {
                DraftPlan = plan,
            };

    public Verdict<TaskWorkflow> Publish()
    {
        if (DefinitionFaults.WhyNotPublish(Status, DraftPlan is not null) is { } inTheWay)
            return inTheWay;
        var plan = DraftPlan ?? Plan;
        var faults = PlanCheck.Faults(plan);
        return faults.Count > 0
            ? Verdict<TaskWorkflow>.Refuse(faults)
            : this with
            {
                Status = DefinitionStatus.Published,
                WorkflowVersion = WorkflowVersion + 1,
                Plan = plan,
                DraftPlan = null,
            };
    }

    /// <summary>Visits that run on it go on.</summary>
    public Verdict<TaskWorkflow> Retire() =>
        Status == DefinitionStatus.Published
            ? this with
            {
                Status = DefinitionStatus.Retired,
                DraftPlan = null,
            }
            : DefinitionFaults.NotPublished;

    public Verdict<TaskWorkflow> Delete(Command command) =>
        Status == DefinitionStatus.Draft
            ? this with
            {
                DeletedAt = command.Now,
            }
            : DefinitionFaults.WasPublished;

    public TaskWorkflow Next(Command command) =>
        this with
        {
            Version = Version + 1,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };

    public void AddVersion(WriteBatch batch) => batch.Insert(TaskWorkflows.Versions, ToVersion());

    public TaskWorkflowVersion ToVersion() =>
        new()
        {
            Id = TaskWorkflowVersion.IdOf(Id.Value, WorkflowVersion),
            WorkflowId = Id,
            WorkflowVersion = WorkflowVersion,
            Plan = Plan,
            CreatedAt = UpdatedAt,
            UpdatedAt = UpdatedAt,
            CreatedBy = UpdatedBy,
            UpdatedBy = UpdatedBy,
        };
}

/// <summary>One published version; never changed.</summary>
public sealed record TaskWorkflowVersion : Document
{
    /// <summary><c>{workflow id}.{workflow version}</c>.</summary>
    public required string Id { get; init; }

    public required TaskWorkflowId WorkflowId { get; init; }

    public required int WorkflowVersion { get; init; }

    public required TaskPlan Plan { get; init; }

    [JsonIgnore]
    public override string Key => Id;

    public static string IdOf(string workflowId, int workflowVersion) =>
        $"{workflowId}.{workflowVersion}";
}

[JsonSerializable(typeof(TaskWorkflow))]
[JsonSerializable(typeof(TaskWorkflowVersion))]
internal sealed partial class TaskWorkflowJson : JsonSerializerContext
{
    public static TaskWorkflowJson Documents { get; } = new(DocumentJson.NewOptions());
}

public static class TaskWorkflows
{
    public static readonly Collection<TaskWorkflow> Collection = new(
        "task_workflows",
        () => TaskWorkflowJson.Documents.TaskWorkflow,
        new IndexSpec("task_workflows_status", "status", "name"),
        new IndexSpec("task_workflows_created", "-created_at")
    );

    public static readonly Collection<TaskWorkflowVersion> Versions = new(
        "task_workflow_versions",
        () => TaskWorkflowJson.Documents.TaskWorkflowVersion
    );
}
