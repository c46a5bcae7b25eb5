using MongoDB.Bson;

namespace KoSales.MongoDouble.Documents;

/// <summary>What an update makes of a document: a replacement, operators, or a pipeline.</summary>
internal static class Updates
{
    /// <summary>The new document; the old one is left as it is.</summary>
    /// <exception cref="MongoError">The update is malformed, or would change the id.</exception>
    public static BsonDocument Apply(BsonDocument before, BsonValue update, DateTime now)
    {
        var after = update switch
        {
            BsonArray pipeline => Pipeline(before, pipeline),
            BsonDocument operators when Matcher.IsOperators(operators) => Operators(
                before,
                operators,
                isInsert: false,
                now
            ),
            BsonDocument replacement => Replacement(before["_id"], replacement),
            _ => throw MongoError.FailedToParse("an update is a document or an array"),
        };
        if (!BsonOrder.Instance.Equals(after.GetValue("_id", BsonNull.Value), before["_id"]))
            throw new MongoError(
                66,
                "ImmutableField",
                "Performing an update on the path '_id' would modify the immutable field '_id'"
            );
        return after;
    }

    /// <summary>The document that an upsert inserts when nothing matched.</summary>
    public static BsonDocument Upserted(BsonDocument query, BsonValue update, DateTime now)
    {
        var seed = Seed(query);
        var made = update switch
        {
            BsonArray pipeline => Pipeline(seed, pipeline),
            BsonDocument operators when Matcher.IsOperators(operators) => Operators(
                seed,
                operators,
                isInsert: true,
                now
            ),
            _ => Replacement(seed.GetValue("_id", BsonNull.Value), update.AsBsonDocument),
        };
        return WithId(made);
    }

    /// <summary>With an id, which comes first.</summary>
    public static BsonDocument WithId(BsonDocument document)
    {
        if (document.ElementCount > 0 && document.GetElement(0).Name == "_id")
            return document;
        var id = document.GetValue("_id", BsonNull.Value);
        var whole = new BsonDocument(
            "_id",
            id.IsBsonNull && !document.Contains("_id") ? ObjectId.GenerateNewId() : id
        );
        whole.AddRange(document.Where(e => e.Name != "_id"));
        return whole;
    }

    private static BsonDocument Operators(
        BsonDocument before,
        BsonDocument operators,
        bool isInsert,
        DateTime now
    )
    {
        var after = before.DeepClone().AsBsonDocument;
        UpdateOperators.Apply(after, operators.DeepClone().AsBsonDocument, isInsert, now);
        return after;
    }

    private static BsonDocument Replacement(BsonValue id, BsonDocument replacement)
    {
        var after = new BsonDocument();
        if (replacement.TryGetValue("_id", out var own))
            after.Add("_id", own);
        else if (!id.IsBsonNull)
            after.Add("_id", id);
        after.AddRange(replacement.Where(e => e.Name != "_id"));
        return after;
    }

    private static BsonDocument Pipeline(BsonDocument before, BsonArray stages) =>
        AggregationStages.Run([before.DeepClone().AsBsonDocument], stages).Single();

    /// <summary>The equalities of the query, of which an upserted document is made.</summary>
    private static BsonDocument Seed(BsonDocument query)
    {
        var seed = new BsonDocument();
        foreach (var term in query)
        {
            if (term.Name == "$and")
                AddAll(seed, term.Value.AsBsonArray.Select(q => Seed(q.AsBsonDocument)));
            else if (!term.Name.StartsWith('$') && Equality(term.Value) is { } value)
                DottedPaths.Set(seed, term.Name, value);
        }

        return seed;
    }

    private static void AddAll(BsonDocument seed, IEnumerable<BsonDocument> parts)
    {
        foreach (var member in parts.SelectMany(part => part))
            seed.Set(member.Name, member.Value);
    }

    private static BsonValue? Equality(BsonValue condition)
    {
        if (!Matcher.IsOperators(condition))
            return condition;
        return condition.AsBsonDocument.TryGetValue("$eq", out var value) ? value : null;
    }
}
