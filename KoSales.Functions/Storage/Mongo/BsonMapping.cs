using System.Text.Json;
using KoSales.Functions.Storage.MongoQuery;
using MongoDB.Bson;

namespace KoSales.Functions.Storage.Mongo;

/// <summary>Documents from JSON to BSON: <c>id</c> is <c>_id</c>, and members have the BSON types that
/// <see cref="FieldShape"/> says.</summary>
internal sealed class BsonMapping(Collection collection)
{
    private const string Key = "key";

    private readonly FieldShape _shape = FieldShape.Of(collection);

    public BsonDocument ToBson(ReadOnlyMemory<byte> json)
    {
        using var parsed = JsonDocument.Parse(json);
        var root = parsed.RootElement;
        var document = new BsonDocument("_id", root.GetProperty("id").GetString());
        foreach (var member in root.EnumerateObject())
        {
            if (member.Name == "id" || RepeatsId(member, document["_id"]))
                continue;
            document.Add(
                MongoNames.Stored(member.Name),
                ToValue(member.Value, _shape.Member(member.Name))
            );
        }

        return document;
    }

    /// <summary>The value of a member, as a whole document would have it.</summary>
    public BsonValue ToValue(string path, JsonElement json) => ToValue(json, _shape.At(path));

    /// <summary>Records write the text of their id a second time, for readers of the JSON.</summary>
    private static bool RepeatsId(JsonProperty member, BsonValue id) =>
        member.Name == Key
        && member.Value.ValueKind == JsonValueKind.String
        && member.Value.GetString() == id;

    private static BsonValue ToValue(JsonElement json, FieldShape shape) =>
        json.ValueKind switch
        {
            JsonValueKind.Object => ToDocument(json, shape),
            JsonValueKind.Array => new BsonArray(
                json.EnumerateArray().Select(item => ToValue(item, shape.Element))
            ),
            JsonValueKind.String
                when shape.Kind == FieldKind.Moment && json.TryGetDateTimeOffset(out var instant) =>
                new BsonDateTime(instant.UtcDateTime),
            JsonValueKind.String => new BsonString(json.GetString()!),
            JsonValueKind.Number => ToNumber(json, shape.Kind),
            JsonValueKind.True => BsonBoolean.True,
            JsonValueKind.False => BsonBoolean.False,
            _ => BsonNull.Value,
        };

    private static BsonDocument ToDocument(JsonElement json, FieldShape shape)
    {
        var document = new BsonDocument();
        foreach (var member in json.EnumerateObject())
            document.Add(
                MongoNames.Stored(member.Name),
                ToValue(member.Value, shape.Member(member.Name))
            );
        return document;
    }

    private static BsonValue ToNumber(JsonElement json, FieldKind kind)
    {
        if (kind == FieldKind.Whole && json.TryGetInt64(out var integer))
            return new BsonInt64(integer);
        return json.TryGetDecimal(out var number)
            ? new BsonDecimal128(number)
            : new BsonDouble(json.GetDouble());
    }
}
