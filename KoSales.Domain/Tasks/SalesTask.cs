using System.Text.Json.Serialization;
using KoSales.Domain.Sla;
using KoSales.Domain.Work;
using NodaTime;

namespace KoSales.Domain.Tasks;

[JsonConverter(typeof(EntityIdConverter<SalesTaskId>))]
public readonly record struct SalesTaskId(string Value) : IEntityId<SalesTaskId>
{
    public static IdFormat Format { get; } = new("tasks", "T-");

    public static SalesTaskId Of(string value) => new(value);

    public override string ToString() => Value;
}

/// <summary>A piece of work for an agent. The API calls it task; that name belongs to .NET here.</summary>
public sealed record SalesTask : Document
{
    public required SalesTaskId Id { get; init; }

    public required string Title { get; init; }

    public TaskType Type { get; init; }

    public required EntityRef EntityRef { get; init; }

    /// <summary>Null for a task made by hand outside a pipeline.</summary>
    public string? PipelineId { get; init; }

    public string? Stage { get; init; }

    public int? Visit { get; init; }

    public string? WorkflowId { get; init; }

    /// <summary>The published version of the task workflow that made it; its visit runs on that one to the
    /// end.</summary>
    public int? WorkflowVersion { get; init; }

    public string? StepKey { get; init; }

    /// <summary>From 1; further ones come from an attempt policy.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>Unique for automated tasks: <c>{pipeline}.{visit}.{step}</c>, and <c>.{attempt}</c> from
    /// the second attempt on. Null for manual ones.</summary>
    public string? CreationKey { get; init; }

    public string? OwnerId { get; init; }

    public string? TeamId { get; init; }

    public TaskState Status { get; init; }

    public TaskPriority Priority { get; init; } = TaskPriority.Normal;

    /// <summary>Not counted as a condition for leaving the stage.</summary>
    public bool Optional { get; init; }

    public OnLeave OnLeave { get; init; }

    public Instant? NotBefore { get; init; }

    /// <summary>The clock's due instant, or what a person set; null for none, and while paused.</summary>
    public Instant? DueAt { get; init; }

    public TaskSla? Sla { get; init; }

    public string? Outcome { get; init; }

    public string? OutcomeNote { get; init; }

    public IReadOnlyList<ChecklistItem> Checklist
    {
        get;
        init => field = value ?? [];
    } = [];

    public TaskEscalation? Escalation { get; init; }

    public Instant? CompletedAt { get; init; }

    public string? CompletedBy { get; init; }

    [JsonIgnore]
    public override string Key => Id.Value;

    [JsonIgnore]
    public bool IsOpen => Status is TaskState.Pending or TaskState.InProgress or TaskState.OnHold;

    /// <summary>A level of the escalation policy took it to whoever has it now; nobody gave it to them on
    /// purpose.</summary>
    [JsonIgnore]
    public bool IsLent =>
        OwnerId is not null
        && Escalation?.History.LastOrDefault(e => e.To is not null)?.To == OwnerId;

    public static string CreationKeyOf(string pipelineId, int visit, string step, int attempt) =>
        attempt == 1 ? $"{pipelineId}.{visit}.{step}" : $"{pipelineId}.{visit}.{step}.{attempt}";
}

[JsonConverter(typeof(JsonStringEnumConverter<TaskType>))]
public enum TaskType
{
    [JsonStringEnumMemberName("custom")]
    Custom,

    [JsonStringEnumMemberName("call")]
    Call,

    [JsonStringEnumMemberName("whatsapp")]
    WhatsApp,

    [JsonStringEnumMemberName("visit")]
    Visit,

    [JsonStringEnumMemberName("email")]
    Email,

    [JsonStringEnumMemberName("document")]
    Document,

    [JsonStringEnumMemberName("approval")]
    Approval,

    [JsonStringEnumMemberName("quotation")]
    Quotation,
}

public sealed record ChecklistItem(string Text, bool Done);

/// <param name="Level">Levels taken so far.</param>
/// <param name="AcknowledgedAt">Set: the escalation stops.</param>
public sealed record TaskEscalation(
    int Level,
    IReadOnlyList<EscalationEntry> History,
    Instant? AcknowledgedAt = null,
    string? AcknowledgedBy = null
);

public sealed record EscalationEntry(
    int Level,
    EscalationAction Action,
    Instant At,
    string? From,
    string? To
);

/// <summary>A task's clock as the store shows it: <see cref="Clock"/> is the truth, the rest are readings
/// of it, kept for queries.</summary>
public sealed record TaskSla
{
    public string? PolicyId { get; init; }

