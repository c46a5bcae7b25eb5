using System.Collections.Frozen;
using KoSales.Domain.Filters;
using KoSales.Domain.Kernel;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Rules;
using KoSales.Domain.Storage;
using KoSales.Functions.Pipelines;

namespace KoSales.Functions.Rules;

/// <summary>The pipeline of an entity: the open one, else the one that was last begun.</summary>
public sealed class PipelineRelation(IDocumentStore store, EntityKind entity, PipelineKind kind) : IRuleRelation
{
    private const string WorkflowId = "pipeline.workflow_id";
    private const string WorkflowVersion = "pipeline.workflow_version";
    private const string Status = "pipeline.status";
    private const string StageEnteredAt = "pipeline.stage_entered_at";
    private const string Visit = "pipeline.visit";
    private const string Blocked = "pipeline.blocked";
    private const string Stages = "pipeline.stages";

    public EntityKind Entity => entity;

    public IReadOnlyDictionary<string, FieldType> Fields { get; } = new Dictionary<string, FieldType>
    {
        [WorkflowId] = FieldType.Text,
        [WorkflowVersion] = FieldType.Number,
        [Status] = FieldType.Text,
        [StageEnteredAt] = FieldType.Instant,
        [Visit] = FieldType.Number,
        [Blocked] = FieldType.Flag,
        [Stages] = FieldType.TextList,
    }.ToFrozenDictionary();

    public IReadOnlyCollection<string> EventTypes { get; } =
        [PipelineEvents.Started, PipelineEvents.StageChanged, PipelineEvents.Closed, PipelineEvents.Resumed];

    public RelatedFacts Nothing { get; } = new RelatedFacts()
        .Add(WorkflowId, default)
        .Add(WorkflowVersion, default)
        .Add(Status, default)
        .Add(StageEnteredAt, default)
        .Add(Visit, default)
        .Add(Blocked, FieldValue.Of(false))
        .Add(Stages, FieldValue.Of(Array.Empty<string>()));

    public async ValueTask<IReadOnlyDictionary<string, RelatedFacts>> ReadAsync(IReadOnlyList<RawDocument> entities, CancellationToken cancellationToken)
    {
        var theirs = Filter.In("entity_ref.id", entities.Select(e => e.Id));
        var pipelines = await store.QueryAsync(new Query(Domain.Pipelines.Pipelines.Of(kind), theirs) { Limit = int.MaxValue }, cancellationToken);
        return pipelines.Select(Domain.Pipelines.Pipelines.Of(kind).Read).GroupBy(p => p.EntityRef.Id).ToDictionary(g => g.Key, g => Of(g.MaxBy(Rank)!));
    }

    private static (bool IsOpen, NodaTime.Instant CreatedAt) Rank(Pipeline pipeline) => (pipeline.Status == PipelineStatus.Open, pipeline.CreatedAt);

    private static RelatedFacts Of(Pipeline pipeline) => new RelatedFacts()
        .Add(WorkflowId, FieldValue.Of(pipeline.WorkflowId))
        .Add(WorkflowVersion, FieldValue.Of((decimal)pipeline.WorkflowVersion))
        .Add(Status, FieldValue.Of(pipeline.Status.ToString().ToLowerInvariant()))
        .Add(StageEnteredAt, FieldValue.Of(pipeline.StageEnteredAt))
        .Add(Visit, FieldValue.Of((decimal)pipeline.Visit))
        .Add(Blocked, FieldValue.Of(pipeline.Blocked is not null))
        .Add(Stages, FieldValue.Of(pipeline.History.Select(h => h.Stage).Distinct().ToArray()));
}
