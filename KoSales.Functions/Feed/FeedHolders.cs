using System.Text.Json;
using KoSales.Domain.Assignment;
using KoSales.Domain.Contacts;
using KoSales.Domain.Customers;
using KoSales.Domain.Deals;
using KoSales.Domain.Leads;

namespace KoSales.Functions.Feed;

/// <summary>Finds who has the entities of events: what the event's own commit wrote of them says so, and the
/// others are read, with one read for each kind.</summary>
public sealed class FeedHolders(IDocumentStore store)
{
    /// <summary>In the order of the events. Entities that are not there have no holder.</summary>
    public async ValueTask<IReadOnlyList<Holder>> OfAsync(
        IReadOnlyList<OutboxEvent> events,
        CancellationToken cancellationToken
    )
    {
        var held = KnownOf(events);
        EntityRef[] unknown = [.. events.Where((_, i) => held[i] is null).Select(e => e.Entity)];
        var read = await ReadAsync(unknown, cancellationToken);
        return
        [
            .. events.Select(
                (e, i) => held[i] ?? read.GetValueOrDefault(e.Entity.Id, Holder.Nobody)
            ),
        ];
    }

    /// <summary>In the order of the events; null for those whose commits do not say it. Events of one commit
    /// are mostly about few entities.</summary>
    private static Holder?[] KnownOf(IReadOnlyList<OutboxEvent> events)
    {
        var known = new Dictionary<(CommittedRecords?, EntityRef), Holder?>();
        var held = new Holder?[events.Count];
        for (var i = 0; i < held.Length; i++)
        {
            var asked = (events[i].Beside, events[i].Entity);
            if (!known.TryGetValue(asked, out held[i]))
                known[asked] = held[i] = KnownOf(events[i]);
        }

        return held;
    }

    private static Holder? KnownOf(OutboxEvent outboxEvent) =>
        outboxEvent.Beside?.Find(CollectionOf(outboxEvent.Entity.Type), outboxEvent.Entity.Id)
            is { } json
            ? HolderOf(json.Span)
            : null;

    private async ValueTask<IReadOnlyDictionary<string, Holder>> ReadAsync(
        EntityRef[] entities,
        CancellationToken cancellationToken
    )
    {
        var holders = new Dictionary<string, Holder>(StringComparer.Ordinal);
        foreach (var kind in entities.Distinct().GroupBy(e => e.Type, e => e.Id))
        {
            var found = await store.GetManyAsync(
                CollectionOf(kind.Key),
                [.. kind],
                cancellationToken
            );
            foreach (var entity in found)
                holders[entity.Id] = HolderOf(entity.Json.Span);
        }

        return holders;
    }

    private static Holder HolderOf(ReadOnlySpan<byte> entity) =>
        new(TextOf(entity, "owner_id"u8), TextOf(entity, "team_id"u8));

    private static string? TextOf(ReadOnlySpan<byte> entity, ReadOnlySpan<byte> member)
    {
        var text = JsonScan.Find(entity, member);
        if (text.IsEmpty)
            return null;
        var reader = new Utf8JsonReader(text);
        reader.Read();
        return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
    }

    private static Collection CollectionOf(EntityKind kind) =>
        kind switch
        {
            EntityKind.Lead => LeadStore.Collection,
            EntityKind.Contact => ContactStore.Collection,
            EntityKind.Customer => CustomerStore.Collection,
            EntityKind.Deal => DealStore.Collection,
        };
}
