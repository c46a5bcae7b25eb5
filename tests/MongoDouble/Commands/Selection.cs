using KoSales.MongoDouble.Documents;
using KoSales.MongoDouble.Store;
using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

/// <summary>The documents that a query matches: by id where the query names ids, else by going through
/// all.</summary>
internal static class Selection
{
    /// <exception cref="MongoError">The query is malformed, or the hint names no index.</exception>
    public static IEnumerable<BsonDocument> Of(
        CollectionState collection,
        BsonDocument query,
        BsonValue? hint
    )
    {
        if (hint is not (null or BsonNull))
            CheckHint(collection, hint);
        var matches = Matcher.Compile(query);
        return Candidates(collection, query).Where(matches);
    }

    private static IEnumerable<BsonDocument> Candidates(
        CollectionState collection,
        BsonDocument query
    ) =>
        NamedIds(query) is { } ids
            ? ids.Select(collection.Find).OfType<BsonDocument>()
            : collection.Documents;

    /// <summary>The ids that the query asks for by equality or list; null when it does not.</summary>
    private static IEnumerable<BsonValue>? NamedIds(BsonDocument query)
    {
        foreach (var term in query)
        {
            if (term.Name == "_id" && Listed(term.Value) is { } ids)
                return ids.Distinct(BsonOrder.Instance);
            if (term.Name != "$and")
                continue;
            if (
                term
                    .Value.AsBsonArray.Select(q => NamedIds(q.AsBsonDocument))
                    .FirstOrDefault(i => i is not null) is
                { } inner
            )
                return inner;
        }

        return null;
    }

    private static IEnumerable<BsonValue>? Listed(BsonValue condition)
    {
        if (!Matcher.IsOperators(condition))
            return [condition];
        var operators = condition.AsBsonDocument;
        if (operators.TryGetValue("$eq", out var one))
            return [one];
        return operators.TryGetValue("$in", out var list) ? list.AsBsonArray : null;
    }

    private static void CheckHint(CollectionState collection, BsonValue hint)
    {
        var isId =
            hint == "_id_" || (hint is BsonDocument key && key == new BsonDocument("_id", 1));
        if (!isId && !collection.Indexes.Exists(i => hint == i.Name || hint == i.Key))
            throw MongoError.BadValue("error processing query: planner returned error: bad hint");
    }
}
