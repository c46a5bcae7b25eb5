using System.Text.Json;
using System.Text.Json.Serialization;

namespace KoSales.Functions.Assignment;

/// <summary>Events of hand-overs. Whoever handles the one handles the other: see
/// <see cref="EntityIds"/>.</summary>
public static class AssignmentEvents
{
    /// <summary>One lead; the event's entity.</summary>
    public const string LeadAssigned = "lead.assigned";

    /// <summary>Several leads of one transaction, named in the event's data; its entity is the record of
    /// the hand-over.</summary>
    public const string LeadsAssigned = "leads.assigned";

    private static readonly AssignmentEventsJson Json = new(DocumentJson.NewOptions());

    public static JsonElement Data(IReadOnlyList<string> ids) =>
        JsonSerializer.SerializeToElement(new AssignedIds(ids), Json.AssignedIds);

    /// <summary>The entities that an event is about, of whatever type it is.</summary>
    public static IReadOnlyList<string> EntityIds(this OutboxEvent outboxEvent) =>
        outboxEvent is { Type: LeadsAssigned, Data: { } data }
            ? data.Deserialize(Json.AssignedIds)!.Ids
            : [outboxEvent.Entity.Id];
}

/// <summary>What <c>leads.assigned</c> says.</summary>
public sealed record AssignedIds(IReadOnlyList<string> Ids);

[JsonSerializable(typeof(AssignedIds))]
internal sealed partial class AssignmentEventsJson : JsonSerializerContext;
