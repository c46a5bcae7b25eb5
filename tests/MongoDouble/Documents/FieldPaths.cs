using System.Globalization;
using MongoDB.Bson;

namespace KoSales.MongoDouble.Documents;

/// <summary>Values at a dotted path. Arrays on the way are gone through; a number names one of their
/// elements.</summary>
internal static class FieldPaths
{
    /// <summary>The values at the path, one per branch that reaches it; arrays at its end as they are. Null
    /// where a
    /// branch lacks the member.</summary>
    public static List<BsonValue?> At(BsonDocument document, string path)
    {
        List<BsonValue?> found = [];
        Collect(document, path.Split('.'), 0, found);
        if (found.Count == 0)
            found.Add(null);
        return found;
    }

    /// <summary>The value without going through arrays, as aggregation stages and single targets want it;
    /// null when
    /// missing.</summary>
    public static BsonValue? Single(BsonValue document, string path)
    {
        var at = document;
        foreach (var name in path.Split('.'))
        {
            if (at is not BsonDocument parent || !parent.TryGetValue(name, out at))
                return null;
        }

        return at;
    }

    private static void Collect(BsonValue value, string[] path, int depth, List<BsonValue?> found)
    {
        if (depth == path.Length)
        {
            found.Add(value);
            return;
        }

        if (value is BsonDocument document)
            CollectMember(document, path, depth, found);
        else if (value is BsonArray array)
            CollectElements(array, path, depth, found);
        else
            found.Add(null);
    }

    private static void CollectMember(
        BsonDocument document,
        string[] path,
        int depth,
        List<BsonValue?> found
    )
    {
        if (document.TryGetValue(path[depth], out var next))
            Collect(next, path, depth + 1, found);
        else
            found.Add(null);
    }

    private static void CollectElements(
        BsonArray array,
        string[] path,
        int depth,
        List<BsonValue?> found
    )
    {
        if (
            int.TryParse(
                path[depth],
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var index
            )
            && index < array.Count
        )
            Collect(array[index], path, depth + 1, found);
        foreach (var element in array.OfType<BsonDocument>())
            CollectMember(element, path, depth, found);
    }
}