    public required int TargetMinutes { get; init; }

    public required string CalendarId { get; init; }

    public required Instant StartedAt { get; init; }

    /// <summary>Null while paused before it was due.</summary>
    public Instant? DueAt { get; init; }

    /// <summary>When the next warning that the policy lists falls due; null when none is left, or while
    /// paused.</summary>
    public Instant? WarnAt { get; init; }

    public Instant? PausedAt { get; init; }

    public int PausedMinutes { get; init; }

    public Instant? WarnedAt { get; init; }

    /// <summary>The due instant, once it has passed unmet.</summary>
    public Instant? BreachedAt { get; init; }

    /// <summary>When the sweep noticed.</summary>
    public Instant? DetectedAt { get; init; }

    public int? CompletedInMinutes { get; init; }

    public bool? Met { get; init; }

    /// <summary>As in <see cref="SlaTerms.WarnAtPercent"/>.</summary>
    public IReadOnlyList<int>? WarnAtPercent { get; init; }

    /// <summary>As in <see cref="SlaTerms.PauseOn"/>.</summary>
    public IReadOnlyList<TaskState>? PauseOn { get; init; }

    public required SlaClock Clock { get; init; }
}

[JsonSerializable(typeof(SalesTask))]
internal sealed partial class SalesTaskJson : JsonSerializerContext;

public static class SalesTasks
{
    public static readonly Collection<SalesTask> Collection = new(
        "tasks",
        () => new SalesTaskJson(DocumentJson.NewOptions()).SalesTask,
        new IndexSpec(CreationKeyIndex, "creation_key") { Unique = true },
        new IndexSpec("tasks_owner_due", "owner_id", "status", "due_at")
        {
            Where = Filter.Present("owner_id"),
        },
        new IndexSpec("tasks_team_due", "team_id", "status", "due_at"),
        new IndexSpec("tasks_entity", "entity_ref.id", "-created_at"),
        new IndexSpec("tasks_created", "-created_at"),
        new IndexSpec("tasks_due", "due_at"),
        new IndexSpec("tasks_pipeline_visit", "pipeline_id", "visit"),
        new IndexSpec("tasks_pool", "team_id", "due_at") { Where = Pooled },
        new IndexSpec("tasks_lent", "due_at") { Where = Lent },
        new IndexSpec("tasks_completed", "completed_at") { Where = Filter.Present("completed_at") },
        new IndexSpec("tasks_sla_due", "sla.due_at") { Where = Sweepable("sla.breached_at") },
        new IndexSpec("tasks_sla_breached", "sla.breached_at") { Where = OpenBreached },
        new IndexSpec("tasks_sla_warn", "sla.warn_at")
        {
            Where = Filter.In("status", ["pending", "in_progress"]),
        }
    );

    /// <summary>Whoever makes an automated task a second time is refused by it.</summary>
    public const string CreationKeyIndex = "tasks_creation_key";

    public static readonly IReadOnlyList<string> OpenStates = ["pending", "in_progress", "on_hold"];

    public static Filter Open => Filter.In("status", OpenStates);

    /// <summary>Open tasks that a step of a task workflow made.</summary>
    public static Filter OpenSteps => Filter.AllOf(Open, Filter.Present("step_key"));

    /// <summary>Open tasks that nobody owns.</summary>
    public static Filter Pooled =>
        Filter.AllOf(
            Filter.In("status", ["pending", "in_progress", "on_hold"]),
            Filter.Missing("owner_id")
        );

    /// <summary>Open tasks that an escalation took somewhere, to somebody who has them now.</summary>
    public static Filter Lent =>
        Filter.AllOf(
            Filter.In("status", ["pending", "in_progress", "on_hold"]),
            Filter.Present("owner_id"),
            Filter.Present("escalation")
        );

    /// <summary>Open ones that are past due, once the sweep has noticed.</summary>
    public static Filter OpenBreached =>
        Filter.AllOf(
            Filter.In("status", ["pending", "in_progress", "on_hold"]),
            Filter.Present("sla.breached_at")
        );

    /// <summary>Those of one stage visit.</summary>
    public static Filter OfVisit(string pipelineId, int visit) =>
        Filter.AllOf(
            Filter.Eq("pipeline_id", pipelineId),
            new Filter.Condition("visit", FilterOperator.Eq, new FilterValue.Number(visit))
        );

    /// <summary>Open clocks whose mark is still missing: what the sweep looks at.</summary>
    public static Filter Sweepable(string mark) =>
        Filter.AllOf(Filter.In("status", ["pending", "in_progress"]), Filter.Missing(mark));
}
