using System.Collections.Frozen;
using NodaTime;

namespace KoSales.Domain.InventorySync;

/// <summary>Names of the inventory system's deliveries about customers.</summary>
public static class SyncTypes
{
    public const string Created = "customer.created";
    public const string Updated = "customer.updated";
    public const string Deleted = "customer.deleted";
    public const string Merged = "customer.merged";
    public const string Ordered = "order.placed";
    public const string Paid = "payment.received";

    public static readonly FrozenSet<string> All = FrozenSet.Create(
        Created,
        Updated,
        Deleted,
        Merged,
        Ordered,
        Paid
    );
}

/// <summary>One thing that the inventory system tells of a customer, without the values of its
/// members, which may be personal.</summary>
public sealed record SyncEvent
{
    /// <summary>One of <see cref="SyncTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Of the delivery.</summary>
    public required string EventId { get; init; }

    /// <summary>Of the customer's account.</summary>
    public required string ExternalId { get; init; }

    /// <summary>Counts what happens to one customer; 0 for orders and payments, which need
    /// none.</summary>
    public required long Version { get; init; }

    public required Instant OccurredAt { get; init; }

    /// <summary>The members that it gives a value or clears.</summary>
    public IReadOnlySet<string> Members { get; init; } = FrozenSet<string>.Empty;

    /// <summary>As on the wire, where it is among the members; null otherwise.</summary>
    public string? Status { get; init; }

    /// <summary>Of a merge: the account that goes on.</summary>
    public string? MergedInto { get; init; }

    /// <summary>Of an order or a payment.</summary>
    public CustomerMovement? Movement { get; init; }

    /// <summary>What the inventory system counted itself; null where it does not say.</summary>
    public OrderSum? Orders { get; init; }

    /// <summary>What is owed as the inventory system has it; null where it does not say.</summary>
    public OwedSum? Owed { get; init; }

    /// <summary>Whether it describes the customer, so that one can be made of it.</summary>
    public bool IsProfile => Type is SyncTypes.Created or SyncTypes.Updated;
}
