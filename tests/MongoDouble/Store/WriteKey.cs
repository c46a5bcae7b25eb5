using KoSales.MongoDouble.Documents;
using MongoDB.Bson;

namespace KoSales.MongoDouble.Store;

/// <summary>What two writers can collide on: a document, or a key of a unique index.</summary>
internal readonly struct WriteKey(Namespace collection, string index, BsonValue value)
    : IEquatable<WriteKey>
{
    private const string ById = "_id_";

    public Namespace Collection { get; } = collection;

    public string Index { get; } = index;

    /// <summary>The document's id, or the key document.</summary>
    public BsonValue Value { get; } = value;

    public bool IsDocument => Index == ById;

    public static WriteKey Document(Namespace collection, BsonValue id) =>
        new(collection, ById, id);

    public bool Equals(WriteKey other) =>
        Collection == other.Collection
        && Index == other.Index
        && BsonOrder.Instance.Equals(Value, other.Value);

    public override bool Equals(object? obj) => obj is WriteKey other && Equals(other);

    public override int GetHashCode() =>
        HashCode.Combine(Collection, Index, BsonOrder.Instance.GetHashCode(Value));
}
