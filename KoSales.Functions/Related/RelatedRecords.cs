using KoSales.Domain.Filters;
using KoSales.Domain.Kernel;
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

    private static readonly ListSpec<PipelineView> Pipelines = PipelinesOf(PipelineKind.Lead);

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

    /// <summary>Of whichever kind.</summary>
    public static readonly Include Pipeline = new("pipeline", "pipeline_id", Pipelines)
    {
        Elsewhere = Enum.GetValues<PipelineKind>()
            .Where(k => k != PipelineKind.Lead)
            .ToDictionary(Domain.Pipelines.Pipelines.PrefixOf, k => (ListSpec)PipelinesOf(k)),
    };

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

    private static ListSpec<PipelineView> PipelinesOf(PipelineKind kind) =>
        new()
        {
            Name = $"related-{WireNames<PipelineKind>.Of(kind)}-pipelines",
            Noun = "pipeline",
            Collection = Domain.Pipelines.Pipelines.Of(kind),
            Fields = NotFiltered,
            Scope = PipelineScope.Of,
        };
}
