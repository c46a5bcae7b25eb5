using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Workflows;

namespace KoSales.Functions.Related;

/// <summary>The relations that <c>include=</c> knows. Targets are lists by name, so that no feature has to
/// know the other.</summary>
internal static class RelatedRecords
{
    public const string Owners = "agent-cards";

    /// <summary>Also those of others: whoever may see the record may see what is to be done about it.</summary>
    public const string OpenTasks = "related-tasks";

    private const int MostTasks = 1_000;

    /// <summary>Whoever has it, as a card.</summary>
    public static readonly Include Owner = new("owner", "owner_id", Owners);

    /// <summary>Of whichever kind.</summary>
    public static readonly Include Pipeline = new(
        "pipeline",
        "pipeline_id",
        PipelinesOf(PipelineKind.Lead)
    )
    {
        Elsewhere = Enum.GetValues<PipelineKind>()
            .Where(k => k != PipelineKind.Lead)
            .ToDictionary(PipelineCollections.PrefixOf, PipelinesOf),
    };

    /// <summary>The list of deals, for whatever deals name.</summary>
    public const string Deals = "deals";

    /// <summary>The list of contacts, for whatever contacts name.</summary>
    public const string Contacts = "contacts";

    /// <summary>The lead that something came of.</summary>
    public static readonly Include Lead = new("lead", "lead_id", "leads");

    public static readonly Include Contact = new("contact", "contact_id", Contacts);

    public static readonly Include Customer = new("customer", "customer_id", "customers");

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

    public static string PipelinesOf(PipelineKind kind) =>
        $"related-{WireNames<PipelineKind>.Of(kind)}-pipelines";
}
