using KoSales.Domain.Pii;

namespace KoSales.Functions.Pii.Consents;

/// <summary>
/// The records of one kind that show the consent ledger of their subject, and have work that contacts it.
/// Registered as
/// a singleton.
/// </summary>
public interface IConsentSubjects
{
    EntityKind Kind { get; }

    /// <summary>
    /// What the records say themselves and the ledger does not hold: those written by releases without a
    /// ledger.
    /// </summary>
    ValueTask<IReadOnlyList<ConsentEntry>> UnrecordedAsync(
        IReadOnlyList<EntityRef> subjects,
        IReadOnlyList<ConsentEntry> ledger,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Adds to the batch that the record shows the ledger, and that open work by a channel that it bars is
    /// cancelled.
    /// Absent and erased ones are passed over.
    /// </summary>
    ValueTask ShowAsync(
        WriteBatch batch,
        EntityRef subject,
        IReadOnlyList<ConsentEntry> ledger,
        Command command,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Adds to the batch that all open work that contacts the subject is cancelled, since its data are
    /// being erased.
    /// </summary>
    ValueTask StopAsync(
        WriteBatch batch,
        EntityRef subject,
        Command command,
        CancellationToken cancellationToken
    );
}
