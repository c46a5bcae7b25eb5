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
