using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Cohorts;
using KoSales.Domain.Tasks;
using KoSales.Domain.Work;
using NodaTime;

namespace KoSales.Functions.Cohorts;

public sealed record CreateCohort
{
    [StringLength(100, MinimumLength = 1)]
    [KeptInTheClear]
    public required string Name { get; init; }

    [StringLength(1000)]
    [KeptInTheClear]
    public string? Description { get; init; }

    [Decides("rule", "include_ids", "exclude_ids", "on_enter", "on_exit")]
    public required EntityKind Entity { get; init; }

    [Description(
        "Left out: static without a rule, dynamic with a rule alone, hybrid with a rule and ids."
    )]
    [Decides("rule", "include_ids", "exclude_ids")]
    public CohortMode? Mode { get; init; }

    [Description(
        "A filter tree: {\"all\": [...]}, {\"any\": [...]}, {\"not\": {...}}, {\"field\": ..., \"op\": ..., \"value\": ...}."
    )]
    [KeptInTheClear]
    public JsonElement? Rule { get; init; }

    [Description("In, whatever the rule says.")]
    [MaxLength(1000)]
    public IReadOnlyList<string>? IncludeIds { get; init; }

    [Description("Out, whatever the rule and include_ids say.")]
    [MaxLength(1000)]
    public IReadOnlyList<string>? ExcludeIds { get; init; }

    [MaxLength(10)]
    public IReadOnlyList<CohortActionBody>? OnEnter { get; init; }

    [MaxLength(10)]
    public IReadOnlyList<CohortActionBody>? OnExit { get; init; }
}

/// <summary>A merge patch: what is left out stays, null clears, lists are replaced.</summary>
public sealed record EditCohort
{
    [StringLength(100, MinimumLength = 1)]
    [KeptInTheClear]
    public string? Name { get; init; }

    [StringLength(1000)]
    [KeptInTheClear]
    public string? Description { get; init; }

    [Decides("rule", "include_ids", "exclude_ids")]
    public CohortMode? Mode { get; init; }

    [KeptInTheClear]
    public JsonElement? Rule { get; init; }

    [MaxLength(1000)]
    public IReadOnlyList<string>? IncludeIds { get; init; }

    [MaxLength(1000)]
    public IReadOnlyList<string>? ExcludeIds { get; init; }

    [MaxLength(10)]
    public IReadOnlyList<CohortActionBody>? OnEnter { get; init; }

    [MaxLength(10)]
    public IReadOnlyList<CohortActionBody>? OnExit { get; init; }
}

/// <summary>Done once for each record that joins or leaves. Each type has members of its own.</summary>
public sealed record CohortActionBody
{
    [Decides]
    public required CohortActionType Type { get; init; }

    [Description("add_tag, remove_tag")]
    [StringLength(50)]
    [KeptInTheClear]
    public string? Tag { get; init; }

    [Description("assign: the new owner; left out for the pool of team_id.")]
    [StringLength(40)]
    [KeptInTheClear]
    public string? AgentId { get; init; }

    [Description("assign: the team whose pool it goes to, where agent_id is left out.")]
    [StringLength(40)]
    [KeptInTheClear]
    public string? TeamId { get; init; }

    [Description("create_task")]
    [StringLength(200)]
    [KeptInTheClear]
    public string? Title { get; init; }

    [Description("create_task; custom when left out.")]
    public TaskType? TaskType { get; init; }

    [Description("create_task; normal when left out.")]
    public TaskPriority? Priority { get; init; }

    [Description("create_task: business minutes; a task without a due time when left out.")]
    [Range(1, 1_000_000)]
    public int? TargetMinutes { get; init; }

    [Description("move_stage: a stage key of the record's pipeline.")]
    [StringLength(40)]
    [KeptInTheClear]
    public string? Stage { get; init; }

    [Description("signal, webhook: what the event is called.")]
    [StringLength(100)]
    [KeptInTheClear]
    public string? Name { get; init; }

    public CohortAction ToAction() =>
        new()
        {
            Type = Type,
            Tag = Tag?.Trim(),
            AgentId = AgentId?.Trim(),
            TeamId = TeamId?.Trim(),
            Title = Title?.Trim(),
            TaskType = TaskType,
            Priority = Priority,
            TargetMinutes = TargetMinutes,
            Stage = Stage?.Trim(),
            Name = Name?.Trim(),
        };

    public static IReadOnlyList<CohortAction> Actions(IReadOnlyList<CohortActionBody>? bodies) =>
        [.. (bodies ?? []).Select(b => b.ToAction())];
}

public sealed record PinCohortMembers
{
    [MinLength(1), MaxLength(1000)]
    public required IReadOnlyList<string> Ids { get; init; }

    [Description("include when left out.")]
    public PinKind? Kind { get; init; }

    [StringLength(500)]
    [KeptInTheClear]
    public string? Reason { get; init; }

    [Description("From then on the pin counts for nothing; never when left out.")]
    public Instant? ExpiresAt { get; init; }
}

public sealed record UnpinCohortMembers
{
    [MinLength(1), MaxLength(1000)]
    public required IReadOnlyList<string> Ids { get; init; }
}

public sealed record CohortView
{
    public required CohortId Id { get; init; }

    public required int Version { get; init; }

    public required string Name { get; init; }

    public string? Description { get; init; }

    public required EntityKind Entity { get; init; }

    [Description("Whose records it holds; missing for everybody's.")]
    public string? TeamId { get; init; }

    public required CohortMode Mode { get; init; }

    public JsonElement? Rule { get; init; }

    public required IReadOnlyList<string> IncludeIds { get; init; }

    public required IReadOnlyList<string> ExcludeIds { get; init; }

    public required IReadOnlyList<CohortPin> Pins { get; init; }

    public required IReadOnlyList<string> DependsOn { get; init; }

    public required IReadOnlyList<string> DependsOnCohorts { get; init; }

    public required CohortStatus Status { get; init; }

    public required IReadOnlyList<RuleFault> RuleFaults { get; init; }

    public Instant? FrozenAt { get; init; }

    public required IReadOnlyList<CohortAction> OnEnter { get; init; }

    public required IReadOnlyList<CohortAction> OnExit { get; init; }

    [Description("Counts the changes after which everything has to be evaluated again.")]
    public required int Ruling { get; init; }

    [Description("Members now.")]
    public required long Size { get; init; }

    public Instant? LastEvaluatedAt { get; init; }

    [Description(
        "The ruling that the last full evaluation went by; less than ruling while one is under way."
    )]
    public int? EvaluatedRuling { get; init; }

    public string? EvaluationJobId { get; init; }

    [Description("Differences that the last nightly evaluation found.")]
    public long? Drift { get; init; }

    public required Instant CreatedAt { get; init; }

    public required Instant UpdatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required string UpdatedBy { get; init; }
}

[JsonSerializable(typeof(CreateCohort))]
[JsonSerializable(typeof(EditCohort))]
[JsonSerializable(typeof(PinCohortMembers))]
[JsonSerializable(typeof(UnpinCohortMembers))]
[JsonSerializable(typeof(CohortView))]
internal sealed partial class CohortContractsJson : JsonSerializerContext
{
    public static CohortContractsJson Wire { get; } = new(DocumentJson.NewOptions());
}
