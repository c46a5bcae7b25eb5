using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Moves;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Domain.Tasks;
using KoSales.Domain.Work;
using KoSales.Functions.Pipelines.Moves;
using NodaTime;

namespace KoSales.Functions.Pipelines;

public sealed record TransitionPipeline
{
    [StringLength(40, MinimumLength = 1)]
    public required string To { get; init; }

    [StringLength(500)]
    [KeptInTheClear]
    [Description(
        "For the ledger. Of a lead or deal that moves to a lost stage it becomes the lost_reason."
    )]
    public string? Reason { get; init; }

    /// <summary>The stage that the caller believes it is in; another one is answered with 409 and the
    /// current one.</summary>
    [StringLength(40, MinimumLength = 1)]
    public string? ExpectedStage { get; init; }

    /// <summary>Against the stage's checks; for managers, with a reason.</summary>
    public bool? Forced { get; init; }

    public MoveRequest ToRequest() => new(To, Reason, ExpectedStage, Forced ?? false);
}

public sealed record ReopenPipeline
{
    /// <summary>An open stage; absent for the one before the end.</summary>
    [StringLength(40, MinimumLength = 1)]
    public string? To { get; init; }

    [StringLength(500, MinimumLength = 1)]
    [KeptInTheClear]
    public required string Reason { get; init; }
}

public sealed record PipelineView
{
    public required string Id { get; init; }

    public required int Version { get; init; }

    public required PipelineKind Kind { get; init; }

    public required EntityRef EntityRef { get; init; }

    public required string WorkflowId { get; init; }

    public required int WorkflowVersion { get; init; }

    public required string Stage { get; init; }

    public required Instant StageEnteredAt { get; init; }

    public required int Visit { get; init; }

    public required PipelineStatus Status { get; init; }

    public string? OwnerId { get; init; }

    public string? TeamId { get; init; }

    public required string FlowInstanceId { get; init; }

    public required IReadOnlyList<StageVisit> History { get; init; }

    public PipelineBlock? Blocked { get; init; }

    public required int AutoDepth { get; init; }

    /// <summary>When the visit will have lasted longer than its stage allows; absent when it may last for
    /// ever, and once it has.</summary>
    public Instant? RotsAt { get; init; }

    /// <summary>Since when the visit lasts longer than its stage allows.</summary>
    public Instant? RottenAt { get; init; }

    public required Instant CreatedAt { get; init; }

    public required Instant UpdatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required string UpdatedBy { get; init; }
}

/// <summary>What a transition would do now.</summary>
public sealed record TransitionPlan
{
    public required bool Allowed { get; init; }

    public required IReadOnlyList<UnmetCondition> Unmet { get; init; }

    public required IReadOnlyList<PlannedTask> TasksToCreate { get; init; }

    public required IReadOnlyList<PlannedTask> TasksToCancel { get; init; }

    /// <summary>The entity's status afterwards; absent when not allowed.</summary>
    public string? EntityStatus { get; init; }

    public PipelineStatus? PipelineStatus { get; init; }

    /// <summary>When the new stage's flow would look again by itself; absent for never.</summary>
    public Instant? NextCheckAt { get; init; }

    public static TransitionPlan Of(AddedMove moved) =>
        new()
        {
            Allowed = true,
            Unmet = [],
            TasksToCreate =
            [
                .. moved.Opening.TasksToCreate.Select(t => PlannedTask.Of(t, id: null)),
            ],
            TasksToCancel =
            [
                .. moved.Opening.TasksToCancel.Select(t => PlannedTask.Of(t, t.Id.Value)),
            ],
            EntityStatus = moved.EntityStatus,
            PipelineStatus = moved.Move.Pipeline.Status,
            NextCheckAt = moved.Opening.NextCheckAt,
        };

    public static TransitionPlan Refused(IReadOnlyList<UnmetCondition> unmet) =>
        new()
        {
            Allowed = false,
            Unmet = unmet,
            TasksToCreate = [],
            TasksToCancel = [],
        };
}

/// <param name="Id">Absent for a task that would be made.</param>
public sealed record PlannedTask(
    string? Id,
    string Title,
    TaskType Type,
    string? StepKey,
    string? OwnerId,
    TaskPriority Priority,
    Instant? NotBefore,
    Instant? DueAt,
    int? TargetMinutes
)
{
    public static PlannedTask Of(SalesTask task, string? id) =>
        new(
            id,
            task.Title,
            task.Type,
            task.StepKey,
            task.OwnerId,
            task.Priority,
            task.NotBefore,
            task.DueAt,
            task.Sla?.TargetMinutes
        );
}

[JsonSerializable(typeof(TransitionPipeline))]
[JsonSerializable(typeof(ReopenPipeline))]
[JsonSerializable(typeof(PipelineView))]
[JsonSerializable(typeof(TransitionPlan))]
internal sealed partial class PipelineContractsJson : JsonSerializerContext
{
    /// <summary>For answers that are written without the contracts' registry.</summary>
    public static PipelineContractsJson Wire { get; } =
        new(Domain.Storage.DocumentJson.NewOptions());
}
