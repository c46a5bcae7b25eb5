using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KoSales.Domain.Kernel.Amounts;

/// <summary>Decimal numbers as texts, so that no reader makes a float of them.</summary>
public static class DecimalText
{
    private const NumberStyles Signed =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    /// <summary>Digits, and at most <paramref name="places"/> more after a point: no sign, no blanks, no
    /// grouping, no exponent.</summary>
    public static bool TryRead(string? text, int places, out decimal value)
    {
        value = 0;
        if (text is not { Length: > 0 and <= 28 } || !char.IsAsciiDigit(text[0]))
            return false;
        if (!char.IsAsciiDigit(text[^1]))
            return false;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0 && text.Length - point - 1 > places)
            return false;
        return decimal.TryParse(
            text,
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out value
        );
    }

    /// <summary>With two places: <c>8550.00</c>, <c>-0.40</c>.</summary>
    public static string Amount(decimal value) =>
        value.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>With two places, and with two more where they are needed: <c>450.00</c>,
    /// <c>0.125</c>.</summary>
    public static string Price(decimal value) =>
        value.ToString("0.00##", CultureInfo.InvariantCulture);

    /// <summary>Without zeros at its end: <c>20</c>, <c>2.5</c>.</summary>
    public static string Plain(decimal value) =>
        value.ToString("0.############", CultureInfo.InvariantCulture);

    /// <summary>Also of a JSON number, as a store may keep it.</summary>
    internal static decimal Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out var number))
            return number;
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return decimal.TryParse(text, Signed, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new JsonException("a decimal number is text, such as \"1234.50\"");
    }
}

/// <summary><see cref="DecimalText.Amount"/> as a JSON text.</summary>
public sealed class AmountConverter : JsonConverter<decimal>
{
    public override decimal Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) => DecimalText.Read(ref reader);

    public override void Write(
        Utf8JsonWriter writer,
        decimal value,
        JsonSerializerOptions options
    ) => writer.WriteStringValue(DecimalText.Amount(value));
}

/// <summary><see cref="DecimalText.Price"/> as a JSON text.</summary>
public sealed class PriceConverter : JsonConverter<decimal>
{
    public override decimal Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) => DecimalText.Read(ref reader);

    public override void Write(
        Utf8JsonWriter writer,
        decimal value,
        JsonSerializerOptions options
    ) => writer.WriteStringValue(DecimalText.Price(value));
}

/// <summary><see cref="DecimalText.Plain"/> as a JSON text.</summary>
public sealed class PlainDecimalConverter : JsonConverter<decimal>
{
    public override decimal Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) => DecimalText.Read(ref reader);

    public override void Write(
        Utf8JsonWriter writer,
        decimal value,
        JsonSerializerOptions options
    ) => writer.WriteStringValue(DecimalText.Plain(value));
}
