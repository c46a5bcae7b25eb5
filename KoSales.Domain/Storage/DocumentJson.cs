using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;

namespace KoSales.Domain.Storage;

/// <summary>How documents and answers are written: snake_case, nulls left out, instants in UTC with
/// milliseconds, dates as YYYY-MM-DD.</summary>
/// <remarks>Each feature has a source-generated context of its own: <c>new
/// LeadJson(DocumentJson.NewOptions())</c>.</remarks>
public static class DocumentJson
{
    public static JsonSerializerOptions NewOptions() =>
        new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = 32,
            AllowDuplicateProperties = false,
            Converters = { new InstantConverter(), new LocalDateConverter() },
        };

    /// <summary>Reads a raw document as its record.</summary>
    public static T Read<T>(this Collection<T> collection, RawDocument document)
        where T : Document =>
        JsonSerializer.Deserialize(document.Json.Span, collection.Json)
        ?? throw new JsonException($"{collection.Name}/{document.Id} is null in the store");

    public static byte[] Write<T>(this Collection<T> collection, T document)
        where T : Document => JsonSerializer.SerializeToUtf8Bytes(document, collection.Json);
}

/// <summary><c>2026-11-22T07:30:00.000Z</c>: always milliseconds, always Z, so that text order is time
/// order. Reads any RFC 3339 instant.</summary>
public sealed class InstantConverter : JsonConverter<Instant>
{
    private const int Length = 24;

    public static string Write(Instant value) =>
        string.Create(Length, value, static (text, instant) => Format(instant, text));

    public static bool TryRead(string? text, out Instant value)
    {
        var parsed = OffsetDateTimePattern.Rfc3339.Parse(text ?? "");
        value = parsed.Success ? parsed.Value.ToInstant() : default;
        return parsed.Success;
    }

    public override Instant Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) =>
        reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var parsed)
            ? Instant.FromDateTimeOffset(parsed)
            : throw new JsonException(
                "an instant is RFC 3339 text, such as 2026-11-22T07:30:00.000Z"
            );

    public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[Length];
        Format(value, text);
        writer.WriteStringValue(text);
    }

    // The round-trip format has a fast path, which custom formats lack; its last four digits are cut off.
    private static void Format(Instant value, Span<char> text)
    {
        Span<char> full = stackalloc char[28];
        value.ToDateTimeUtc().TryFormat(full, out _, "O", CultureInfo.InvariantCulture);
        full[..(Length - 1)].CopyTo(text);
        text[^1] = 'Z';
    }
}

/// <summary><c>YYYY-MM-DD</c>.</summary>
public sealed class LocalDateConverter : JsonConverter<LocalDate>
{
    public override LocalDate Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    )
    {
        var parsed = LocalDatePattern.Iso.Parse(
            reader.TokenType == JsonTokenType.String ? reader.GetString()! : ""
        );
        return parsed.Success ? parsed.Value : throw new JsonException("a date is YYYY-MM-DD");
    }

    public override void Write(
        Utf8JsonWriter writer,
        LocalDate value,
        JsonSerializerOptions options
    ) => writer.WriteStringValue(LocalDatePattern.Iso.Format(value));
}
