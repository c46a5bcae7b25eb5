using KoSales.Domain.InventorySync;
using NodaTime;

namespace KoSales.Tests.InventorySync;

/// <summary>Any order of what is told, with any of it repeated, ends the same.</summary>
public sealed class AccountDecisionTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 11, 1, 0, 0);
    private static readonly FieldOwnership Owners = FieldOwnership.Read(FieldOwnership.Usual)!;

    private static readonly SyncEvent[] Versioned =
    [
        Event(SyncTypes.Created, 1, "name", "phone", "status"),
        Event(SyncTypes.Updated, 2, "name", "email"),
        Event(SyncTypes.Updated, 4, "phone", "price_list"),
        Event(SyncTypes.Updated, 6, "name"),
        Event(SyncTypes.Deleted, 5, "status") with
        {
            Status = "closed",
        },
    ];

    [Fact]
    public void All_120_orders_of_five_events_with_duplicates_end_the_same()
    {
        var ends = Orders(Versioned).Select(order => Told([.. order, .. order.Reverse()])).ToList();

        Assert.Equal(120, ends.Count);
        Assert.Single(ends.Distinct());
        Assert.Equal("email=2 name=6 phone=4 price_list=4 status=5 | closed | 6", ends[0]);
    }

    [Fact]
    public void All_orders_of_orders_payments_and_counts_end_the_same()
    {
        SyncEvent[] events =
        [
            Order("SO-1", 100, day: 1),
            Order("SO-2", 200, day: 3),
            Payment("P-1", 50, day: 4),
            Counted(day: 2, orders: 7, value: 1_000, owed: 400),
            Counted(day: 3, orders: 8, value: 1_250, owed: 600),
        ];

        var ends = Orders(events).Select(order => Summed([.. order, .. order])).ToList();

        Assert.Equal(120, ends.Count);
        Assert.Single(ends.Distinct());
        Assert.Equal("8 orders, 1250.00, owed 550.00", ends[0]);
    }

    [Fact]
    public void An_older_event_that_gives_nothing_new_is_stale_and_the_same_version_changes_nothing()
    {
        var known = AccountDecisions
            .Fresh("INV-1")
            .Tell(Event(SyncTypes.Created, 7, "name"), Owners);

        var older = known.Account.Tell(Event(SyncTypes.Updated, 5, "name"), Owners);
        var same = known.Account.Tell(Event(SyncTypes.Updated, 7, "name"), Owners);
        var mended = known.Account.Tell(
            Event(SyncTypes.Updated, 7, "name"),
            Owners,
            equalWins: true
        );

        Assert.True(older.IsStale);
        Assert.Same(known.Account, older.Account);
        Assert.False(same.IsStale);
        Assert.Same(known.Account, same.Account);
        Assert.Equal(["name"], mended.Won);
    }

    [Fact]
    public void Members_that_sales_own_are_never_won()
    {
        var told = AccountDecisions
            .Fresh("INV-1")
            .Tell(Event(SyncTypes.Updated, 3, "kind", "name"), FieldOwnership.Read("phone, kind")!);

        Assert.Equal(["kind"], told.Won);
        Assert.Null(FieldOwnership.Read("owner_id"));
    }

    [Fact]
    public void Paid_in_advance_shows_as_nothing_owed()
    {
        var paid = AccountDecisions
            .Fresh("INV-1")
            .Count(Payment("P-1", 50, day: 1).Movement!)
            .Count(Order("SO-1", 20, day: 2).Movement!);

        Assert.Equal(0, new[] { paid }.Figures().Outstanding!.Value.Value);
        Assert.Equal(-30, paid.OwedSince);
    }

    private static string Told(IEnumerable<SyncEvent> events)
    {
        var account = AccountDecisions.Fresh("INV-1");
        foreach (var told in events)
            account = account.Tell(told, Owners).Account;
        var members = account.Members.OrderBy(m => m.Key).Select(m => $"{m.Key}={m.Value}");
        return $"{string.Join(' ', members)} | {account.Status} | {account.SourceVersion}";
    }

    private static string Summed(IEnumerable<SyncEvent> events)
    {
        var account = AccountDecisions.Fresh("INV-1");
        Dictionary<string, CustomerMovement> stored = [];
        foreach (var told in events)
        {
            if (told.Movement is { } movement && stored.TryAdd(movement.Id, movement))
                account = account.Count(movement);
            if (account.IsRecounted(told))
                account = account.Recount(told, stored.Values);
        }

        var figures = new[] { account }.Figures();
        return $"{figures.Lifetime!.Orders} orders, {figures.Lifetime.Value}, owed {figures.Outstanding}";
    }

    private static SyncEvent Event(string type, long version, params string[] members) =>
        new()
        {
            Type = type,
            EventId = $"inventory:e{version}",
            ExternalId = "INV-1",
            Version = version,
            OccurredAt = Start + Duration.FromHours(version),
            Members = members.ToHashSet(),
        };

    private static SyncEvent Order(string number, decimal amount, int day) =>
        Moved(SyncTypes.Ordered, MovementKind.Order, number, amount, day);

    private static SyncEvent Payment(string number, decimal amount, int day) =>
        Moved(SyncTypes.Paid, MovementKind.Payment, number, amount, day);

    private static SyncEvent Moved(
        string type,
        MovementKind kind,
        string number,
        decimal amount,
        int day
    )
    {
        var bare = Event(type, 0) with { OccurredAt = Start + Duration.FromDays(day) };
        return bare with
        {
            Movement = new CustomerMovement
            {
                Id = $"{kind}:{number}",
                ExternalId = bare.ExternalId,
                Kind = kind,
                Amount = amount,
                At = bare.OccurredAt,
            },
        };
    }

    private static SyncEvent Counted(int day, int orders, decimal value, decimal owed)
    {
        var at = Start + Duration.FromDays(day);
        return Event(SyncTypes.Updated, day, "name") with
        {
            OccurredAt = at,
            Orders = new OrderSum(at, orders, value),
            Owed = new OwedSum(at, owed),
        };
    }

    private static IEnumerable<T[]> Orders<T>(T[] items) =>
        items.Length == 0
            ?
            [
                [],
            ]
            : items.SelectMany(
                (item, i) =>
                    Orders<T>([.. items[..i], .. items[(i + 1)..]])
                        .Select(rest => (T[])[item, .. rest])
            );
}
