using System.Collections.Immutable;

namespace KoSales.MongoDouble.Store;

/// <summary>All collections at one moment; never changes.</summary>
internal sealed record Snapshot
{
    public static readonly Snapshot Empty = new();

    private ImmutableDictionary<Namespace, CollectionState> Collections { get; init; } =
        ImmutableDictionary<Namespace, CollectionState>.Empty;

    public IEnumerable<CollectionState> All => Collections.Values;

    /// <summary>An empty collection when there is none of this name.</summary>
    public CollectionState this[Namespace name] =>
        Collections.GetValueOrDefault(name) ?? new CollectionState(name);

    public bool Has(Namespace name) => Collections.ContainsKey(name);

    public Snapshot With(CollectionState collection) =>
        this with
        {
            Collections = Collections.SetItem(collection.Name, collection),
        };

    public Snapshot Without(Predicate<Namespace> goes) =>
        this with
        {
            Collections = Collections.RemoveRange(Collections.Keys.Where(n => goes(n))),
        };

    /// <summary>What stands at a key: the document, or the id of the document that has the unique key; null for
    /// nothing.</summary>
    public object? StateOf(WriteKey key) =>
        key.IsDocument
            ? this[key.Collection].Find(key.Value)
            : this[key.Collection].Holder(key.Index, key.Value);
}
