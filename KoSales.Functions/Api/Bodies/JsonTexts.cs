using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace KoSales.Functions.Api.Bodies;

/// <summary>
/// Brings the texts of a body into the one form in which texts are kept: see <see cref="Texts.Tidy"/>.
/// </summary>
internal static class JsonTexts
{
    private static readonly JsonWriterOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>
    /// The same JSON with tidy texts and names, or null when every text is tidy already. Passwords and
    /// tokens are left
    /// as they are.
    /// </summary>
    /// <param name="json">Checked already.</param>
    public static byte[]? Tidied(ReadOnlySpan<byte> json)
    {
        if (Ascii.IsValid(json) && json.IndexOf("\\u"u8) < 0)
            return null;
        var written = new ArrayBufferWriter<byte>(json.Length + 16);
        var changed = false;
        using (var writer = new Utf8JsonWriter(written, Plain))
        {
            var reader = new Utf8JsonReader(json);
            var secret = false;
            while (reader.Read())
            {
                changed |= Copy(ref reader, writer, secret);
                secret =
                    reader.TokenType == JsonTokenType.PropertyName && IsSecret(reader.GetString()!);
            }
        }

        return changed ? written.WrittenSpan.ToArray() : null;
    }

    /// <returns>True when the text was another.</returns>
    private static bool Copy(ref Utf8JsonReader reader, Utf8JsonWriter writer, bool secret)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                writer.WriteStartObject();
                break;
            case JsonTokenType.EndObject:
                writer.WriteEndObject();
                break;
            case JsonTokenType.StartArray:
                writer.WriteStartArray();
                break;
            case JsonTokenType.EndArray:
                writer.WriteEndArray();
                break;
            case JsonTokenType.PropertyName:
                return CopyName(reader.GetString()!, writer);
            case JsonTokenType.String:
                return CopyText(reader.GetString()!, writer, secret);
            default:
                writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                break;
        }

        return false;
    }

    private static bool CopyName(string name, Utf8JsonWriter writer)
    {
        var tidy = Texts.Tidy(name);
        writer.WritePropertyName(tidy);
        return tidy != name;
    }

    private static bool CopyText(string text, Utf8JsonWriter writer, bool secret)
    {
        var tidy = secret ? text : Texts.Tidy(text);
        writer.WriteStringValue(tidy);
        return tidy != text;
    }

    private static bool IsSecret(string name) =>
        name.EndsWith("password", StringComparison.Ordinal)
        || name.EndsWith("token", StringComparison.Ordinal);
}
