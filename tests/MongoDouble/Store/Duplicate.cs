using MongoDB.Bson;

namespace KoSales.MongoDouble.Store;

/// <summary>The error about a taken key, in the words and members of a real server.</summary>
internal static class Duplicate
{
    public static MongoError Id(Namespace collection, BsonValue id) =>
        Key(collection, "_id_", new BsonDocument("_id", 1), new BsonDocument("_id", id));

    public static MongoError Key(
        Namespace collection,
        string index,
        BsonDocument pattern,
        BsonDocument key
    )
    {
        var values = string.Join(", ", key.Select(e => $"{e.Name}: {e.Value.ToJson()}"));
        var message =
            $"E11000 duplicate key error collection: {collection} index: {index} dup key: {{ {values} }}";
        return new MongoError(MongoError.DuplicateKeyCode, "DuplicateKey", message)
        {
            Details = new BsonDocument { { "keyPattern", pattern }, { "keyValue", key } },
        };
    }
}
