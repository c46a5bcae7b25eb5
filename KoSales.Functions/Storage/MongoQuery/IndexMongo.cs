using System.Text.Json;
using KoSales.Domain.Filters;
using KoSales.Domain.Storage;
using NodaTime;

namespace KoSales.Functions.Storage.MongoQuery;

/// <summary>Index declarations as members of MongoDB's createIndexes command.</summary>
internal static class IndexMongo
{
    /// <summary><c>{createIndexes, indexes: [{key, name, ...}]}</c>, or null for a collection without declared indexes.</summary>
    public static string? CreateCommand(Collection collection) => collection.Indexes.Count == 0 ? null : MongoJson.Text(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("createIndexes", collection.Name);
        writer.WriteStartArray("indexes");
        foreach (var index in collection.Indexes) Write(writer, collection, index);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter writer, Collection collection, IndexSpec index)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("key");
        foreach (var key in index.Keys) writer.WriteNumber(MongoNames.Field(key.TrimStart('-')), key[0] == '-' ? -1 : 1);
        if (!index.Unique && !index.Multikey && index.ExpireAfterSeconds is null) writer.WriteNumber("_id", 1);
        writer.WriteEndObject();
        writer.WriteString("name", index.Name);
        if (index.Unique) writer.WriteBoolean("unique", true);
        if (index.ExpireAfterSeconds is { } seconds) writer.WriteNumber("expireAfterSeconds", seconds);
        WriteCondition(writer, collection, index);
        writer.WriteEndObject();
    }

    private static void WriteCondition(Utf8JsonWriter writer, Collection collection, IndexSpec index)
    {
        Filter[] terms = [.. Present(index), .. index.Where is null ? [] : new[] { index.Where }];
        if (terms.Length == 0) return;
        writer.WriteStartObject("partialFilterExpression");
        writer.WriteStartArray("$and");
        foreach (var term in terms.SelectMany(t => t is Filter.All all ? all.Terms : [t])) WriteTerm(writer, collection, term);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Documents without a key are exempt from uniqueness; to MongoDB a missing key is a value like another.</summary>
    private static IEnumerable<Filter> Present(IndexSpec index) => index.Unique ? index.Keys.Select(k => Filter.Present(k.TrimStart('-'))) : [];

    /// <summary>Partial indexes know <c>$exists: true</c> but not <c>$ne: null</c>; nulls are never stored, so the two are the same.</summary>
    private static void WriteTerm(Utf8JsonWriter writer, Collection collection, Filter term)
    {
        if (term is Filter.Condition { Operator: FilterOperator.Exists, Value: FilterValue.Flag { Value: true } } present)
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
}
