using KoSales.Domain.Filters;
using KoSales.Domain.Pipelines;

namespace KoSales.Functions.Pipelines;

/// <summary>What the lists of pipelines take; one list per kind, all alike.</summary>
internal static class PipelineLists
{
    public static readonly ListSpec<PipelineView> Lead = SpecOf(PipelineKind.Lead);
    public static readonly ListSpec<PipelineView> Contact = SpecOf(PipelineKind.Contact);
    public static readonly ListSpec<PipelineView> Deal = SpecOf(PipelineKind.Deal);

    public static ListSpec Of(PipelineKind kind) => kind switch
    {
        PipelineKind.Lead => Lead,
        PipelineKind.Contact => Contact,
        PipelineKind.Deal => Deal,
    };

    private static ListSpec<PipelineView> SpecOf(PipelineKind kind) => new()
    {
        Name = $"{WorkflowDesk.Wire(kind)}-pipelines",
        Noun = "pipeline",
        Collection = Domain.Pipelines.Pipelines.Of(kind),
        Fields = new Dictionary<string, FieldType>
        {
            ["id"] = FieldType.Text,
            ["entity_ref.id"] = FieldType.Text,
            ["workflow_id"] = FieldType.Text,
            ["workflow_version"] = FieldType.Number,
            ["stage"] = FieldType.Text,
            ["stage_entered_at"] = FieldType.Instant,
            ["status"] = FieldType.Text,
            ["owner_id"] = FieldType.Text,
            ["team_id"] = FieldType.Text,
            ["blocked"] = FieldType.Text,
            ["blocked.since"] = FieldType.Instant,
            ["blocked.to"] = FieldType.Text,
            ["created_at"] = FieldType.Instant,
            ["updated_at"] = FieldType.Instant,
        },
        Sorts = new Dictionary<string, FieldType> { ["created_at"] = FieldType.Instant, ["updated_at"] = FieldType.Instant },
        Scope = PipelineScope.Of,
        SeenByWork = new SeenByWork(kind.Entity(), "entity_ref.id"),
    };
}
