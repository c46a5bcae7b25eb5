using System.Text.Json.Nodes;
using KoSales.Domain.Customers;
using KoSales.Domain.Inbound;
using KoSales.Domain.InventorySync;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.InventorySync.Applying;

/// <summary>Something told, and how it is to be taken.</summary>
public sealed record SyncRequest(SyncTold Told, Command Command)
{
    /// <summary>What a person said it is about; see <see cref="InboundDelivery.Choice"/>.</summary>
    public string? Choice { get; init; }

    /// <summary>See <see cref="AccountDecisions.Tell"/>.</summary>
    public bool EqualWins { get; init; }

    /// <summary>Nothing of it is committed, so that no numbers are used up.</summary>
    public bool IsRehearsed { get; init; }

    public SyncEvent Event => Told.Event;
}

/// <summary>What came of it.</summary>
/// <param name="Outcome">Not written yet.</param>
public sealed record SyncResult(InboundOutcome Outcome)
{
    /// <summary>Null where none is concerned.</summary>
    public string? CustomerId { get; init; }

    /// <summary>The members in which the customer differed.</summary>
    public IReadOnlyList<string> Changed { get; init; } = [];

    /// <summary>The customer is made by it.</summary>
    public bool IsMade { get; init; }

    /// <summary>Customers may have to be merged now.</summary>
    public bool NeedsMerges { get; init; }
}

