using System.Text.Json;
using System.Text.Json.Serialization;

namespace KoSales.Domain.Taxes;

/// <summary>A code of the Harmonised System of Nomenclature as Indian invoices name it: 4, 6 or 8 digits,
/// chapter first. Chapter 99 holds services.</summary>
[JsonConverter(typeof(HsnConverter))]
public readonly record struct Hsn
{
    private const int Longest = 20;

    private Hsn(string code) => Code = code;

    public string Code { get; }

    /// <summary>Blanks and points between the digits are taken: <c>3101 00 99</c>.</summary>
    public static bool TryParse(string? text, out Hsn value)
    {
        var code = Digits(text);
        var fits = code.Length is 4 or 6 or 8 && code.All(char.IsAsciiDigit) && code[..2] != "00";
        value = fits ? new Hsn(code) : default;
        return fits;
    }

    /// <summary>Whether the goods belong to a chapter, heading or sub-heading.</summary>
    /// <param name="prefix">2, 4, 6 or 8 digits.</param>
    public bool IsWithin(string prefix) => Code.StartsWith(prefix, StringComparison.Ordinal);

    /// <summary>The code of the chapter, heading or sub-heading with so many digits.</summary>
    public string First(int digits) => Code[..digits];

    public override string ToString() => Code ?? "";

    private static string Digits(string? text) =>
        text is null or { Length: > Longest }
            ? ""
            : string.Concat(text.Where(c => c is not (' ' or '.')));
}

public sealed class HsnConverter : JsonConverter<Hsn>
{
    public override Hsn Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) =>
        reader.TokenType == JsonTokenType.String && Hsn.TryParse(reader.GetString(), out var hsn)
            ? hsn
            : throw new JsonException("an HSN code is 4, 6 or 8 digits");

    public override void Write(Utf8JsonWriter writer, Hsn value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Code);
}
