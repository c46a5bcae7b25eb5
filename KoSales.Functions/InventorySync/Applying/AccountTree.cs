using KoSales.Domain.InventorySync;

namespace KoSales.Functions.InventorySync.Applying;

/// <summary>Accounts that were merged into one another.</summary>
public sealed class AccountTree(IDocumentStore store)
{
    private const int Most = 200;

    /// <summary>Where what is told of the account counts: the account at the end of its
    /// merges.</summary>
    /// <param name="account">As it will be.</param>
    /// <returns>Null when the merges go round in a circle.</returns>
    public async ValueTask<CustomerAccount?> RootOfAsync(
        CustomerAccount account,
        CancellationToken cancellationToken
    )
    {
        HashSet<string> seen = [account.Id];
        var root = account;
        while (root.Merged is { } merged)
        {
            if (!seen.Add(merged.Into))
                return null;
            root =
                await store.FindAsync(CustomerAccount.Collection, merged.Into, cancellationToken)
                ?? AccountDecisions.Fresh(merged.Into);
        }

        return root;
    }

    /// <summary>The root and all that were merged into it.</summary>
    /// <param name="changed">Accounts as they will be; they count in place of the stored
    /// ones.</param>
    public async ValueTask<IReadOnlyList<CustomerAccount>> UnderAsync(
        CustomerAccount root,
        IReadOnlyList<CustomerAccount> changed,
        CancellationToken cancellationToken
    )
    {
        var all = new Dictionary<string, CustomerAccount> { [root.Id] = root };
        Queue<string> open = new([root.Id]);
        while (open.TryDequeue(out var into) && all.Count < Most)
        {
            foreach (var below in await IntoAsync(into, changed, cancellationToken))
            {
                if (all.TryAdd(below.Id, below))
                    open.Enqueue(below.Id);
            }
        }

        return [.. all.Values];
    }

    /// <summary>Those that were merged right into it, in the order of their ids.</summary>
    public async ValueTask<IReadOnlyList<CustomerAccount>> IntoAsync(
        string externalId,
        IReadOnlyList<CustomerAccount> changed,
        CancellationToken cancellationToken
    )
    {
        var stored = await store.ListAsync(
            CustomerAccount.Collection,
            new Query(CustomerAccount.Collection, Filter.Eq("merged.into", externalId))
            {
                Limit = Most,
            },
            cancellationToken
        );
        return
        [
            .. stored
                .Where(s => changed.All(c => c.Id != s.Id))
                .Concat(changed.Where(c => c.Merged?.Into == externalId))
                .OrderBy(a => a.Id, StringComparer.Ordinal),
        ];
    }
}
