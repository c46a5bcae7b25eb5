using KoSales.Domain.Customers;
using KoSales.Domain.Pii.Values;
using KoSales.Functions.Pii;
using KoSales.Functions.Pii.Keys;

namespace KoSales.Functions.InventorySync.Applying;

/// <summary>Who somebody of the inventory system is here.</summary>
/// <param name="Customer">Null when there is none yet, or it cannot be told.</param>
/// <param name="Candidates">More than one: a person has to say.</param>
public sealed record FoundCustomer(Customer? Customer, IReadOnlyList<string> Candidates)
{
    public bool IsAmbiguous => Candidates.Count > 1;
}

/// <summary>What tells somebody apart.</summary>
/// <param name="ExternalId">The inventory system's.</param>
/// <param name="Gstin">As told; null for none.</param>
/// <param name="Phone">As told; null for none.</param>
public sealed record SyncIdentity(string ExternalId, string? Gstin, string? Phone)
{
    public override string ToString() => nameof(SyncIdentity);
}

/// <summary>Finds the customer that is meant: by the inventory system's id, then by GSTIN, then by
/// phone. One that the inventory system knows under another id is not meant.</summary>
public sealed class CustomerIdentity(IDocumentStore store, PiiSubjects subjects, BlindIndex index)
{
    private const int Most = 20;

    public async ValueTask<FoundCustomer> FindAsync(
        SyncIdentity who,
        CancellationToken cancellationToken
    )
    {
        var known = await store.FirstAsync(
            CustomerStore.Collection,
            Filter.AllOf(Filter.Eq("external_id", who.ExternalId), Filter.Missing("deleted_at")),
            cancellationToken
        );
        if (known is not null)
            return new FoundCustomer(known, []);
        var byNumber = await ByGstinAsync(who, cancellationToken);
        return byNumber.Count == 0 && PhoneOf(who) is { } phone
            ? Found(
                await WithAsync(new BlindValue(BlindKind.Phone, index.Of(phone)), cancellationToken)
            )
            : Found(byNumber);
    }

    private async ValueTask<IReadOnlyList<Customer>> ByGstinAsync(
        SyncIdentity who,
        CancellationToken cancellationToken
    ) =>
        Gstin.TryParse(who.Gstin, out var gstin)
            ? await WithAsync(new BlindValue(BlindKind.Gstin, index.Of(gstin)), cancellationToken)
            : [];

    private async ValueTask<IReadOnlyList<Customer>> WithAsync(
        BlindValue value,
        CancellationToken cancellationToken
    )
    {
        var held = await subjects.WithAsync(value, Most, cancellationToken);
        string[] ids =
        [
            .. held.Where(s => s.Type == EntityKind.Customer).Select(s => s.Id).Distinct(),
        ];
        return
        [
            .. (await store.GetManyAsync(CustomerStore.Collection, ids, cancellationToken))
                .Select(CustomerStore.Collection.Read)
                .Where(c => c is { DeletedAt: null, ExternalId: null, ErasedAt: null })
                .OrderBy(c => c.Key, StringComparer.Ordinal),
        ];
    }

    private static PhoneNumber? PhoneOf(SyncIdentity who)
    {
        var first = who.Phone?.Split('/', ',')[0];
        return PhoneNumber.TryParse(first, out var phone) ? phone : null;
    }

    private static FoundCustomer Found(IReadOnlyList<Customer> customers) =>
        customers.Count == 1
            ? new FoundCustomer(customers[0], [])
            : new FoundCustomer(null, [.. customers.Select(c => c.Key)]);
}
