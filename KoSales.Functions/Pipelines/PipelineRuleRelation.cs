using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Domain.Rules;
using KoSales.Functions.Rules;
using NodaTime;

namespace KoSales.Functions.Pipelines;

/// <summary>The pipeline of an entity: the open one, else the one that was last begun.</summary>
public sealed class PipelineRuleRelation(IDocumentStore store, EntityKind entity, PipelineKind kind)
    : IRuleRelation
{
    private const string WorkflowId = "pipeline.workflow_id";
    private const string Status = "pipeline.status";
    private const string StageEnteredAt = "pipeline.stage_entered_at";
    private const string Visit = "pipeline.visit";
    private const string Blocked = "pipeline.blocked";
    private const string Stages = "pipeline.stages";

    public EntityKind Entity => entity;

    public IReadOnlyDictionary<string, FieldType> Fields { get; } =
        new Dictionary<string, FieldType>
        {
            [WorkflowId] = FieldType.Text,
            [Status] = FieldType.Text,
            [StageEnteredAt] = FieldType.Instant,
            [Visit] = FieldType.Number,
            [Blocked] = FieldType.Flag,
            [Stages] = FieldType.TextList,
        }.ToFrozenDictionary();

    public IReadOnlyDictionary<string, IReadOnlyCollection<string>> Choices { get; } =
        new Dictionary<string, IReadOnlyCollection<string>>
        {
            [Status] = [.. WireNames<PipelineStatus>.All],
        }.ToFrozenDictionary();

    public IReadOnlyCollection<string> EventTypes { get; } =
    [
        PipelineEvents.Started,
        PipelineEvents.StageChanged,
        PipelineEvents.Closed,
        PipelineEvents.Resumed,
        PipelineEvents.Blocked,
        PipelineEvents.Unblocked,
    ];

    public RelatedFacts Nothing { get; } =
        new RelatedFacts()
            .Add(WorkflowId, default)
            .Add(Status, default)
            .Add(StageEnteredAt, default)
            .Add(Visit, default)
            .Add(Blocked, FieldValue.Of(false))
            .Add(Stages, FieldValue.Of(Array.Empty<string>()));

    public async ValueTask<IReadOnlyDictionary<string, RelatedFacts>> ReadAsync(
        IReadOnlyList<RawDocument> entities,
        CancellationToken cancellationToken
    )
    {
        var theirs = Filter.In("entity_ref.id", entities.Select(e => e.Id));
        var pipelines = await store.QueryAsync(
            new Query(PipelineCollections.Of(kind), theirs) { Limit = int.MaxValue },
            cancellationToken
        );
        return pipelines
            .Select(Read)
            .GroupBy(p => p.EntityRef.Id)
            .ToDictionary(g => g.Key, g => Of(g.MaxBy(p => (p.Status == "open", p.CreatedAt))!));
    }

    private static SeenPipeline Read(RawDocument pipeline) =>
        JsonSerializer.Deserialize(pipeline.Json.Span, SeenPipelineJson.Stored.SeenPipeline)!;

    private static RelatedFacts Of(SeenPipeline pipeline) =>
        new RelatedFacts()
            .Add(WorkflowId, FieldValue.Of(pipeline.WorkflowId))
            .Add(Status, FieldValue.Of(pipeline.Status))
            .Add(StageEnteredAt, FieldValue.Of(pipeline.StageEnteredAt))
            .Add(Visit, FieldValue.Of((decimal)pipeline.Visit))
            .Add(Blocked, FieldValue.Of(pipeline.Blocked is not null))
            .Add(
                Stages,
                FieldValue.Of((pipeline.History ?? []).Select(h => h.Stage).Distinct().ToArray())
            );
}

/// <summary>What is read of a pipeline.</summary>
/// <param name="Status">As on the wire.</param>
internal sealed record SeenPipeline(
    EntityRef EntityRef,
    string WorkflowId,
    string Status,
    Instant StageEnteredAt,
    int Visit,
    Instant CreatedAt,
    SeenBlock? Blocked,
    IReadOnlyList<SeenVisit>? History
);

internal sealed record SeenBlock(string To);

internal sealed record SeenVisit(string Stage);

[JsonSerializable(typeof(SeenPipeline))]
internal sealed partial class SeenPipelineJson : JsonSerializerContext
{
    public static readonly SeenPipelineJson Stored = new(DocumentJson.NewOptions());
}
