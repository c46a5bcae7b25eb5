using KoSales.Domain.Assignment;

namespace KoSales.Functions.Assignment;

/// <summary>Tells which open work is done with those about whom records of one kind are, so that a record
/// that several share goes with the strongest claim. At most one per kind, registered as a
/// singleton.</summary>
public interface IWorkClaims
{
    /// <summary>Of the records that are shared.</summary>
    EntityKind Kind { get; }

    /// <summary>By the id of the record, with the holders that the work has after the hand-overs. What nobody
    /// has, and what somebody has who is given no work, claims nothing.</summary>
    ValueTask<ILookup<string, WorkClaim>> OfAsync(
        Cascading cascading,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    );
}

/// <summary>A shared record, and why it goes or stays.</summary>
/// <param name="Holder">Whose it is afterwards.</param>
public sealed record ClaimedRecord(string Id, Holder Holder, bool Moves, StrongestClaim Claim);
