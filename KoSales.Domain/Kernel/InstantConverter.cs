using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;

namespace KoSales.Domain.Kernel;

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
