using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using KoSales.Functions.Storage.MongoQuery;
using MongoDB.Bson;

namespace KoSales.Functions.Storage.Mongo;

/// <summary>Documents from BSON back to JSON.</summary>
internal static class BsonReading
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Null for a document that something else has put into the collection: ours have a text for
    /// an id and a
    /// version.</summary>
    public static RawDocument? ToRaw(BsonDocument document)
    {
        if (
            document.GetValue("_id", BsonNull.Value) is not BsonString id
            || !document.TryGetValue("version", out var version)
            || !version.IsNumeric
        )
            return null;
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Options))
            Write(writer, document, isRoot: true);
        return new RawDocument(id.Value, version.ToInt32(), buffer.WrittenMemory);
    }

    /// <summary>A value as groups show it: texts as they are, numbers in digits, flags as 1 and 0; null
    /// where it is
    /// missing.</summary>
    public static string? Text(BsonValue value) =>
        value switch
        {
            BsonNull => null,
            BsonBoolean flag => flag.Value ? "1" : "0",
            BsonDateTime moment => Instant(moment),
            BsonDecimal128 number => Digits(number),
            _ => value.ToString(),
        };

    private static void Write(Utf8JsonWriter writer, BsonDocument document, bool isRoot)
    {
        writer.WriteStartObject();
        foreach (var element in document)
        {
            writer.WritePropertyName(
                isRoot && element.Name == "_id" ? "id" : MongoNames.Original(element.Name)
            );
            Write(writer, element.Value);
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, BsonValue value)
    {
        switch (value)
        {
            case BsonDocument document:
                Write(writer, document, isRoot: false);
                break;
            case BsonArray array:
                WriteArray(writer, array);
                break;
            default:
                WriteSimple(writer, value);
                break;
        }
    }

    private static void WriteArray(Utf8JsonWriter writer, BsonArray array)
    {
        writer.WriteStartArray();
        foreach (var item in array)
            Write(writer, item);
        writer.WriteEndArray();
    }

    private static void WriteSimple(Utf8JsonWriter writer, BsonValue value)
    {
        switch (value)
        {
            case BsonDateTime moment:
                writer.WriteStringValue(Instant(moment));
                break;
            case BsonDecimal128 number:
                writer.WriteRawValue(Digits(number));
                break;
            case BsonInt32 or BsonInt64:
                writer.WriteNumberValue(value.ToInt64());
                break;
            case BsonDouble number:
                writer.WriteRawValue(number.Value.ToString("R", CultureInfo.InvariantCulture));
                break;
            case BsonBoolean flag:
                writer.WriteBooleanValue(flag.Value);
                break;
            case BsonNull:
                writer.WriteNullValue();
                break;
            default:
                writer.WriteStringValue(value.ToString());
                break;
        }
    }

    private static string Instant(BsonDateTime moment) =>
        InstantConverter.Write(
            NodaTime.Instant.FromUnixTimeMilliseconds(moment.MillisecondsSinceEpoch)
        );

    /// <summary>Without an exponent, which Decimal128 likes to write.</summary>
    private static string Digits(BsonDecimal128 number) =>
        Decimal128.ToDecimal(number.Value).ToString(CultureInfo.InvariantCulture);
}
