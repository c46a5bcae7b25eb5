using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.Pipelines.Workflows;
using KoSales.Functions.Related;
using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Pipelines;

/// <summary>What the lists of pipelines take; one list per kind, all alike.</summary>
internal static class PipelineLists
{
    /// <summary>As <c>include=</c> shows them.</summary>
    public static ListSpec<PipelineView> RelatedOf(PipelineKind kind) =>
        new()
        {
            Name = RelatedRecords.PipelinesOf(kind),
            Noun = "pipeline",
            Collection = PipelineCollections.Of(kind),
            Fields = new Dictionary<string, FieldType>(),
            Scope = PipelineScope.Of,
        };

    private static readonly Dictionary<string, FieldType> Fields = new()
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
        ["rots_at"] = FieldType.Instant,
        ["rotten_at"] = FieldType.Instant,
        ["blocked"] = FieldType.Text,
        ["blocked.since"] = FieldType.Instant,
        ["blocked.to"] = FieldType.Text,
        ["created_at"] = FieldType.Instant,
        ["updated_at"] = FieldType.Instant,
    };

    public static readonly ListSpec<PipelineView> Lead = SpecOf(PipelineKind.Lead);
    public static readonly ListSpec<PipelineView> Contact = SpecOf(PipelineKind.Contact);
    public static readonly ListSpec<PipelineView> Deal = SpecOf(PipelineKind.Deal);

    private static readonly Filter IsRotting = Filter.AllOf(
        Filter.Eq("status", "open"),
        Filter.Present("rotten_at")
    );

    private static readonly ListSpec<PipelineView> RottingLead = RottingOf(Lead);
    private static readonly ListSpec<PipelineView> RottingContact = RottingOf(Contact);
    private static readonly ListSpec<PipelineView> RottingDeal = RottingOf(Deal);

    /// <summary>For <c>rotting=true</c> those that are in their stage longer than it allows, the longest
    /// first; else the others too.</summary>
    public static ListSpec Of(PipelineKind kind, HttpRequest request) =>
        Flags.Read(request, "rotting") ? RottingOf(kind) : Of(kind);

    public static ListSpec RottingOf(PipelineKind kind) =>
        kind switch
        {
            PipelineKind.Lead => RottingLead,
            PipelineKind.Contact => RottingContact,
            PipelineKind.Deal => RottingDeal,
        };

    public static ListSpec Of(PipelineKind kind) =>
        kind switch
        {
            PipelineKind.Lead => Lead,
            PipelineKind.Contact => Contact,
            PipelineKind.Deal => Deal,
        };

    private static ListSpec<PipelineView> RottingOf(ListSpec<PipelineView> all) =>
        all with
        {
            Name = $"{all.Name}-rotting",
            Base = Filter.AllOf(all.Base, IsRotting),
            Sorts = new Dictionary<string, FieldType> { ["rotten_at"] = FieldType.Instant },
            DefaultSort = "rotten_at",
        };

    private static ListSpec<PipelineView> SpecOf(PipelineKind kind) =>
        new()
        {
            Name = $"{WorkflowDesk.Wire(kind)}-pipelines",
            Noun = "pipeline",
            Collection = PipelineCollections.Of(kind),
            Fields = Fields,
            Sorts = new Dictionary<string, FieldType>
            {
                ["created_at"] = FieldType.Instant,
                ["updated_at"] = FieldType.Instant,
            },
            Scope = PipelineScope.Of,
            SeenByWork = new SeenByWork(kind.Entity(), "entity_ref.id"),
            OwnParameters = ["rotting"],
            Includes = [RelatedRecords.Owner, RelatedRecords.OpenTasksOfPipeline],
        };
}