/// <summary>Adds to a batch what something told makes of account and customer.</summary>
public sealed class SyncWriter(
    IDocumentStore store,
    AccountTree tree,
    CustomerIdentity identity,
    SyncedCustomers customers,
    IOptions<SyncSettings> settings
)
{
    private readonly FieldOwnership _owners = settings.Value.Ownership;

    /// <summary>Adds nothing unless the outcome is processed.</summary>
    public async ValueTask<SyncResult> AddAsync(
        WriteBatch batch,
        SyncRequest request,
        CancellationToken cancellationToken
    )
    {
        var told = request.Event;
        var stored = await store.FindAsync(
            CustomerAccount.Collection,
            told.ExternalId,
            cancellationToken
        );
        var account = stored ?? AccountDecisions.Fresh(told.ExternalId);
        if (told.Movement is not null)
            return await MoveAsync(batch, stored, request, cancellationToken);
        var step = account.Tell(told, _owners, request.EqualWins);
        var next = account.IsRecounted(told)
            ? await RecountedAsync(step.Account, told, cancellationToken)
            : step.Account;
        if (ReferenceEquals(next, account) && step.Won.Count == 0)
            return Unchanged(step, account);
        if (next.Merged != account.Merged && await IsCircleAsync(next, cancellationToken))
            return new SyncResult(InboundOutcome.Hopeless("customer_sync.merge_circle"));
        var changed = await CustomerAsync(
            batch,
            new AccountChange(next, step.Won, request),
            cancellationToken
        );
        if (changed.Account is not { } written)
            return changed.Result;
        Put(batch, stored, written, request.Command);
        return changed.Result;
    }

    private static SyncResult Unchanged(AccountStep step, CustomerAccount account)
    {
        (string, string)[] facts = account.CustomerId is { } id ? [("customer_id", id)] : [];
        return new SyncResult(
            step.IsStale ? InboundOutcome.Stale(facts) : InboundOutcome.Processed(facts)
        )
        {
            CustomerId = account.CustomerId,
        };
    }

    private async ValueTask<bool> IsCircleAsync(
        CustomerAccount next,
        CancellationToken cancellationToken
    ) => await tree.RootOfAsync(next, cancellationToken) is null;

    private async ValueTask<CustomerAccount> RecountedAsync(
        CustomerAccount account,
        SyncEvent told,
        CancellationToken cancellationToken
    )
    {
        var movements = new List<CustomerMovement>();
        var ours = Filter.Eq("external_id", account.Id);
        await foreach (
            var movement in store.StreamAsync(CustomerMovement.Collection, ours, cancellationToken)
        )
            movements.Add(movement);
        return account.Recount(told, movements);
    }

    private async ValueTask<SyncResult> MoveAsync(
        WriteBatch batch,
        CustomerAccount? stored,
        SyncRequest request,
        CancellationToken cancellationToken
    )
    {
        var movement = request.Event.Movement!;
        var account = stored ?? AccountDecisions.Fresh(movement.ExternalId);
        var known = await store.FindAsync(
            CustomerMovement.Collection,
            movement.Id,
            cancellationToken
        );
        if (known is not null)
            return new SyncResult(InboundOutcome.Processed(("counted_before", known.Id)))
            {
                CustomerId = account.CustomerId,
            };
        batch.Insert(CustomerMovement.Collection, Dated(movement, request.Command));
        var next = account.Count(movement);
        // What the inventory system counts along with a movement has the movement in it.
        if (account.IsRecounted(request.Event))
            next = await RecountedAsync(next, request.Event, cancellationToken);
        var change = new AccountChange(next, new HashSet<string>(), request);
        var changed = await CustomerAsync(batch, change, cancellationToken);
        Put(batch, stored, changed.Account!, request.Command);
        return changed.Result;
    }

    /// <summary>What the change does to customers: makes one, edits one, shows sums.</summary>
    private async ValueTask<ChangedAccount> CustomerAsync(
        WriteBatch batch,
        AccountChange change,
        CancellationToken cancellationToken
    )
    {
        var (next, _, request) = change;
        var isNew = next.CustomerId is null && request.Event.IsProfile;
        var customer = next.CustomerId is { } id
            ? await store.FindAsync(CustomerStore.Collection, id, cancellationToken)
            : null;
        if (isNew)
        {
            var found = await FindAsync(request, cancellationToken);
            if (found.IsAmbiguous)
                return ChangedAccount.None(Quarantined(request, found.Candidates));
            customer = found.Customer;
        }

        var root = await tree.RootOfAsync(next, cancellationToken) ?? next;
        var group = await tree.UnderAsync(
            root.Id == next.Id ? next : root,
            [next],
            cancellationToken
        );
        var figures = root.Id == next.Id ? group.Figures() : new AccountFigures(null, null);
        var shown = new ShownAccount(next, figures);
        var written = await customers.AddAsync(
            batch,
            new CustomerChange(customer, isNew, shown, change),
            cancellationToken
        );
        if (written.IsRefused)
            return ChangedAccount.None(Refused(written.Faults));
        if (root.Id != next.Id)
            await ShowAsync(batch, root, group, request.Command, cancellationToken);
        var account = next with { CustomerId = written.Value.CustomerId };
        var needsMerges = account.Merged is not null || (isNew && account.CustomerId is not null);
        return new ChangedAccount(
            account,
            new SyncResult(Processed(written.Value.CustomerId))
            {
                CustomerId = written.Value.CustomerId,
                Changed = written.Value.Changed,
                IsMade = written.Value.IsMade,
                NeedsMerges = needsMerges,
            }
        );
    }

    private async ValueTask<FoundCustomer> FindAsync(
        SyncRequest request,
        CancellationToken cancellationToken
    )
    {
        if (request.Choice == InboundDelivery.ANewOne)
            return new FoundCustomer(null, []);
        if (request.Choice is { } chosen)
            return new FoundCustomer(
                await store.FindAsync(CustomerStore.Collection, chosen, cancellationToken),
                []
            );
        var data = request.Told.Data;
        return await identity.FindAsync(
            new SyncIdentity(
                request.Event.ExternalId,
                TextOf(data, "gstin"),
                TextOf(data, "phone")
            ),
            cancellationToken
        );
    }

    /// <summary>Sums of an account that was merged count where it went.</summary>
    private async ValueTask ShowAsync(
        WriteBatch batch,
        CustomerAccount root,
        IReadOnlyList<CustomerAccount> group,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (
            root.CustomerId is { } id
            && await store.FindAsync(CustomerStore.Collection, id, cancellationToken)
                is { } survivor
        )
            await customers.ShowAsync(batch, survivor, group.Figures(), command, cancellationToken);
    }

    private static string? TextOf(JsonObject data, string member) =>
        data[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static InboundOutcome Processed(string? customerId) =>
        customerId is null
            ? InboundOutcome.Processed(("waits_for", "customer"))
            : InboundOutcome.Processed(("customer_id", customerId));

    private static SyncResult Quarantined(SyncRequest request, IReadOnlyList<string> candidates) =>
        new(
            InboundOutcome.Quarantined(
                "customer_sync.ambiguous",
                candidates,
                ("external_id", request.Event.ExternalId)
            )
        );

    /// <summary>Codes and where, without what stood there.</summary>
    internal static SyncResult Refused(IReadOnlyList<Fault> faults) =>
        new(
            InboundOutcome.Hopeless(
                string.Join(' ', faults.Take(5).Select(f => $"{f.Code} {f.Pointer}".Trim()))
            )
        );

    private static CustomerMovement Dated(CustomerMovement movement, Command command) =>
        movement with
        {
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
        };

    private static void Put(
        WriteBatch batch,
        CustomerAccount? stored,
        CustomerAccount next,
        Command command
    )
    {
        var written = next with { UpdatedAt = command.Now };
        if (stored is null)
            batch.Insert(CustomerAccount.Collection, written with { CreatedAt = command.Now });
        else
            batch.Replace(
                CustomerAccount.Collection,
                written with
                {
                    Version = stored.Version + 1,
                }
            );
    }

    /// <param name="Account">Null when nothing is to be written.</param>
    private sealed record ChangedAccount(CustomerAccount? Account, SyncResult Result)
    {
        public static ChangedAccount None(SyncResult result) => new(null, result);
    }
}

/// <summary>An account as it will be.</summary>
/// <param name="Won">The members whose values are to be written.</param>
public sealed record AccountChange(
    CustomerAccount Next,
    IReadOnlySet<string> Won,
    SyncRequest Request
);

/// <summary>What the customer shows of its account.</summary>
/// <param name="Figures">Nothing for an account that was merged: they show where it went.</param>
public sealed record ShownAccount(CustomerAccount Account, AccountFigures Figures);
