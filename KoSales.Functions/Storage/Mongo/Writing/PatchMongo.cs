using System.Text.Json;
using KoSales.Functions.Storage.MongoQuery;
using MongoDB.Bson;

namespace KoSales.Functions.Storage.Mongo.Writing;

/// <summary>A patch as a MongoDB update document, with values in the types in which whole documents have
/// them.</summary>
internal static class PatchMongo
{
    public static BsonDocument Update(Collection collection, Patch patch)
    {
        var update = new BsonDocument("$set", Sets(collection, patch));
        var removed = patch
            .Set.Where(s => Removes(s.Value))
            .Select(s => new BsonElement(MongoNames.Field(s.Key), ""))
            .ToList();
        if (removed.Count > 0)
            update.Add("$unset", new BsonDocument(removed));
        update.Add("$inc", Increments(collection, patch));
        return update;
    }

    private static BsonDocument Sets(Collection collection, Patch patch)
    {
        var mapping = new BsonMapping(collection);
        var sets = new BsonDocument
        {
            { "updated_at", new BsonDateTime(patch.At.ToUnixTimeMilliseconds()) },
            { "updated_by", patch.By },
        };
        foreach (var (path, json) in patch.Set.Where(s => !Removes(s.Value)))
            sets.Add(MongoNames.Field(path), mapping.ToValue(path, JsonElement.Parse(json!)));
        return sets;
    }

    private static BsonDocument Increments(Collection collection, Patch patch)
    {
        var shape = FieldShape.Of(collection);
        var increments = new BsonDocument("version", new BsonInt64(1));
        foreach (var (path, amount) in patch.Increment)
            increments.Add(MongoNames.Field(path), Amount(shape.At(path).Kind, amount));
        return increments;
    }

    private static BsonValue Amount(FieldKind kind, decimal amount) =>
        kind == FieldKind.Whole && decimal.IsInteger(amount)
            ? new BsonInt64((long)amount)
            : new BsonDecimal128(amount);

    private static bool Removes(string? json) => json is null or "null";
}
