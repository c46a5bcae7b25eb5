using System.Text.Json;
using KoSales.Functions.Assignment;

namespace KoSales.Functions.Feed;

/// <summary>What events say to the feed.</summary>
internal static class FeedFacts
{
    private static readonly Dictionary<string, EntityKind> HandOvers = Enum.GetValues<EntityKind>()
        .ToDictionary(AssignmentEvents.Many, StringComparer.Ordinal);

    /// <summary>Events of several hand-overs, which become one entry for each record.</summary>
    public static IEnumerable<string> Unfolded => HandOvers.Keys;

    /// <summary>One entry for each record that the event is about, before it has a number and a
    /// holder.</summary>
    public static IEnumerable<OutboxEvent> Unfold(OutboxEvent outboxEvent) =>
        HandOvers.TryGetValue(outboxEvent.Type, out var kind)
            ? outboxEvent
                .EntityIds()
                .Select(
                    (id, i) =>
                        outboxEvent with
                        {
                            Id = $"{outboxEvent.Id}.{i}",
                            Type = AssignmentEvents.One(kind),
                            Entity = new EntityRef(kind, id),
                            Data = null,
                        }
                )
            : [outboxEvent];

    /// <summary>Whose work a task's or a clock's event is about; null for other events.</summary>
    public static string? WorkerOf(OutboxEvent outboxEvent) =>
        outboxEvent.Data is { ValueKind: JsonValueKind.Object } data
        && data.TryGetProperty("owner_id", out var owner)
        && owner.ValueKind == JsonValueKind.String
            ? owner.GetString()
            : null;
}
