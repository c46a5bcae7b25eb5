using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KoSales.Domain.Tasks;
using KoSales.Domain.Work;
using NodaTime;

namespace KoSales.Functions.Tasks;

public sealed record CreateTask
{
    [StringLength(200, MinimumLength = 1)]
    [KeptInTheClear]
    public required string Title { get; init; }

    public TaskType? Type { get; init; }

    public required TaskEntity EntityRef { get; init; }

    [Description("Absent, without a team: the caller's own; for integrations the entity's owner.")]
    [StringLength(40, MinimumLength = 1)]
    public string? OwnerId { get; init; }

    [Description("Without an owner: the task waits in the team's pool.")]
    [StringLength(40, MinimumLength = 1)]
    public string? TeamId { get; init; }

    public TaskPriority? Priority { get; init; }

    [Description("Not with target_minutes or sla_policy_id, whose clock says it.")]
    public Instant? DueAt { get; init; }

    public Instant? NotBefore { get; init; }

    [Description("Business minutes; starts an SLA clock.")]
    [Range(1, 1_000_000)]
    public int? TargetMinutes { get; init; }

    [StringLength(40, MinimumLength = 1)]
    public string? SlaPolicyId { get; init; }

    [MaxLength(50)]
    public IReadOnlyList<ChecklistBody>? Checklist { get; init; }
}

public sealed record TaskEntity
{
    [Decides("id")]
    public required EntityKind Type { get; init; }

    [StringLength(40, MinimumLength = 1)]
    public required string Id { get; init; }
}

public sealed record ChecklistBody
{
    [StringLength(200, MinimumLength = 1)]
    [KeptInTheClear]
    public required string Text { get; init; }

    public bool? Done { get; init; }

    public static IReadOnlyList<ChecklistItem> Items(IReadOnlyList<ChecklistBody>? bodies) =>
        [.. (bodies ?? []).Select(b => new ChecklistItem(b.Text.Trim(), b.Done ?? false))];
}

/// <summary>A merge patch: what is left out stays, null clears.</summary>
public sealed record EditTask
{
    [StringLength(200, MinimumLength = 1)]
    [KeptInTheClear]
    public string? Title { get; init; }

    public TaskPriority? Priority { get; init; }

    public Instant? DueAt { get; init; }

    public Instant? NotBefore { get; init; }

    [MaxLength(50)]
    public IReadOnlyList<ChecklistBody>? Checklist { get; init; }
}

public sealed record CompleteTask
{
    [Description("One of the step's outcomes, when it has some.")]
    [StringLength(60, MinimumLength = 1)]
    public string? Outcome { get; init; }

    [StringLength(2_000)]
    [KeptInTheClear]
    public string? Note { get; init; }
}

public sealed record TaskReason
{
    [StringLength(500)]
    [KeptInTheClear]
    public string? Reason { get; init; }
}

public sealed record ReassignTask
{
    [StringLength(40, MinimumLength = 1)]
    [Decides("team_id")]
    public string? AgentId { get; init; }

    [Description("Without an agent: the team's pool.")]
    [StringLength(40, MinimumLength = 1)]
    [Decides("agent_id")]
    public string? TeamId { get; init; }

    [StringLength(500)]
    [KeptInTheClear]
    public string? Reason { get; init; }
}

public sealed record TaskView
{
    public required SalesTaskId Id { get; init; }

    public required int Version { get; init; }

    public required string Title { get; init; }

    public required TaskType Type { get; init; }

    public required EntityRef EntityRef { get; init; }

    public string? PipelineId { get; init; }

    public string? Stage { get; init; }

    public int? Visit { get; init; }

    public string? WorkflowId { get; init; }

    public int? WorkflowVersion { get; init; }

    public string? StepKey { get; init; }

    public required int Attempt { get; init; }

    public string? CreationKey { get; init; }

    public string? OwnerId { get; init; }

    public string? TeamId { get; init; }

    public required TaskState Status { get; init; }

    public required TaskPriority Priority { get; init; }

    public required bool Optional { get; init; }

    public required OnLeave OnLeave { get; init; }

    public Instant? NotBefore { get; init; }

    public Instant? DueAt { get; init; }

    public TaskSla? Sla { get; init; }

    public string? Outcome { get; init; }

    public string? OutcomeNote { get; init; }

    public required IReadOnlyList<ChecklistItem> Checklist { get; init; }

    public TaskEscalation? Escalation { get; init; }

    public Instant? CompletedAt { get; init; }

    public string? CompletedBy { get; init; }

    public required Instant CreatedAt { get; init; }

    public required Instant UpdatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required string UpdatedBy { get; init; }
}

[JsonSerializable(typeof(CreateTask))]
[JsonSerializable(typeof(EditTask))]
[JsonSerializable(typeof(CompleteTask))]
[JsonSerializable(typeof(TaskReason))]
[JsonSerializable(typeof(ReassignTask))]
[JsonSerializable(typeof(TaskView))]
internal sealed partial class TaskContractsJson : JsonSerializerContext;
