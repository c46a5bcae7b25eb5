using NodaTime;

namespace KoSales.Domain.Storage;

/// <summary>Writes that commit together. Each operation carries its own condition: check and act are one
/// conditional write.</summary>
/// <remarks>Not thread-safe; made for one commit.</remarks>
public sealed class WriteBatch
{
    private readonly List<WriteOperation> _operations = [];
    private Tallies? _tallies;
    private IReadOnlyList<WriteOperation>? _all;

    /// <summary>In the order in which they were added; those of tallies last.</summary>
    public IReadOnlyList<WriteOperation> Operations =>
        _tallies is null ? _operations : _all ??= [.. _operations, .. _tallies.Operations];

    /// <summary>Refused as <see cref="CommitStatus.DuplicateKey"/> when the id or a unique key
    /// exists.</summary>
    public WriteBatch Insert<T>(Collection<T> collection, T document)
        where T : Document => Add(WriteOperation.InsertOf(collection, document));

    /// <summary>Does nothing when the id or a unique key exists already; for redelivered work. Affected: 1
    /// or 0.</summary>
    public WriteBatch InsertIfAbsent<T>(Collection<T> collection, T document)
        where T : Document =>
        Add(WriteOperation.InsertOf(collection, document) with { IgnoreDuplicate = true });

    /// <summary>Replaces the document whose stored version is the given one's minus 1; refused as
    /// <see cref="CommitStatus.VersionConflict"/> otherwise.</summary>
    public WriteBatch Replace<T>(Collection<T> collection, T document)
        where T : Document =>
        Add(
            new WriteOperation.Replace(
                collection,
                document.Key,
                document.Version - 1,
                collection.Write(document)
            )
        );

    /// <summary>The document as the last replacement in this batch leaves it; null when none replaces
    /// it.</summary>
    public T? Staged<T>(Collection<T> collection, string id)
        where T : Document =>
        _operations
            .OfType<WriteOperation.Replace>()
            .LastOrDefault(o => o.Collection == collection && o.Id == id)
            is { } last
            ? collection.Read(new RawDocument(id, last.ExpectedVersion + 1, last.Json))
            : null;

    /// <summary>Inserts or replaces whatever version is there; for derived documents with one writer.</summary>
    public WriteBatch Upsert<T>(Collection<T> collection, T document)
        where T : Document =>
        Add(
            new WriteOperation.Upsert(
                collection,
                document.Key,
                document.Version,
                collection.Write(document)
            )
        );

    /// <summary>Patches every match; the version of each goes up by 1.</summary>
    /// <param name="expected">When given, the commit is refused as
    /// <see cref="CommitStatus.ConditionFailed"/> unless exactly so many matched.</param>
    public WriteBatch Patch(
        Collection collection,
        Filter filter,
        Patch patch,
        int? expected = null
    ) => Add(new WriteOperation.PatchWhere(collection, filter, patch, expected));

    /// <summary>Removes every match.</summary>
    /// <param name="expected">As for <see cref="Patch"/>.</param>
    public WriteBatch Delete(Collection collection, Filter filter, int? expected = null) =>
        Add(new WriteOperation.DeleteWhere(collection, filter, expected));

    /// <summary>Adds to the numbers of a document that counts. All that a batch adds to one document is one
    /// write at its end, and none when it comes to nothing.</summary>
    /// <param name="stamp">When and by whom; its own changes are not looked at.</param>
    public WriteBatch Add(Tally tally, Patch stamp)
    {
        (_tallies ??= new Tallies()).Add(tally, stamp);
        _all = null;
        return this;
    }

    /// <summary>Adds all operations of another batch, in order; for parts that were prepared side by
    /// side.</summary>
    public WriteBatch Append(WriteBatch part)
    {
        _operations.AddRange(part._operations);
        if (part._tallies is not null)
            (_tallies ??= new Tallies()).Add(part._tallies);
        _all = null;
        return this;
    }

    private WriteBatch Add(WriteOperation operation)
    {
        _operations.Add(operation);
        _all = null;
        return this;
    }
}

public abstract record WriteOperation(Collection Collection)
{
    public static Insert InsertOf<T>(Collection<T> collection, T document)
        where T : Document =>
        new(collection, document.Key, document.Version, collection.Write(document))
        {
            Document = document,
        };

    /// <param name="Version">The document's own.</param>
    public sealed record Insert(Collection Collection, string Id, int Version, byte[] Json)
        : WriteOperation(Collection)
    {
        /// <summary>What the JSON was written of, for who would read it again.</summary>
        public required Document Document { get; init; }

        public bool IgnoreDuplicate { get; init; }
    }

    public sealed record Replace(Collection Collection, string Id, int ExpectedVersion, byte[] Json)
        : WriteOperation(Collection);

    /// <param name="Version">The document's own.</param>
    public sealed record Upsert(Collection Collection, string Id, int Version, byte[] Json)
        : WriteOperation(Collection);

    public sealed record PatchWhere(
        Collection Collection,
        Filter Filter,
        Patch Patch,
        int? Expected
    ) : WriteOperation(Collection);

    public sealed record DeleteWhere(Collection Collection, Filter Filter, int? Expected)
        : WriteOperation(Collection);
}

/// <summary>Changes to members of a document, by dotted path. Sets create missing parents.</summary>
public sealed record Patch(Instant At, string By)
{
    /// <summary>Path → JSON text of the new value; <c>null</c> removes the member.</summary>
    public IReadOnlyDictionary<string, string?> Set { get; init; } =
        new Dictionary<string, string?>();

    /// <summary>Path → amount added; a missing number counts as 0.</summary>
    public IReadOnlyDictionary<string, decimal> Increment { get; init; } =
        new Dictionary<string, decimal>();
}

public enum CommitStatus
{
    Committed,

    /// <summary>A replaced document is absent or has another version.</summary>
    VersionConflict,

    /// <summary>The id or a unique key is taken; <see cref="CommitResult.Index"/> names the index
    /// (<c>_id</c> for the id).</summary>
    DuplicateKey,

    /// <summary>An expected count was not met.</summary>
    ConditionFailed,
}

/// <param name="Operation">Index of the operation in the way; -1 when committed.</param>
/// <param name="Index">The unique index that refused, for <see cref="CommitStatus.DuplicateKey"/>.</param>
/// <param name="Affected">Documents written per operation, in order; empty unless committed.</param>
public sealed record CommitResult(
    CommitStatus Status,
    int Operation,
    string? Index,
    IReadOnlyList<int> Affected
)
{
    public bool IsCommitted => Status == CommitStatus.Committed;

    public static CommitResult Committed(IReadOnlyList<int> affected) =>
        new(CommitStatus.Committed, -1, null, affected);

    public static CommitResult Refused(CommitStatus status, int operation, string? index = null) =>
        new(status, operation, index, []);
}
