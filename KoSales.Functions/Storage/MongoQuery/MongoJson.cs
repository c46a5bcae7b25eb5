using System.Buffers;
using System.Text;
using System.Text.Json;

namespace KoSales.Functions.Storage.MongoQuery;

/// <summary>Writes values of queries as MongoDB's extended JSON.</summary>
internal static class MongoJson
{
    public static string Text(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer)) write(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Whole numbers as they are, others as Decimal128, which is how documents are stored.</summary>
    public static void WriteDecimal(this Utf8JsonWriter writer, decimal value)
    {
        if (decimal.IsInteger(value) && value is >= long.MinValue and <= long.MaxValue)
        {
            writer.WriteNumberValue((long)value);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("$numberDecimal", Domain.Filters.FilterLiteral.AsJson(value));
        writer.WriteEndObject();
    }

    public static void WriteDate(this Utf8JsonWriter writer, string instant)
    {
        writer.WriteStartObject();
        writer.WriteString("$date", instant);
        writer.WriteEndObject();
    }

    /// <summary>A document's own JSON inside a query, with numbers in their stored form.</summary>
    /// <exception cref="ArgumentException">A member's name begins with a dollar sign, which the driver would read as a type or an operator.</exception>
    public static void WriteStored(this Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Number when value.TryGetDecimal(out var number):
                writer.WriteDecimal(number);
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray()) writer.WriteStored(item);
                writer.WriteEndArray();
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    if (member.Name.StartsWith('$')) throw new ArgumentException("a member's name may not begin with a dollar sign here", nameof(value));
                    writer.WritePropertyName(member.Name);
                    writer.WriteStored(member.Value);
                }

                writer.WriteEndObject();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
