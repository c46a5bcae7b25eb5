using MongoDB.Bson;

namespace KoSales.MongoDouble.Documents;

/// <summary>Query documents as predicates.</summary>
internal static class Matcher
{
    /// <exception cref="MongoError">The query is malformed, or uses what this server does not know.</exception>
    public static Func<BsonDocument, bool> Compile(BsonDocument query)
    {
        Func<BsonDocument, bool>[] terms = [.. query.Select(Term)];
        return document => Array.TrueForAll(terms, term => term(document));
    }

    private static Func<BsonDocument, bool> Term(BsonElement element) =>
        element.Name switch
        {
            "$and" => All(element.Value),
            "$or" => Any(element.Value),
            "$nor" => Not(Any(element.Value)),
            "$expr" => document =>
                Expressions.IsTrue(Expressions.Evaluate(element.Value, document)),
            "$comment" => _ => true,
            ['$', ..] => throw MongoError.BadValue($"unknown top level operator: {element.Name}"),
            _ => Field(element.Name, element.Value),
        };

    private static Func<BsonDocument, bool> All(BsonValue list)
    {
        Func<BsonDocument, bool>[] terms = [.. Queries(list)];
        return document => Array.TrueForAll(terms, term => term(document));
    }

    private static Func<BsonDocument, bool> Any(BsonValue list)
    {
        Func<BsonDocument, bool>[] terms = [.. Queries(list)];
        return document => Array.Exists(terms, term => term(document));
    }

    private static Func<BsonDocument, bool> Not(Func<BsonDocument, bool> term) =>
        document => !term(document);

    private static IEnumerable<Func<BsonDocument, bool>> Queries(BsonValue list)
    {
        if (list is not BsonArray { Count: > 0 } queries)
            throw MongoError.BadValue("$and/$or/$nor must be a nonempty array");
        return queries.Select(query => Compile(query.AsBsonDocument));
    }

    private static Func<BsonDocument, bool> Field(string path, BsonValue condition)
    {
        if (!IsOperators(condition))
            condition = new BsonDocument("$eq", condition);
        var holds = Conditions.Compile(condition.AsBsonDocument);
        return document => holds(FieldPaths.At(document, path));
    }

    internal static bool IsOperators(BsonValue condition) =>
        condition is BsonDocument { ElementCount: > 0 } document
        && document.GetElement(0).Name.StartsWith('$');
}
