using System.Buffers;
using System.Globalization;
using System.Text.Json;
using KoSales.Domain.Storage;
using KoSales.Functions.Storage.MongoQuery;
using MongoDB.Bson;
using NodaTime;

namespace KoSales.Functions.Storage.Mongo;

/// <summary>Documents between JSON and BSON: <c>id</c> is <c>_id</c>, fractions are Decimal128, and fields by which documents expire are BSON dates.</summary>
internal sealed class BsonMapping(Collection collection)
{
    public BsonDocument ToBson(ReadOnlyMemory<byte> json)
    {
        using var parsed = JsonDocument.Parse(json);
        return ToBson(parsed.RootElement, "");
    }

    public static RawDocument ToRaw(BsonDocument document)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) Write(writer, document, root: true);
        return new RawDocument(document["_id"].AsString, document["version"].ToInt32(), buffer.WrittenMemory);
    }

    private BsonDocument ToBson(JsonElement json, string prefix)
    {
        var document = new BsonDocument();
        foreach (var member in json.EnumerateObject())
        {
            var name = prefix.Length == 0 && member.Name == "id" ? "_id" : member.Name;
            document.Add(name, ToValue(member.Value, prefix + member.Name));
        }

        return document;
    }

    private BsonValue ToValue(JsonElement json, string path) => json.ValueKind switch
    {
        JsonValueKind.Object => ToBson(json, path + "."),
        JsonValueKind.Array => new BsonArray(json.EnumerateArray().Select(item => ToValue(item, path + "."))),
        JsonValueKind.String when MongoNames.IsDate(collection, path) => new BsonDateTime(json.GetDateTimeOffset().UtcDateTime),
        JsonValueKind.String => new BsonString(json.GetString()!),
        JsonValueKind.Number => ToNumber(json),
        JsonValueKind.True => BsonBoolean.True,
        JsonValueKind.False => BsonBoolean.False,
        _ => BsonNull.Value,
    };

    private static BsonValue ToNumber(JsonElement json)
    {
        if (json.TryGetInt64(out var integer)) return new BsonInt64(integer);
        return json.TryGetDecimal(out var number) ? new BsonDecimal128(number) : new BsonDouble(json.GetDouble());
    }

    private static void Write(Utf8JsonWriter writer, BsonDocument document, bool root)
    {
        writer.WriteStartObject();
        foreach (var element in document)
        {
            writer.WritePropertyName(root && element.Name == "_id" ? "id" : element.Name);
            Write(writer, element.Value);
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, BsonValue value)
    {
        switch (value.BsonType)
        {
            case BsonType.Document:
                Write(writer, value.AsBsonDocument, root: false);
                break;
            case BsonType.Array:
                writer.WriteStartArray();
                foreach (var item in value.AsBsonArray) Write(writer, item);
                writer.WriteEndArray();
                break;
            case BsonType.DateTime:
                writer.WriteStringValue(InstantConverter.Write(Instant.FromUnixTimeMilliseconds(value.AsBsonDateTime.MillisecondsSinceEpoch)));
                break;
            case BsonType.Decimal128:
                writer.WriteRawValue(value.AsDecimal128.ToString());
                break;
            case BsonType.Int32 or BsonType.Int64:
                writer.WriteNumberValue(value.ToInt64());
                break;
            case BsonType.Double:
                writer.WriteRawValue(value.AsDouble.ToString("R", CultureInfo.InvariantCulture));
                break;
            case BsonType.Boolean:
                writer.WriteBooleanValue(value.AsBoolean);
                break;
            case BsonType.Null:
                writer.WriteNullValue();
                break;
            default:
                writer.WriteStringValue(value.ToString());
                break;
        }
    }
}
