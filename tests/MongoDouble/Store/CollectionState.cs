using System.Collections.Immutable;
using KoSales.MongoDouble.Documents;
using MongoDB.Bson;

namespace KoSales.MongoDouble.Store;

/// <summary>The documents and indexes of a collection at one moment; never changes. Documents in it are
/// never changed
/// either.</summary>
internal sealed record CollectionState(Namespace Name)
{
    private ImmutableSortedDictionary<BsonValue, BsonDocument> ById { get; init; } =
        ImmutableSortedDictionary.Create<BsonValue, BsonDocument>(BsonOrder.Instance);

    /// <summary>Unique index → key → id.</summary>
    private ImmutableDictionary<
        string,
        ImmutableSortedDictionary<BsonValue, BsonValue>
    > Taken { get; init; } =
        ImmutableDictionary.Create<string, ImmutableSortedDictionary<BsonValue, BsonValue>>(
            StringComparer.Ordinal
        );

    public ImmutableList<IndexDefinition> Indexes { get; private init; } = [];

    public int Count => ById.Count;

    /// <summary>In descending order of their ids: an order in which nobody puts documents, so that a read
    /// that forgets
    /// its sort shows.</summary>
    public IEnumerable<BsonDocument> Documents => ById.Values.Reverse();

    public BsonDocument? Find(BsonValue id) => ById.GetValueOrDefault(id);

    /// <summary>The id of the document that has this key of a unique index, or null.</summary>
    public BsonValue? Holder(string index, BsonValue key) =>
        Taken.GetValueOrDefault(index)?.GetValueOrDefault(key);

    /// <summary>Every key of a unique index that the document takes.</summary>
    public IEnumerable<WriteKey> UniqueKeys(BsonDocument document) =>
        Indexes
            .Where(i => i.IsUnique)
            .SelectMany(i => i.KeysOf(document).Select(key => new WriteKey(Name, i.Name, key)));

    /// <summary>With the document inserted, or in place of the one that has its id.</summary>
    /// <exception cref="MongoError">A unique key is taken by another document.</exception>
    public CollectionState Put(BsonDocument document)
    {
        var id = document["_id"];
        var without = Remove(id);
        var taken = without.Taken;
        foreach (var index in Indexes.Where(i => i.IsUnique))
        {
            foreach (var key in index.KeysOf(document))
                taken = taken.SetItem(index.Name, Take(taken, index, key, id));
        }

        return without with
        {
            ById = without.ById.Add(id, document),
            Taken = taken,
        };
    }

    public CollectionState Remove(BsonValue id)
    {
        if (Find(id) is not { } document)
            return this;
        var taken = Taken;
        foreach (var key in UniqueKeys(document))
            taken = taken.SetItem(key.Index, taken[key.Index].Remove(key.Value));
        return this with { ById = ById.Remove(id), Taken = taken };
    }

    /// <exception cref="MongoError">Two documents have the same key.</exception>
    public CollectionState AddIndex(IndexDefinition index)
    {
        var taken = Taken;
        if (index.IsUnique)
        {
            foreach (var document in ById.Values)
            {
                foreach (var key in index.KeysOf(document))
                    taken = taken.SetItem(index.Name, Take(taken, index, key, document["_id"]));
            }
        }

        return this with
        {
            Indexes = Indexes.Add(index),
            Taken = taken,
        };
    }

    public CollectionState DropIndexes(Predicate<IndexDefinition> goes)
    {
        var gone = Indexes.Where(i => goes(i)).Select(i => i.Name);
        return this with { Indexes = Indexes.RemoveAll(goes), Taken = Taken.RemoveRange(gone) };
    }

    private ImmutableSortedDictionary<BsonValue, BsonValue> Take(
        ImmutableDictionary<string, ImmutableSortedDictionary<BsonValue, BsonValue>> taken,
        IndexDefinition index,
        BsonDocument key,
        BsonValue id
    )
    {
        var keys = taken.GetValueOrDefault(
            index.Name,
            ImmutableSortedDictionary.Create<BsonValue, BsonValue>(BsonOrder.Instance)
        );
        if (keys.TryGetValue(key, out var holder) && !BsonOrder.Instance.Equals(holder, id))
            throw Duplicate.Key(Name, index.Name, index.Key, key);
        return keys.SetItem(key, id);
    }
}
