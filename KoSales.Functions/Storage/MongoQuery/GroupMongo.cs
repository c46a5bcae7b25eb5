using NodaTime;

namespace KoSales.Functions.Storage.MongoQuery;

/// <summary>Counting by groups as an aggregation pipeline.</summary>
internal static class GroupMongo
{
    /// <summary>Rows are <c>{_id: {f0, f1, ...}, count}</c>, in the order of the fields; null where a field is
    /// missing.</summary>
    public static IReadOnlyList<string> Pipeline(
        Collection collection,
        Filter filter,
        IReadOnlyList<string> fields,
        Instant now
    )
    {
        // Paths are checked names, so they may stand in the text as they are.
        var keys = fields.Select(
            (field, i) => $"\"f{i}\":{{\"$ifNull\":[\"${MongoNames.Field(field)}\",null]}}"
        );
        var group =
            "{\"$group\":{\"_id\":{" + string.Join(',', keys) + "},\"count\":{\"$sum\":1}}}";
        return ["{\"$match\":" + FilterMongo.Query(collection, filter, now) + "}", group];
    }
}
