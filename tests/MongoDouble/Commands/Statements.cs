using KoSales.MongoDouble.Documents;
using KoSales.MongoDouble.Store;
using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

/// <summary>What one statement of a write command does; shared by the commands that write and by
/// bulkWrite.</summary>
internal static class Statements
{
    public static BsonDocument Insert(Writes writes, Namespace target, BsonDocument document)
    {
        if (document.Names.FirstOrDefault(n => n.StartsWith('$')) is { } name)
            throw new MongoError(
                52,
                "DollarPrefixedFieldName",
                $"The dollar ($) prefixed field '{name}' is not valid for storage."
            );
        writes.Insert(target, Updates.WithId(document));
        return new BsonDocument("n", 1);
    }

    /// <summary><c>n</c> counts what matched; a document that comes out as it was is not modified.</summary>
    public static BsonDocument Update(
        Writes writes,
        Namespace target,
        UpdateStatement statement,
        DateTime now
    )
    {
        var found = Selection.Of(writes.View[target], statement.Query, statement.Hint);
        BsonDocument[] matched = [.. statement.IsMulti ? found : found.Take(1)];
        if (matched.Length == 0 && statement.IsUpsert)
            return Upsert(writes, target, statement, now);
        var modified = 0;
        foreach (var before in matched)
        {
            var after = Updates.Apply(before, statement.Change, now);
            if (after == before)
                continue;
            writes.Replace(target, before, after);
            modified++;
        }

        return new BsonDocument { { "n", matched.Length }, { "nModified", modified } };
    }

    public static BsonDocument Delete(
        Writes writes,
        Namespace target,
        BsonDocument query,
        bool isMulti
    )
    {
        var found = Selection.Of(writes.View[target], query, hint: null);
        BsonDocument[] matched = [.. isMulti ? found : found.Take(1)];
        foreach (var document in matched)
            writes.Remove(target, document);
        return new BsonDocument("n", matched.Length);
    }

    private static BsonDocument Upsert(
        Writes writes,
        Namespace target,
        UpdateStatement statement,
        DateTime now
    )
    {
        var document = Updates.Upserted(statement.Query, statement.Change, now);
        writes.Insert(target, document);
        return new BsonDocument
        {
            { "n", 1 },
            { "nModified", 0 },
            { "upserted", document["_id"] },
        };
    }
}
