using System.Text.Json;
using KoSales.Domain.Storage;
using NodaTime;

namespace KoSales.Functions.Storage.MongoQuery;

/// <summary>Sort and page position as MongoDB documents.</summary>
internal static class PageMongo
{
    public static string Sort(IReadOnlyList<SortKey> sort) => MongoJson.Text(writer =>
    {
        writer.WriteStartObject();
        foreach (var key in sort.Where(k => k.Field != "id")) writer.WriteNumber(MongoNames.Field(key.Field), key.Descending ? -1 : 1);
        writer.WriteNumber("_id", 1);
        writer.WriteEndObject();
    });

    /// <summary>
    /// The query documents of the key ranges after the position, each with the filter, to be run in this order until the limit is met: every one is a
    /// plain index range, so a page costs the same at any depth.
    /// </summary>
    public static IReadOnlyList<string> Ranges(Query query, Instant now)
    {
        if (query.After is not { } after) return [FilterMongo.Query(query.Collection, query.Filter, now)];
        if (after.Values.Count != query.Sort.Count) throw new ArgumentException("the position has another number of values than the sort has keys", nameof(query));
        return [.. Positions(query.Sort, after).Select(position => MongoJson.Text(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("$and");
            new FilterMongo(query.Collection, now, writer).Write(query.Filter);
            foreach (var bound in position) WriteBound(writer, query.Collection, bound);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }))];
    }

    private static IEnumerable<Bound[]> Positions(IReadOnlyList<SortKey> sort, KeysetPosition after)
    {
        Bound[] same = [.. sort.Select((key, i) => new Bound(key.Field, "$eq", after.Values[i]))];
        yield return [.. same, new Bound("id", "$gt", JsonSerializer.Serialize(after.Id))];
        for (var i = sort.Count - 1; i >= 0; i--)
        {
            var (key, value) = (sort[i], after.Values[i]);
            var missing = value == "null";
            if (!key.Descending) yield return [.. same[..i], missing ? new Bound(key.Field, "$ne", "null") : new Bound(key.Field, "$gt", value)];
            else if (!missing)
            {
                yield return [.. same[..i], new Bound(key.Field, "$lt", value)];
                yield return [.. same[..i], new Bound(key.Field, "$eq", "null")];
            }
        }
    }

    private static void WriteBound(Utf8JsonWriter writer, Collection collection, Bound bound)
    {
        writer.WriteStartObject();
        writer.WriteStartObject(MongoNames.Field(bound.Field));
        writer.WritePropertyName(bound.Operator);
        var value = JsonElement.Parse(bound.Value);
        if (value.ValueKind == JsonValueKind.String && MongoNames.IsDate(collection, bound.Field)) writer.WriteDate(value.GetString()!);
        else writer.WriteStored(value);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <param name="Value">JSON text; <c>null</c> for missing.</param>
    private sealed record Bound(string Field, string Operator, string Value);
}
