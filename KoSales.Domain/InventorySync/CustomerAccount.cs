using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Domain.InventorySync;

/// <summary>What the inventory system has told of one customer, whatever order it came in: which
/// version gave which member, and the sums of what it ordered and paid. It is there before the
/// customer is, and stays when the customer was merged away. Holds no personal data.</summary>
public sealed record CustomerAccount : Document
{
    public static readonly Collection<CustomerAccount> Collection = new(
        "customer_accounts",
        () => new CustomerAccountJson(DocumentJson.NewOptions()).CustomerAccount,
        new IndexSpec("customer_accounts_merged", "merged.into")
        {
            Where = Filter.Present("merged.into"),
        }
    );

    /// <summary>The inventory system's.</summary>
    public required string Id { get; init; }

    /// <summary>Null while nothing but orders, payments or its end was told.</summary>
    public string? CustomerId { get; init; }

    /// <summary>Member → the version that gave its value; a newer one that does not name it leaves
    /// it alone.</summary>
    public IReadOnlyDictionary<string, long> Members
    {
        get;
        init => field = value ?? new Dictionary<string, long>();
    } = new Dictionary<string, long>();

    /// <summary>As on the wire; kept because it may come before the customer. Null while nothing
    /// was said of it.</summary>
    public string? Status { get; init; }

    /// <summary>Null while it stands for itself.</summary>
    public AccountMerge? Merged { get; init; }

    /// <summary>The newest that came; -1 for none.</summary>
    public long SourceVersion { get; init; } = -1;

    /// <summary>When the newest happened.</summary>
    public Instant? SourceUpdatedAt { get; init; }

    /// <summary>The delivery of the newest.</summary>
    public string? LastEventId { get; init; }

    /// <summary>What the inventory system itself counted last; null for none.</summary>
    public OrderSum? OrdersAsOf { get; init; }

    /// <summary>Orders after <see cref="OrdersAsOf"/>.</summary>
    public OrderSum? OrdersSince { get; init; }

    /// <summary>What was owed when the inventory system said so last; null for none.</summary>
    public OwedSum? OwedAsOf { get; init; }

    /// <summary>Orders less payments after <see cref="OwedAsOf"/>; null for none.</summary>
    public decimal? OwedSince { get; init; }

    [JsonIgnore]
    public override string Key => Id;
}

/// <param name="Into">The id, in the inventory system, of the account that goes on.</param>
public sealed record AccountMerge(string Into, long Version);

/// <summary>Orders up to an instant, or since one.</summary>
/// <param name="At">Up to which, or since which; null for from the beginning.</param>
/// <param name="Value">Rupees.</param>
public sealed record OrderSum(Instant? At, int Orders, decimal Value)
{
    public Instant? First { get; init; }

    public Instant? Last { get; init; }

    public OrderSum With(CustomerMovement order) =>
        this with
        {
            Orders = Orders + 1,
            Value = Value + order.Amount,
            First = First is { } first ? Instant.Min(first, order.At) : order.At,
            Last = Last is { } last ? Instant.Max(last, order.At) : order.At,
        };

    public OrderSum Plus(OrderSum other) =>
        new(null, Orders + other.Orders, Value + other.Value)
        {
            First = Earliest(First, other.First),
            Last = Latest(Last, other.Last),
        };

    private static Instant? Earliest(Instant? one, Instant? other) =>
        one is { } a && other is { } b ? Instant.Min(a, b) : one ?? other;

    private static Instant? Latest(Instant? one, Instant? other) =>
        one is { } a && other is { } b ? Instant.Max(a, b) : one ?? other;
}

/// <param name="Owed">Rupees.</param>
public sealed record OwedSum(Instant At, decimal Owed);

[JsonSerializable(typeof(CustomerAccount))]
internal sealed partial class CustomerAccountJson : JsonSerializerContext;
