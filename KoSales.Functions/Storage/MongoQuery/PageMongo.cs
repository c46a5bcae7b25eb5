using System.Text.Json;
using NodaTime;

namespace KoSales.Functions.Storage.MongoQuery;

/// <summary>Sort and page position as MongoDB documents.</summary>
internal static class PageMongo
{
    public static string Sort(Query query) =>
        MongoJson.Text(writer =>
        {
            writer.WriteStartObject();
            foreach (var key in query.Keys)
                writer.WriteNumber(MongoNames.Field(key.Field), key.Descending ? -1 : 1);
            writer.WriteNumber("_id", query.IdDescending ? -1 : 1);
            writer.WriteEndObject();
        });

    /// <summary>
    /// The query documents of the key ranges after the position, each with the filter, to be run in this
    /// order until
    /// the limit is met: every one is a plain index range, so a page costs the same at any depth.
    /// </summary>
    public static IReadOnlyList<string> Ranges(Query query, Instant now)
    {
        if (query.After is not { } after)
            return [FilterMongo.Query(query.Collection, query.Filter, now)];
        if (after.Values.Count != query.Sort.Count)
            throw new ArgumentException(
                "the position has another number of values than the sort has keys",
                nameof(query)
            );
        return [.. Positions(query, after).Select(position => Range(query, position, now))];
    }

    private static string Range(Query query, IReadOnlyList<Bound> position, Instant now) =>
        MongoJson.Text(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("$and");
            new FilterMongo(query.Collection, now, writer).Write(query.Filter);
            foreach (var bound in position)
                WriteBound(writer, query.Collection, bound);
            writer.WriteEndArray();
            writer.WriteEndObject();
        });

    /// <summary>Same values and an id beyond; same values up to the key before and a last key beyond; and so
    /// on.</summary>
    private static IEnumerable<Bound[]> Positions(Query query, KeysetPosition after)
    {
        var keys = query.Keys;
        Bound[] same = [.. keys.Select((key, i) => new Bound(key.Field, "$eq", after.Values[i]))];
        yield return [.. same, BeyondId(query, after.Id)];
        for (var i = keys.Count - 1; i >= 0; i--)
        {
            foreach (var bound in Beyond(keys[i], after.Values[i]))
                yield return [.. same[..i], bound];
        }
    }

    private static Bound BeyondId(Query query, string id) =>
        new("id", query.IdDescending ? "$lt" : "$gt", JsonSerializer.Serialize(id));

    /// <summary>Missing values come first ascending and last descending.</summary>
    private static IEnumerable<Bound> Beyond(SortKey key, string value)
    {
        const string Missing = "null";
        if (!key.Descending)
        {
            yield return new Bound(key.Field, value == Missing ? "$ne" : "$gt", value);
            yield break;
        }

        if (value == Missing)
            yield break;
        yield return new Bound(key.Field, "$lt", value);
        yield return new Bound(key.Field, "$eq", Missing);
    }

    private static void WriteBound(Utf8JsonWriter writer, Collection collection, Bound bound)
    {
        writer.WriteStartObject();
        writer.WriteStartObject(MongoNames.Field(bound.Field));
        writer.WritePropertyName(bound.Operator);
        var value = JsonElement.Parse(bound.Value);
        if (value.ValueKind == JsonValueKind.String && MongoNames.IsDate(collection, bound.Field))
            writer.WriteDate(value.GetString()!);
        else if (value.ValueKind == JsonValueKind.Number)
            writer.WriteDecimal(value.GetDecimal());
        else
            value.WriteTo(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <param name="Value">JSON text of a text, number or flag; <c>null</c> for missing.</param>
    private sealed record Bound(string Field, string Operator, string Value);
}
