using System.Text.Json;
using System.Text.Json.Serialization;

namespace KoSales.Functions.Assignment;

/// <summary>Events of hand-overs. Whoever handles the one handles the other: see
/// <see cref="EntityIds"/>.</summary>
public static class AssignmentEvents
{
    private const string OfMany = "s.assigned";

    /// <summary>Of one and of many, of every kind.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        .. Enum.GetValues<EntityKind>().SelectMany(kind => new[] { One(kind), Many(kind) }),
    ];

    /// <summary>One record; the event's entity.</summary>
    public static string One(EntityKind kind) => $"{WireNames<EntityKind>.Of(kind)}.assigned";

    /// <summary>Several of one transaction, named in the event's data; its entity is the record of the
    /// hand-over.</summary>
    public static string Many(EntityKind kind) => WireNames<EntityKind>.Of(kind) + OfMany;

    /// <summary>One event for all hand-overs of a transaction.</summary>
    /// <param name="recordId">Of the record of the hand-over; null for none.</param>
    public static OutboxFact Of(
        EntityKind kind,
        IReadOnlyList<string> ids,
        string? recordId,
        IReadOnlyList<string> changed
    ) =>
        ids is [var only]
            ? new OutboxFact(One(kind), new EntityRef(kind, only)) { Changed = changed }
            : new OutboxFact(Many(kind), new EntityRef(kind, recordId ?? ids[0]))
            {
                Changed = changed,
                Data = Data(ids),
            };

    private static readonly AssignmentEventsJson Json = new(DocumentJson.NewOptions());

    public static JsonElement Data(IReadOnlyList<string> ids) =>
        JsonSerializer.SerializeToElement(new AssignedIds(ids), Json.AssignedIds);

    /// <summary>The entities that an event is about, of whatever type it is.</summary>
    public static IReadOnlyList<string> EntityIds(this OutboxEvent outboxEvent) =>
        outboxEvent.Data is { } data && outboxEvent.Type.EndsWith(OfMany, StringComparison.Ordinal)
            ? data.Deserialize(Json.AssignedIds)!.Ids
            : [outboxEvent.Entity.Id];
}

/// <summary>What an event of several hand-overs says.</summary>
public sealed record AssignedIds(IReadOnlyList<string> Ids);

[JsonSerializable(typeof(AssignedIds))]
internal sealed partial class AssignmentEventsJson : JsonSerializerContext;
