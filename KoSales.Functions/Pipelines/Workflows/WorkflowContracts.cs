using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Pipelines.Workflows;
using NodaTime;

namespace KoSales.Functions.Pipelines.Workflows;

public sealed record CreatePipelineWorkflow
{
    [Decides("stages", "starts_when")]
    public required PipelineKind Kind { get; init; }

    [StringLength(80, MinimumLength = 1)]
    [KeptInTheClear]
    public required string Name { get; init; }

    [MaxLength(50)]
    public required IReadOnlyList<StageBody> Stages { get; init; }

    [Description(
        "A filter tree over the entity's fields: new ones that match start on this workflow once it is published; the default takes the others."
    )]
    [KeptInTheClear]
    public JsonElement? StartsWhen { get; init; }
}

/// <summary>A merge patch. Stages are replaced as a whole and become the draft of the next version; null
/// drops that draft.</summary>
public sealed record EditPipelineWorkflow
{
    [StringLength(80, MinimumLength = 1)]
    [KeptInTheClear]
    public string? Name { get; init; }

    [MaxLength(50)]
    public IReadOnlyList<StageBody>? Stages { get; init; }

    [Description("In force at once, not with the next version; null drops it.")]
    [KeptInTheClear]
    public JsonElement? StartsWhen { get; init; }
}

/// <summary>What is published along with a pipeline workflow.</summary>
public sealed record PublishPipelineWorkflow
{
    /// <summary>Task workflows whose drafts are published in the same step, for stages that both
    /// rename.</summary>
    [MaxLength(50)]
    public IReadOnlyList<string>? TaskWorkflows { get; init; }
}

/// <summary>One stage as it is written. A draft may still be incomplete; publishing checks it.</summary>
public sealed record StageBody
{
    [StringLength(40, MinimumLength = 1), RegularExpression("[a-z][a-z0-9_]*")]
    [KeptInTheClear]
    public required string Key { get; init; }

    [StringLength(80, MinimumLength = 1)]
    [KeptInTheClear]
    public required string Name { get; init; }

    /// <summary>Place on the board; absent for the place in the list.</summary>
    [Range(1, 1000)]
    public int? Order { get; init; }

    public StageType? Type { get; init; }

    [Range(0, 100)]
    public int? Probability { get; init; }

    [StringLength(7), RegularExpression("#[0-9a-fA-F]{6}")]
    public string? Color { get; init; }

    [MaxLength(50)]
    [KeptInTheClear]
    public IReadOnlyList<string>? AllowedNext { get; init; }

    [MaxLength(50)]
    [KeptInTheClear]
    public IReadOnlyList<string>? RequiredFields { get; init; }

    [MaxLength(20)]
    [KeptInTheClear]
    public IReadOnlyList<string>? RequiredDocuments { get; init; }

    [KeptInTheClear]
    public JsonElement? EntryGuard { get; init; }

    [StringLength(40, MinimumLength = 1)]
    [KeptInTheClear]
    public string? TaskWorkflowId { get; init; }

    [StringLength(40, MinimumLength = 1)]
    [KeptInTheClear]
    public string? SlaPolicyId { get; init; }

    [Range(1, 5_000_000)]
    public int? MaxAgeMinutes { get; init; }

    public static IReadOnlyList<StageDefinition> Definitions(IReadOnlyList<StageBody> stages) =>
        [.. stages.Select((s, i) => s.ToDefinition(i + 1))];

    private StageDefinition ToDefinition(int place) =>
        new()
        {
            Key = Key,
            Name = Name.Trim(),
            Order = Order ?? place,
            Type = Type ?? StageType.Open,
            Probability = Probability,
            Color = Color,
            AllowedNext = AllowedNext ?? [],
            RequiredFields = RequiredFields ?? [],
            RequiredDocuments = RequiredDocuments ?? [],
            EntryGuard = EntryGuard is { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined }
                ? null
                : EntryGuard?.Clone(),
            TaskWorkflowId = TaskWorkflowId,
            SlaPolicyId = SlaPolicyId,
            MaxAgeMinutes = MaxAgeMinutes,
        };
}

public sealed record PipelineWorkflowView
{
    public required PipelineWorkflowId Id { get; init; }

    public required int Version { get; init; }

    public required PipelineKind Kind { get; init; }

    public required string Name { get; init; }

    public required DefinitionStatus Status { get; init; }

    /// <summary>0 until first published.</summary>
    public required int WorkflowVersion { get; init; }

    public required bool IsDefault { get; init; }

    [Description("New entities that match start on it; see also workflow_id of a new lead.")]
    public JsonElement? StartsWhen { get; init; }

    public required IReadOnlyList<StageDefinition> Stages { get; init; }

    /// <summary>The stages of the next version, while it is being edited.</summary>
    public IReadOnlyList<StageDefinition>? DraftStages { get; init; }

    public required Instant CreatedAt { get; init; }

    public required Instant UpdatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required string UpdatedBy { get; init; }
}

[JsonSerializable(typeof(CreatePipelineWorkflow))]
[JsonSerializable(typeof(EditPipelineWorkflow))]
[JsonSerializable(typeof(PublishPipelineWorkflow))]
[JsonSerializable(typeof(PipelineWorkflowView))]
internal sealed partial class WorkflowContractsJson : JsonSerializerContext;
