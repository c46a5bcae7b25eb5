using KoSales.Domain.Leads;

namespace KoSales.Functions.Leads.Bulk;

/// <param name="OnDuplicate">Skip, merge or fail; <see cref="DuplicatePolicy.Signal"/> counts as merge.</param>
public sealed record BulkOptions(DuplicatePolicy OnDuplicate)
{
    /// <summary>False: the leads are only stored; nothing begins for them.</summary>
    public bool Start { get; init; } = true;

    /// <summary>The workflow that the leads start on; null for the one that the rules or the default
    /// say.</summary>
    public string? WorkflowId { get; init; }

    /// <summary>Nothing is written; the outcomes say what would become of each draft, as far as the store
    /// tells today.</summary>
    public bool DryRun { get; init; }

    /// <summary>
    /// Adds the caller's record of the outcomes to the transaction that makes the leads, so that both are
    /// there or neither. Called for each transaction, and
    /// again when it is tried again. With merging it comes in a transaction of its own after the last
    /// merge; <see cref="LeadDraft.Origin"/> then keeps a
    /// repetition from making leads twice.
    /// </summary>
    public Action<WriteBatch, IReadOnlyList<BulkOutcome>>? Record { get; init; }

    internal bool Merges => OnDuplicate is DuplicatePolicy.Merge or DuplicatePolicy.Signal;
}

public enum BulkStatus
{
    Created,

    /// <summary>An open lead has the phone, or a lead the external reference: that one was left alone or
    /// merged into, as the options say.</summary>
    Duplicate,
    Merged,

    /// <summary>The duplicate counts as an error, or the draft could not be merged.</summary>
    Failed,
}

/// <summary>What became of one draft, in the order of the drafts.</summary>
/// <param name="Lead">The new or the existing lead; null when it failed without one.</param>
/// <param name="Faults">Empty unless failed.</param>
public sealed record BulkOutcome(BulkStatus Status, LeadId? Lead, IReadOnlyList<Fault> Faults)
{
    public static BulkOutcome Created(LeadId id) => new(BulkStatus.Created, id, []);

    public static BulkOutcome Failed(params IReadOnlyList<Fault> faults) =>
        new(BulkStatus.Failed, null, faults);
}

/// <summary>Takes in many leads at once, for imports.</summary>
public interface IBulkLeadIntake
{
    /// <summary>
    /// Creates what is not there yet, about 500 to a transaction, each whole or not at all. Repeatable: a
    /// draft whose <see cref="LeadDraft.Origin"/> made a
    /// lead already is answered as created, with that lead. Duplicates go by phone of open leads and by
    /// external reference within the channel, also
    /// between the drafts, where the first wins.
    /// </summary>
    Task<IReadOnlyList<BulkOutcome>> CreateManyAsync(
        IReadOnlyList<LeadDraft> drafts,
        BulkOptions options,
        Command command,
        CancellationToken cancellationToken
    );
}
