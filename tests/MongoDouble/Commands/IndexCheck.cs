using KoSales.MongoDouble.Documents;
using KoSales.MongoDouble.Store;
using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

/// <summary>What a real server would refuse in an index's specification.</summary>
internal static class IndexCheck
{
    private static readonly HashSet<string> PartialOperators =
    [
        "$and",
        "$or",
        "$eq",
        "$in",
        "$gt",
        "$gte",
        "$lt",
        "$lte",
        "$type",
        "$exists",
    ];

    /// <exception cref="MongoError">The specification is refused.</exception>
    public static void Check(BsonDocument specification)
    {
        if (specification["key"].AsBsonDocument.Any(k => !k.Value.IsNumeric))
            throw MongoError.NotSupported("indexes other than ascending and descending");
        if (specification.TryGetValue("partialFilterExpression", out var condition))
            CheckCondition(condition);
        if (
            specification.Contains("expireAfterSeconds")
            && specification["key"].AsBsonDocument.ElementCount > 1
        )
            throw new MongoError(
                67,
                "CannotCreateIndex",
                "TTL indexes are single-field indexes, compound indexes do not support TTL."
            );
    }

    /// <summary>Two indexes with the same keys may stand side by side only when their conditions
    /// differ.</summary>
    public static bool SameCondition(IndexDefinition one, IndexDefinition other) =>
        one.Specification.GetValue("partialFilterExpression", BsonNull.Value)
        == other.Specification.GetValue("partialFilterExpression", BsonNull.Value);

    private static void CheckCondition(BsonValue condition)
    {
        if (condition is BsonArray list)
        {
            foreach (var item in list)
                CheckCondition(item);
        }
        else if (condition is BsonDocument document)
        {
            foreach (var member in document)
                CheckMember(member);
        }
    }

    private static void CheckMember(BsonElement member)
    {
        var isKnown = !member.Name.StartsWith('$') || PartialOperators.Contains(member.Name);
        if (!isKnown || (member.Name == "$exists" && !Expressions.IsTrue(member.Value)))
            throw new MongoError(
                67,
                "CannotCreateIndex",
                $"Expression not supported in partial index: {member.Name}"
            );
        CheckCondition(member.Value);
    }
}
