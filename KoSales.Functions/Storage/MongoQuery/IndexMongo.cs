using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;

namespace KoSales.Functions.Storage.MongoQuery;

/// <summary>Index declarations as members of MongoDB's createIndexes command.</summary>
internal static partial class IndexMongo
{
    /// <summary>An array of <c>{key, name, ...}</c>, one per declared index.</summary>
    public static string Specifications(Collection collection) =>
        MongoJson.Text(writer =>
        {
            writer.WriteStartArray();
            foreach (var index in collection.Indexes)
                Write(writer, collection, index);
            writer.WriteEndArray();
        });

    /// <summary>The name of an index that stands beside the one it takes the place of, until that is dropped:
    /// <c>leads_phone__1a2b3c4d</c>.</summary>
    /// <param name="mark">Eight hexadecimal digits.</param>
    public static string SuccessorName(string declared, string mark) => $"{declared}__{mark}";

    /// <summary>The name by which the index was declared.</summary>
    public static string DeclaredName(string name) => Successor().Replace(name, "");

    private static void Write(Utf8JsonWriter writer, Collection collection, IndexSpec index)
    {
        writer.WriteStartObject();
        WriteKeys(writer, index);
        writer.WriteString("name", index.Name);
        if (index.Unique)
            writer.WriteBoolean("unique", true);
        if (index.ExpireAfterSeconds is { } seconds)
            writer.WriteNumber("expireAfterSeconds", seconds);
        WriteCondition(writer, collection, index);
        writer.WriteEndObject();
    }

    private static void WriteKeys(Utf8JsonWriter writer, IndexSpec index)
    {
        writer.WriteStartObject("key");
        foreach (var key in index.Keys)
            writer.WriteNumber(MongoNames.Field(key.TrimStart('-')), Direction(key));
        if (!index.Unique && !index.Multikey && index.ExpireAfterSeconds is null)
            writer.WriteNumber("_id", Direction(index.Keys[^1]));
        writer.WriteEndObject();
    }

    private static int Direction(string key) => key[0] == '-' ? -1 : 1;

    private static void WriteCondition(
        Utf8JsonWriter writer,
        Collection collection,
        IndexSpec index
    )
    {
        Filter[] terms = [.. Present(index), .. index.Where is null ? [] : new[] { index.Where }];
        if (terms.Length == 0)
            return;
        writer.WriteStartObject("partialFilterExpression");
        writer.WriteStartArray("$and");
        foreach (var term in terms.SelectMany(t => t is Filter.All all ? all.Terms : [t]))
            WriteTerm(writer, collection, term);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Documents without a key are exempt from uniqueness; to MongoDB a missing key is a value like
    /// another.</summary>
    private static IEnumerable<Filter> Present(IndexSpec index) =>
        index.Unique ? index.Keys.Select(k => Filter.Present(k.TrimStart('-'))) : [];

    /// <summary>Partial indexes know <c>$exists: true</c> but not <c>$ne: null</c>; nulls are never stored,
    /// so the two
    /// are the same.</summary>
    private static void WriteTerm(Utf8JsonWriter writer, Collection collection, Filter term)
    {
        if (
            term is Filter.Condition
            {
                Operator: FilterOperator.Exists,
                Value: FilterValue.Flag { Value: true }
            } present
        )
        {
            writer.WriteStartObject();
            writer.WriteStartObject(MongoNames.Field(present.Field));
            writer.WriteBoolean("$exists", true);
            writer.WriteEndObject();
            writer.WriteEndObject();
            return;
        }

        new FilterMongo(collection, Instant.MinValue, writer).Write(term);
    }

    [GeneratedRegex("__[0-9a-f]{8}$", RegexOptions.CultureInvariant)]
    private static partial Regex Successor();
}
