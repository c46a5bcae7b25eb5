using KoSales.Domain.Customers;
using KoSales.Domain.InventorySync;
using KoSales.Functions.Entities.Changing;
using KoSales.Functions.Entities.Personal;
using KoSales.Functions.Merges;
using KoSales.Functions.Writing;

namespace KoSales.Functions.InventorySync.Applying;

/// <summary>Merges the customers whose accounts the inventory system has merged, as people would;
/// whichever of the two comes last brings it about.</summary>
public sealed class AccountMerges
{
    /// <summary>There where both are known they were merged, so that the loser may be known
    /// too.</summary>
    private static readonly MergeKind<Customer> Kind = MergeKinds.Customers with
    {
        Objection = (_, _) => null,
    };

    private readonly IDocumentStore _store;
    private readonly AccountTree _tree;
    private readonly MergeDesk<Customer> _desk;

    public AccountMerges(
        IDocumentStore store,
        AccountTree tree,
        Repointing repointing,
        PersonalMerging personal,
        Belongings belongings,
        IEntityPauses pauses,
        EntityWriter<Customer> writer,
        Commits commits
    )
    {
        (_store, _tree) = (store, tree);
        _desk = new MergeDesk<Customer>(
            Kind,
            new MergePairs<Customer>(Kind, store),
            repointing,
            personal,
            belongings,
            pauses,
            writer,
            commits
        );
    }

    /// <summary>Whatever is to be merged by now into the account or with it; again it does nothing
    /// more.</summary>
    /// <returns>Why a merge cannot be; null when nothing is left to be merged.</returns>
    public async Task<Fault?> CarryAsync(
        string externalId,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var account = await FindAsync(externalId, cancellationToken);
        if (account is null)
            return null;
        if (
            account.Merged is { } merged
            && await FindAsync(merged.Into, cancellationToken) is { } survivor
            && await MergeAsync(survivor, account, command, cancellationToken) is { } fault
        )
            return fault;
        foreach (var loser in await _tree.IntoAsync(externalId, [], cancellationToken))
        {
            if (await MergeAsync(account, loser, command, cancellationToken) is { } objection)
                return objection;
        }

        return null;
    }

    private ValueTask<CustomerAccount?> FindAsync(
        string externalId,
        CancellationToken cancellationToken
    ) => _store.FindAsync(CustomerAccount.Collection, externalId, cancellationToken);

    private async ValueTask<Fault?> MergeAsync(
        CustomerAccount survivor,
        CustomerAccount loser,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (
            survivor.CustomerId is not { } id
            || loser.CustomerId is not { } loserId
            || id == loserId
        )
            return null;
        var done = await _desk.MergeAsync(
            id,
            new MergeInto { LoserId = loserId },
            command,
            cancellationToken
        );
        return done.IsRefused ? done.Faults[0] : null;
    }
}
