using KoSales.Domain.Customers;
using KoSales.Domain.Kernel.Amounts;
using NodaTime;

namespace KoSales.Domain.InventorySync;

/// <summary>What an event makes of an account.</summary>
/// <param name="Account">The same object when it changes nothing.</param>
/// <param name="Won">The members whose values are to be written: no newer event gave them.</param>
public sealed record AccountStep(CustomerAccount Account, IReadOnlySet<string> Won)
{
    /// <summary>It is older than what is known and changes nothing.</summary>
    public bool IsStale { get; init; }
}

/// <summary>What an account and its like show on the customer.</summary>
/// <param name="Lifetime">Null while nothing was told.</param>
/// <param name="Outstanding">Null while nothing was told.</param>
public sealed record AccountFigures(CustomerLifetime? Lifetime, Money? Outstanding);

/// <summary>
/// The decisions about accounts. Each value is kept by the newest version that gave it, orders and
/// payments are sums over a set, and what the inventory system counted itself is kept by the
/// latest instant: so any order of the events, with any of them repeated, ends the same.
/// </summary>
public static class AccountDecisions
{
    /// <summary>The account of which nothing was told yet.</summary>
    public static CustomerAccount Fresh(string externalId) => new() { Id = externalId };

    /// <summary>Members, status and merge, by their versions.</summary>
    /// <param name="owners">Members that are not the inventory system's are passed over.</param>
    /// <param name="equalWins">The same version again is written again, as a full re-sync does
    /// that mends what has drifted; otherwise it is a no-op.</param>
    public static AccountStep Tell(
        this CustomerAccount account,
        SyncEvent told,
        FieldOwnership owners,
        bool equalWins = false
    )
    {
        var won = told
            .Members.Where(m => owners.Owns(m) || told.Type == SyncTypes.Deleted)
            .Where(m => IsNewer(told.Version, account.Members.GetValueOrDefault(m, -1), equalWins))
            .ToHashSet();
        var next = account;
        if (won.Count > 0)
            next = next with { Members = With(account.Members, won, told.Version) };
        if (won.Contains("status"))
            next = next with { Status = told.Status };
        if (told.MergedInto is { } into && told.Version > (account.Merged?.Version ?? -1))
            next = next with { Merged = new AccountMerge(into, told.Version) };
        if (told.Movement is null && told.Version > account.SourceVersion)
            next = next with
            {
                SourceVersion = told.Version,
                SourceUpdatedAt = told.OccurredAt,
                LastEventId = told.EventId,
            };
        var isStale = ReferenceEquals(next, account) && told.Version < account.SourceVersion;
        return new AccountStep(next, won) { IsStale = isStale && told.Movement is null };
    }

    /// <summary>An order or a payment that was not counted yet.</summary>
    public static CustomerAccount Count(this CustomerAccount account, CustomerMovement movement)
    {
        var next = account;
        if (movement.Kind == MovementKind.Order && IsSince(movement, account.OrdersAsOf?.At))
            next = next with
            {
                OrdersSince = (account.OrdersSince ?? new OrderSum(null, 0, 0)).With(movement),
            };
        if (IsSince(movement, account.OwedAsOf?.At))
            next = next with { OwedSince = (account.OwedSince ?? 0) + movement.Owed };
        return next;
    }

    /// <summary>Whether the event says of a later instant than any before what was ordered or is
    /// owed.</summary>
    public static bool IsRecounted(this CustomerAccount account, SyncEvent told) =>
        IsLater(told.Orders?.At, account.OrdersAsOf?.At)
        || IsLater(told.Owed?.At, account.OwedAsOf?.At);

    /// <summary>By what the inventory system counted itself.</summary>
    /// <param name="movements">All that were told of the account.</param>
    public static CustomerAccount Recount(
        this CustomerAccount account,
        SyncEvent told,
        IReadOnlyCollection<CustomerMovement> movements
    )
    {
        var next = account;
        if (IsLater(told.Orders?.At, account.OrdersAsOf?.At))
        {
            var since = movements.Where(m =>
                m.Kind == MovementKind.Order && IsSince(m, told.Orders!.At)
            );
            next = next with
            {
                OrdersAsOf = told.Orders,
                OrdersSince = since.Aggregate(
                    (OrderSum?)null,
                    (sum, m) => (sum ?? new OrderSum(null, 0, 0)).With(m)
                ),
            };
        }

        if (IsLater(told.Owed?.At, account.OwedAsOf?.At))
        {
            var since = movements.Where(m => IsSince(m, told.Owed!.At)).ToList();
            next = next with
            {
                OwedAsOf = told.Owed,
                OwedSince = since.Count == 0 ? null : since.Sum(m => m.Owed),
            };
        }

        return next;
    }

    /// <summary>What a customer shows of its account and of those merged into it. Paid in advance
    /// shows as nothing owed.</summary>
    public static AccountFigures Figures(this IReadOnlyCollection<CustomerAccount> accounts)
    {
        OrderSum[] sums =
        [
            .. accounts.SelectMany(a => new[] { a.OrdersAsOf, a.OrdersSince }).OfType<OrderSum>(),
        ];
        decimal[] owed =
        [
            .. accounts.SelectMany(a => new[] { a.OwedAsOf?.Owed, a.OwedSince }).OfType<decimal>(),
        ];
        var total = sums.Aggregate(new OrderSum(null, 0, 0), (all, sum) => all.Plus(sum));
        return new AccountFigures(
            sums.Length == 0
                ? null
                : new CustomerLifetime(total.Orders, MoneyOf(total.Value))
                {
                    FirstOrderAt = total.First,
                    LastOrderAt = total.Last,
                },
            owed.Length == 0 ? null : MoneyOf(owed.Sum())
        );
    }

    /// <summary>What it was last brought up to date by; null while only orders and payments were
    /// told.</summary>
    public static CustomerSync? SyncOf(this CustomerAccount account, string source, Instant now) =>
        account.SourceVersion < 0
            ? null
            : new CustomerSync(source, account.SourceVersion)
            {
                SourceUpdatedAt = account.SourceUpdatedAt,
                LastEventId = account.LastEventId,
                SyncedAt = now,
            };

    private static Money MoneyOf(decimal rupees) =>
        Money.Of(Math.Clamp(Paise.Round(rupees), 0, Money.Most));

    private static bool IsNewer(long version, long known, bool equalWins) =>
        version > known || (equalWins && version == known);

    private static bool IsSince(CustomerMovement movement, Instant? asOf) =>
        asOf is not { } at || movement.At > at;

    private static bool IsLater(Instant? at, Instant? known) =>
        at is { } told && (known is not { } before || told > before);

    private static Dictionary<string, long> With(
        IReadOnlyDictionary<string, long> members,
        IEnumerable<string> won,
        long version
    )
    {
        var all = members.ToDictionary();
        foreach (var member in won)
            all[member] = version;
        return all;
    }
}
