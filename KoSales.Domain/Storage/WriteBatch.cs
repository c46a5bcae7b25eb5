using NodaTime;

namespace KoSales.Domain.Storage;

/// <summary>Writes that commit together. Each operation carries its own condition: check and act are one
/// conditional write.</summary>
/// <remarks>Not thread-safe; made for one commit.</remarks>
public sealed class WriteBatch
{
    private readonly List<WriteOperation> _operations = [];
    private Dictionary<GrowingKey, int>? _growing;
    private Tallies? _tallies;
    private IReadOnlyList<WriteOperation>? _all;

    /// <summary>In the order in which they were added; those of tallies last.</summary>
    public IReadOnlyList<WriteOperation> Operations =>
        _tallies is null ? _operations : _all ??= [.. _operations, .. _tallies.Operations];

    /// <summary>Refused as <see cref="CommitStatus.DuplicateKey"/> when the id or a unique key
    /// exists.</summary>
    public WriteBatch Insert<T>(Collection<T> collection, T document)
        where T : Document => Add(WriteOperation.InsertOf(collection, document));

    /// <summary>Inserts a document that may grow until the commit: puts it into the place of the one that
    /// <see cref="Growing"/> gives, or inserts it beside that one when it has another id.</summary>
    /// <param name="key">What the document is found again by in this batch.</param>
    public WriteBatch InsertGrowing<T>(Collection<T> collection, string key, T document)
        where T : Document
    {
        var insert = WriteOperation.InsertOf(collection, document);
        var place = new GrowingKey(collection, key);
        if (PlaceOf(place) is { } at && IdAt(at) == document.Key)
        {
            _operations[at] = insert;
            _all = null;
            return this;
        }

        (_growing ??= [])[place] = _operations.Count;
        return Add(insert);
    }

    /// <summary>The last document that was inserted under the key; null when there is none.</summary>
    public T? Growing<T>(Collection<T> collection, string key)
        where T : Document =>
        PlaceOf(new GrowingKey(collection, key)) is { } at
            ? (T)((WriteOperation.Insert)_operations[at]).Document
            : null;

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
    /// side. What has grown so far grows no more: something later would come before the part.</summary>
    public WriteBatch Append(WriteBatch part)
    {
        _growing = null;
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

    private int? PlaceOf(GrowingKey key) =>
        _growing is not null && _growing.TryGetValue(key, out var at) ? at : null;

    private string IdAt(int place) => ((WriteOperation.Insert)_operations[place]).Id;

    private readonly record struct GrowingKey(Collection Collection, string Key);
}

public abstract record WriteOperation(Collection Collection)
{
    public static Insert InsertOf<T>(Collection<T> collection, T document)
        where T : Document => new(collection, document);

    /// <param name="Document">Of the collection's type.</param>
    public sealed record Insert(Collection Collection, Document Document)
        : WriteOperation(Collection)
    {
        private byte[]? _json;

        public string Id => Document.Key;

        /// <summary>The document's own.</summary>
        public int Version => Document.Version;

        /// <summary>Written when it is first asked for: until the commit the document may give way to one that
        /// has grown.</summary>
        public byte[] Json => _json ??= Collection.WriteAny(Document);

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
