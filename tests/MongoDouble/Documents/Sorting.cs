using MongoDB.Bson;

namespace KoSales.MongoDouble.Documents;

/// <summary>Sort documents: missing values are nulls; an array stands by its least element ascending and by its
/// greatest descending.</summary>
internal static class Sorting
{
    /// <summary>A stable sort; the documents themselves when there are no keys.</summary>
    public static IEnumerable<BsonDocument> Sort(
        IEnumerable<BsonDocument> documents,
        BsonDocument? keys
    )
    {
        if (keys is null || keys.ElementCount == 0)
            return documents;
        IOrderedEnumerable<BsonDocument>? sorted = null;
        foreach (var key in keys)
        {
            var (path, descending) = (key.Name, key.Value.ToDouble() < 0);
            sorted = (sorted, descending) switch
            {
                (null, false) => documents.OrderBy(
                    d => KeyOf(d, path, descending),
                    BsonOrder.Instance
                ),
                (null, true) => documents.OrderByDescending(
                    d => KeyOf(d, path, descending),
                    BsonOrder.Instance
                ),
                (_, false) => sorted.ThenBy(d => KeyOf(d, path, descending), BsonOrder.Instance),
                (_, true) => sorted.ThenByDescending(
                    d => KeyOf(d, path, descending),
                    BsonOrder.Instance
                ),
            };
        }

        return sorted!;
    }

    private static BsonValue KeyOf(BsonDocument document, string path, bool descending)
    {
        var values = FieldPaths.At(document, path).SelectMany(Elements);
        return descending ? values.Max(BsonOrder.Instance)! : values.Min(BsonOrder.Instance)!;
    }

    /// <summary>An empty array stands below null, as <c>undefined</c> does in an index; the two are told
    /// apart by
    /// nobody here.</summary>
    private static IEnumerable<BsonValue> Elements(BsonValue? value) =>
        value switch
        {
            null => [BsonNull.Value],
            BsonArray { Count: 0 } => [BsonNull.Value],
            BsonArray array => array,
            _ => [value],
        };
}
