using KoSales.Domain.Notes;
using KoSales.Functions.Related;

namespace KoSales.Functions.Notes;

/// <summary>What lists of notes take; each sort has an index of its own.</summary>
public static class NoteLists
{
    private static readonly Filter Alive = Filter.Missing("deleted_at");

    private static readonly Filter Shown = Filter.AllOf(Alive, Filter.Missing("entity_deleted_at"));

    /// <summary>Those of the entities that one sees.</summary>
    public static readonly ListSpec<NoteView> Notes = new()
    {
        Name = "notes",
        Noun = "note",
        Collection = NoteStore.Collection,
        Fields = new Dictionary<string, FieldType>
        {
            ["id"] = FieldType.Text,
            ["entity_ref.type"] = FieldType.Text,
            ["entity_ref.id"] = FieldType.Text,
            ["author_id"] = FieldType.Text,
            ["mentions"] = FieldType.TextList,
            ["pinned"] = FieldType.Flag,
            ["created_at"] = FieldType.Instant,
            ["updated_at"] = FieldType.Instant,
        },
        Sorts = new Dictionary<string, FieldType>
        {
            ["created_at"] = FieldType.Instant,
            ["updated_at"] = FieldType.Instant,
        },
        Base = Shown,
        Scope = HolderScope.Of,
        SeenByWork = SeenByWork.OfEntityRef,
        OwnParameters = ["deleted"],
        Includes = [new Include("author", "author_id", RelatedRecords.Owners)],
    };

    /// <summary>The deleted ones, for restoring.</summary>
    public static readonly ListSpec<NoteView> Deleted = Notes with
    {
        Name = "notes-deleted",
        Base = Filter.AllOf(Filter.Present("deleted_at"), Filter.Missing("entity_deleted_at")),
    };

    /// <summary>Of one entity, or a single one, that the caller may see, which is for the function to check
    /// before.</summary>
    public static readonly ListSpec<NoteView> OfEntity = Notes with
    {
        Name = "entity-notes",
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
