using System.Buffers;
using System.Text;
using System.Text.Json;
using KoSales.Domain.Filters.Reading;

namespace KoSales.Functions.Storage.MongoQuery;

/// <summary>Writes values of queries as MongoDB's extended JSON.</summary>
internal static class MongoJson
{
    public static string Text(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
            write(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Whole numbers as they are, others as Decimal128: a query compares numbers of all
    /// widths.</summary>
    public static void WriteDecimal(this Utf8JsonWriter writer, decimal value)
    {
        if (decimal.IsInteger(value) && value is >= long.MinValue and <= long.MaxValue)
        {
            writer.WriteNumberValue((long)value);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("$numberDecimal", FilterLiteral.AsJson(value));
        writer.WriteEndObject();
    }

    public static void WriteDate(this Utf8JsonWriter writer, string instant)
    {
        writer.WriteStartObject();
        writer.WriteString("$date", instant);
        writer.WriteEndObject();
    }
}
