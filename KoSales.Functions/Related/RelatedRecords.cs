using KoSales.Domain.Filters;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Tasks;
using KoSales.Functions.Agents;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Tasks;

namespace KoSales.Functions.Related;

/// <summary>The relations that <c>include=</c> knows. Their targets stand by themselves, so that two
/// resources may name each other.</summary>
internal static class RelatedRecords
{
    private const int MostTasks = 1_000;

    private static readonly Dictionary<string, FieldType> NotFiltered = [];

    private static readonly ListSpec<PipelineView> Pipelines = new()
    {
        Name = "related-pipelines",
        Noun = "pipeline",
        Collection = Domain.Pipelines.Pipelines.Lead,
        Fields = NotFiltered,
        Scope = PipelineScope.Of,
    };

    /// <summary>Also those of others: whoever may see the record may see what is to be done about it.</summary>
    private static readonly ListSpec<TaskView> OpenTasks = new()
    {
        Name = "related-tasks",
        Noun = "task",
        Collection = SalesTasks.Collection,
        Fields = NotFiltered,
        Base = SalesTasks.Open,
        Scope = _ => Filter.Everything,
    };

    /// <summary>Whoever has it, as a card.</summary>
    public static readonly Include Owner = new("owner", "owner_id", AgentLists.Cards);

    public static readonly Include Pipeline = new("pipeline", "pipeline_id", Pipelines);

    /// <summary>Of an entity.</summary>
    public static readonly Include OpenTasksOfEntity = new(
        "open_tasks",
        "id",
        OpenTasks,
        "entity_ref.id"
    )
    {
        Most = MostTasks,
    };

    /// <summary>Of a pipeline.</summary>
    public static readonly Include OpenTasksOfPipeline = new(
        "open_tasks",
        "id",
        OpenTasks,
        "pipeline_id"
    )
    {
        Most = MostTasks,
    };
}
