using KoSales.Domain.Calls;
using KoSales.Functions.Related;

namespace KoSales.Functions.Calls;

/// <summary>What lists of calls take; each sort has an index of its own.</summary>
public static class CallLists
{
    private static readonly Filter Alive = Filter.Missing("deleted_at");

    private static readonly Filter Shown = Filter.AllOf(Alive, Filter.Missing("entity_deleted_at"));

    /// <summary>Those of the entities that one sees.</summary>
    public static readonly ListSpec<CallView> Calls = new()
    {
        Name = "calls",
        Noun = "call",
        Collection = CallStore.Collection,
        Fields = new Dictionary<string, FieldType>
        {
            ["id"] = FieldType.Text,
            ["entity_ref.type"] = FieldType.Text,
            ["entity_ref.id"] = FieldType.Text,
            ["agent_id"] = FieldType.Text,
            ["direction"] = FieldType.Text,
            ["provider"] = FieldType.Text,
            ["provider_call_id"] = FieldType.Text,
            ["status"] = FieldType.Text,
            ["disposition"] = FieldType.Text,
            ["duration_seconds"] = FieldType.Number,
            ["started_at"] = FieldType.Instant,
            ["answered_at"] = FieldType.Instant,
            ["ended_at"] = FieldType.Instant,
            ["callback_at"] = FieldType.Instant,
            ["task_id"] = FieldType.Text,
            ["created_at"] = FieldType.Instant,
            ["updated_at"] = FieldType.Instant,
        },
        Sorts = new Dictionary<string, FieldType>
        {
            ["started_at"] = FieldType.Instant,
            ["created_at"] = FieldType.Instant,
        },
        DefaultSort = "-started_at",
        Base = Shown,
        Scope = HolderScope.Of,
        SeenByWork = SeenByWork.OfEntityRef,
        OwnParameters = ["deleted"],
        Includes = [new Include("agent", "agent_id", RelatedRecords.Owners)],
    };

    /// <summary>The deleted ones, for restoring.</summary>
    public static readonly ListSpec<CallView> Deleted = Calls with
    {
        Name = "calls-deleted",
        Base = Filter.AllOf(Filter.Present("deleted_at"), Filter.Missing("entity_deleted_at")),
    };

    /// <summary>Of one entity, or a single one, that the caller may see, which is for the function to check
    /// before.</summary>
    public static readonly ListSpec<CallView> OfEntity = Calls with
    {
        Name = "entity-calls",
        Base = Alive,
        Scope = _ => Filter.Everything,
        SeenByWork = null,
        OwnParameters = [],
    };

    public static Filter Of(EntityRef entity) =>
        Filter.AllOf(
            Filter.Eq("entity_ref.id", entity.Id),
            Filter.Eq("entity_ref.type", WireNames<EntityKind>.Of(entity.Type))
        );
}
