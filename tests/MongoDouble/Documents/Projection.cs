using MongoDB.Bson;

namespace KoSales.MongoDouble.Documents;

/// <summary>Projections that name members to show, or members to leave out, by dotted path.</summary>
internal static class Projection
{
    public static BsonDocument Apply(BsonDocument document, BsonDocument? projection)
    {
        if (projection is null || projection.ElementCount == 0)
            return document;
        return IsInclusive(projection) ? Show(document, projection) : Hide(document, projection);
    }

    /// <summary>The id may be named either way beside others; alone it decides.</summary>
    private static bool IsInclusive(BsonDocument projection)
    {
        var deciding =
            projection.ElementCount == 1
                ? projection.GetElement(0)
                : projection.First(p => p.Name != "_id");
        return Expressions.IsTrue(deciding.Value);
    }

    private static BsonDocument Show(BsonDocument document, BsonDocument projection)
    {
        var result = new BsonDocument();
        if (
            Expressions.IsTrue(projection.GetValue("_id", true))
            && document.TryGetValue("_id", out var id)
        )
            result.Add("_id", id);
        foreach (var member in projection.Where(p => p.Name != "_id"))
        {
            var value =
                Expressions.IsTrue(member.Value) && IsFlag(member.Value)
                    ? FieldPaths.Single(document, member.Name)
                    : Expressions.Evaluate(member.Value, document);
            if (value is not null)
                DottedPaths.Set(result, member.Name, value);
        }

        return result;
    }

    private static bool IsFlag(BsonValue value) => value.IsNumeric || value.IsBoolean;

    private static BsonDocument Hide(BsonDocument document, BsonDocument projection)
    {
        var result = document.DeepClone().AsBsonDocument;
        foreach (var member in projection.Where(p => !Expressions.IsTrue(p.Value)))
            DottedPaths.Remove(result, member.Name);
        return result;
    }
}
