using KoSales.Domain.Signals;

namespace KoSales.Functions.Signals;

/// <summary>What lists of signals take; each sort has an index of its own.</summary>
public static class SignalLists
{
    /// <summary>Those of the entities that one sees; managers also see those about nobody of sources of
    /// their team, or of none.</summary>
    public static readonly ListSpec<SignalView> Signals = new()
    {
        Name = "signals",
        Noun = "signal",
        Collection = SignalStore.Collection,
        Fields = new Dictionary<string, FieldType>
        {
            ["id"] = FieldType.Text,
            ["source"] = FieldType.Text,
            ["kind"] = FieldType.Text,
            ["dedupe_key"] = FieldType.Text,
            ["status"] = FieldType.Text,
            ["error.code"] = FieldType.Text,
            ["entity_ref.type"] = FieldType.Text,
            ["entity_ref.id"] = FieldType.Text,
            ["attempts"] = FieldType.Number,
            ["received_at"] = FieldType.Instant,
            ["occurred_at"] = FieldType.Instant,
            ["created_at"] = FieldType.Instant,
            ["updated_at"] = FieldType.Instant,
        },
        Sorts = new Dictionary<string, FieldType>
        {
            ["received_at"] = FieldType.Instant,
            ["occurred_at"] = FieldType.Instant,
        },
        DefaultSort = "-received_at",
        Base = Filter.Missing("entity_deleted_at"),
        Scope = HolderScope.Of,
        SeenByWork = SeenByWork.OfEntityRef,
    };

    /// <summary>Of one entity that the caller may see, which is for the function to check before.</summary>
    public static readonly ListSpec<SignalView> OfEntity = Signals with
    {
        Name = "entity-signals",
        Base = Filter.Everything,
        Scope = _ => Filter.Everything,
        SeenByWork = null,
    };
}
