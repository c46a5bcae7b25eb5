using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Definitions;

namespace KoSales.Domain.Pipelines.Workflows;

[JsonConverter(typeof(EntityIdConverter<PipelineWorkflowId>))]
public readonly record struct PipelineWorkflowId(string Value) : IEntityId<PipelineWorkflowId>
{
    public static IdFormat Format { get; } = new("pipelines_workflow", "PW-");

    public static PipelineWorkflowId Of(string value) => new(value);

    public override string ToString() => Value;
}

/// <summary>A pipeline workflow: the version in force, and the draft of the next one.</summary>
public sealed record PipelineWorkflow : Document, IDefinition<PipelineWorkflow>
{
    public required PipelineWorkflowId Id { get; init; }

    public required PipelineKind Kind { get; init; }

    public required string Name { get; init; }

    public DefinitionStatus Status { get; init; }

    /// <summary>0 until first published; +1 at each publication.</summary>
    public int WorkflowVersion { get; init; }

    /// <summary>New entities of the kind start on it; one per kind.</summary>
    public bool IsDefault { get; init; }

    /// <summary>New entities that match start on it instead of the default, from the moment it is
    /// published; a filter over the entity's fields. Of several workflows
    /// that an entity matches the one with the lowest id counts. Null: only who names it starts on
    /// it.</summary>
    public JsonElement? StartsWhen { get; init; }

    /// <summary>The stages in force, or of the draft while nothing is published.</summary>
    public IReadOnlyList<StageDefinition> Stages
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>The stages of the next version, being edited beside a published one; null when there is no
    /// edit.</summary>
    public IReadOnlyList<StageDefinition>? DraftStages { get; init; }

    [JsonIgnore]
    public override string Key => Id.Value;

    public PipelineWorkflow Edit(IReadOnlyList<StageDefinition> stages) =>
        Status == DefinitionStatus.Draft
            ? this with
            {
                Stages = stages,
            }
            : this with
            {
                DraftStages = stages,
            };

    public Verdict<PipelineWorkflow> Publish()
    {
        if (DefinitionFaults.WhyNotPublish(Status, DraftStages is not null) is { } inTheWay)
            return inTheWay;
        var stages = DraftStages ?? Stages;
        var faults = DefinitionCheck.Faults(Kind, stages);
        return faults.Count > 0
            ? Verdict<PipelineWorkflow>.Refuse(faults)
            : this with
            {
                Status = DefinitionStatus.Published,
                WorkflowVersion = WorkflowVersion + 1,
                Stages = stages,
                DraftStages = null,
            };
    }

    public Verdict<PipelineWorkflow> Retire()
    {
        if (IsDefault)
            return Fault.Conflict(
                "workflow.is_default",
                "New entities start on this workflow; make another one the default first."
            );
        return Status == DefinitionStatus.Published
            ? this with
            {
                Status = DefinitionStatus.Retired,
                DraftStages = null,
            }
            : DefinitionFaults.NotPublished;
    }

    public Verdict<PipelineWorkflow> MakeDefault() =>
        Status == DefinitionStatus.Published
            ? this with
            {
                IsDefault = true,
            }
            : Fault.Conflict(
                "workflow.not_published",
                "New entities start on published workflows only; publish it first."
            );

    public Verdict<PipelineWorkflow> Delete(Command command) =>
        Status == DefinitionStatus.Draft
            ? this with
            {
                DeletedAt = command.Now,
            }
            : DefinitionFaults.WasPublished;

    public PipelineWorkflow Next(Command command) =>
        this with
        {
            Version = Version + 1,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };

    public void AddVersion(WriteBatch batch) =>
        batch.Insert(PipelineWorkflows.Versions, ToVersion());

    /// <summary>The version in force as running pipelines refer to it.</summary>
    public PipelineWorkflowVersion ToVersion() =>
        new()
        {
            Id = PipelineWorkflowVersion.IdOf(Id.Value, WorkflowVersion),
            WorkflowId = Id,
            WorkflowVersion = WorkflowVersion,
            Kind = Kind,
            Stages = Stages,
            CreatedAt = UpdatedAt,
            UpdatedAt = UpdatedAt,
            CreatedBy = UpdatedBy,
            UpdatedBy = UpdatedBy,
        };
}

/// <summary>One published version; never changed.</summary>
public sealed record PipelineWorkflowVersion : Document
{
    /// <summary><c>{workflow id}.{workflow version}</c>.</summary>
    public required string Id { get; init; }

    public required PipelineWorkflowId WorkflowId { get; init; }

    public required int WorkflowVersion { get; init; }

    public required PipelineKind Kind { get; init; }

    public IReadOnlyList<StageDefinition> Stages
    {
        get;
        init => field = value ?? [];
    } = [];

    [JsonIgnore]
    public override string Key => Id;

    public static string IdOf(string workflowId, int workflowVersion) =>
        $"{workflowId}.{workflowVersion}";

    public PipelineDefinition ToDefinition() =>
        new(WorkflowId.Value, WorkflowVersion, Kind, Stages);
}

[JsonSerializable(typeof(PipelineWorkflow))]
[JsonSerializable(typeof(PipelineWorkflowVersion))]
internal sealed partial class PipelineWorkflowJson : JsonSerializerContext
{
    public static PipelineWorkflowJson Documents { get; } = new(DocumentJson.NewOptions());
}

public static class PipelineWorkflows
{
    public static readonly Filter IsDefault = new Filter.Condition(
        "is_default",
        FilterOperator.Eq,
        new FilterValue.Flag(true)
    );

    public static readonly Filter IsPublished = Filter.AllOf(
        Filter.Eq("status", "published"),
        Filter.Missing("deleted_at")
    );

    public static readonly Collection<PipelineWorkflow> Collection = new(
        "pipelines_workflow",
        () => PipelineWorkflowJson.Documents.PipelineWorkflow,
        new IndexSpec("pipelines_workflow_default", "kind") { Unique = true, Where = IsDefault },
        new IndexSpec("pipelines_workflow_kind_status", "kind", "status"),
        new IndexSpec("pipelines_workflow_created", "-created_at")
    );

    public static readonly Collection<PipelineWorkflowVersion> Versions = new(
        "pipeline_workflow_versions",
        () => PipelineWorkflowJson.Documents.PipelineWorkflowVersion
    );
}
