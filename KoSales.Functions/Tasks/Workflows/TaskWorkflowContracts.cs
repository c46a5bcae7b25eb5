using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KoSales.Domain.Tasks;
using KoSales.Domain.Work;
using NodaTime;

namespace KoSales.Functions.Tasks.Workflows;

public sealed record CreateTaskWorkflow
{
    [StringLength(80, MinimumLength = 1)]
    [KeptInTheClear]
    public required string Name { get; init; }

    [MaxLength(PlanCheck.MostSteps)]
    public required IReadOnlyList<StepBody> Steps { get; init; }

    public CompletionRule? Completion { get; init; }

    [StringLength(40, MinimumLength = 1)]
    [KeptInTheClear]
    public string? AutoAdvanceTo { get; init; }

    public TaskPlan ToPlan() =>
        new()
        {
            Steps = StepBody.Steps(Steps),
            Completion = Completion ?? CompletionRule.All,
            AutoAdvanceTo = AutoAdvanceTo,
        };
}

/// <summary>A merge patch. What is given of the plan becomes part of the draft of the next version.</summary>
public sealed record EditTaskWorkflow
{
    [StringLength(80, MinimumLength = 1)]
    [KeptInTheClear]
    public string? Name { get; init; }

    [MaxLength(PlanCheck.MostSteps)]
    public IReadOnlyList<StepBody>? Steps { get; init; }

    public CompletionRule? Completion { get; init; }

    [StringLength(40, MinimumLength = 1)]
    [KeptInTheClear]
    public string? AutoAdvanceTo { get; init; }
}

/// <summary>One step as it is written. A draft may still be incomplete; publishing checks it.</summary>
public sealed record StepBody
{
    [StringLength(40, MinimumLength = 1), RegularExpression("[a-z_][a-z0-9_]*")]
    [KeptInTheClear]
    public required string Key { get; init; }

    [StringLength(200, MinimumLength = 1)]
    [KeptInTheClear]
    public required string Title { get; init; }

    public TaskType? Type { get; init; }

    public TaskPriority? Priority { get; init; }

    [Description("owner, manager, agent:{id}, role:{role} or least_loaded.")]
    [StringLength(60, MinimumLength = 1)]
    [KeptInTheClear]
    public string? Assignee { get; init; }

    [MaxLength(PlanCheck.MostSteps)]
    [KeptInTheClear]
    public IReadOnlyList<string>? DependsOn { get; init; }

    [Description("Business minutes.")]
    [Range(0, 1_000_000)]
    public int? DelayMinutes { get; init; }

    [StringLength(40, MinimumLength = 1)]
    [KeptInTheClear]
    public string? SlaPolicyId { get; init; }

    [Range(1, 1_000_000)]
    public int? TargetMinutes { get; init; }

    public bool? Optional { get; init; }

    public OnLeave? OnLeave { get; init; }

    [MaxLength(30)]
    public IReadOnlyList<OutcomeBody>? Outcomes { get; init; }

    [MaxLength(10)]
    public IReadOnlyList<RungBody>? OnBreach { get; init; }

    [MaxLength(50)]
    [KeptInTheClear]
    public IReadOnlyList<string>? Checklist { get; init; }

    public static IReadOnlyList<TaskStep> Steps(IReadOnlyList<StepBody> bodies) =>
        [.. bodies.Select(b => b.ToStep())];

    private TaskStep ToStep() =>
        new()
        {
            Key = Key,
            Title = Title.Trim(),
            Type = Type ?? TaskType.Custom,
            Priority = Priority ?? TaskPriority.Normal,
            Assignee = Assignee ?? "owner",
            DependsOn = DependsOn ?? [],
            DelayMinutes = DelayMinutes ?? 0,
            SlaPolicyId = SlaPolicyId,
            TargetMinutes = TargetMinutes,
            Optional = Optional ?? false,
            OnLeave = OnLeave ?? Domain.Tasks.OnLeave.Cancel,
            Outcomes = [.. (Outcomes ?? []).Select(o => o.ToOutcome())],
            OnBreach = [.. (OnBreach ?? []).Select(r => r.ToRung())],
            Checklist = Checklist ?? [],
        };
}

public sealed record OutcomeBody
{
    [StringLength(40, MinimumLength = 1), RegularExpression("[a-z][a-z0-9_]*")]
    [KeptInTheClear]
    public required string Key { get; init; }

    [StringLength(80, MinimumLength = 1)]
    [KeptInTheClear]
    public required string Name { get; init; }

    [StringLength(40, MinimumLength = 1)]
    [KeptInTheClear]
    public string? NextStage { get; init; }

    [StringLength(40, MinimumLength = 1)]
    [KeptInTheClear]
    public string? NextStep { get; init; }

    public RetryBody? Retry { get; init; }

    public TaskOutcome ToOutcome() =>
        new(
            Key,
            Name.Trim(),
            NextStage,
            NextStep,
            Retry is { } r
                ? new AttemptLadder(
                    r.AfterMinutes,
                    r.Times,
                    r.ThenStage,
                    r.AnotherPartOfDay ?? true
                )
                : null
        );
}

public sealed record RetryBody
{
    [Description("Business minutes until the next attempt.")]
    [Range(1, 1_000_000)]
    public required int AfterMinutes { get; init; }

    [Range(1, 20)]
    public required int Times { get; init; }

    [StringLength(40, MinimumLength = 1)]
    [KeptInTheClear]
    public required string ThenStage { get; init; }

    public bool? AnotherPartOfDay { get; init; }
}

public sealed record RungBody
{
    [Description("Business minutes past the due instant.")]
    [Range(0, 1_000_000)]
    public required int AfterMinutes { get; init; }

    public required EscalationAction Action { get; init; }

    public EscalationRung ToRung() => new(AfterMinutes, Action);
}

public sealed record TaskWorkflowView
{
    public required TaskWorkflowId Id { get; init; }

    public required int Version { get; init; }

    public required string Name { get; init; }

    public required DefinitionStatus Status { get; init; }

    /// <summary>0 until first published.</summary>
    public required int WorkflowVersion { get; init; }

    public required TaskPlan Plan { get; init; }

    /// <summary>The next version, while it is being edited.</summary>
    public TaskPlan? DraftPlan { get; init; }

    public required Instant CreatedAt { get; init; }

    public required Instant UpdatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required string UpdatedBy { get; init; }
}

[JsonSerializable(typeof(CreateTaskWorkflow))]
[JsonSerializable(typeof(EditTaskWorkflow))]
[JsonSerializable(typeof(TaskWorkflowView))]
internal sealed partial class TaskWorkflowContractsJson : JsonSerializerContext;
