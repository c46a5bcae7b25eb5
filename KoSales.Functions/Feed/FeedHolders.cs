using System.Text.Json;
using KoSales.Domain.Assignment;
using KoSales.Domain.Contacts;
using KoSales.Domain.Customers;
using KoSales.Domain.Deals;
using KoSales.Domain.Leads;

namespace KoSales.Functions.Feed;

/// <summary>Finds who has the entities of events, with one read for each kind.</summary>
public sealed class FeedHolders(IDocumentStore store)
{
    /// <summary>By id. Entities that are not there have no holder and are left out.</summary>
    public async ValueTask<IReadOnlyDictionary<string, Holder>> OfAsync(
        IEnumerable<EntityRef> entities,
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
                holders[entity.Id] = HolderOf(entity);
        }

        return holders;
    }

    private static Holder HolderOf(RawDocument entity) =>
        new(TextOf(entity, "owner_id"u8), TextOf(entity, "team_id"u8));

    private static string? TextOf(RawDocument entity, ReadOnlySpan<byte> member)
    {
        var text = JsonScan.Find(entity.Json.Span, member);
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
