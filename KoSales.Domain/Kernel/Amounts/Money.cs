using System.Text.Json;
using System.Text.Json.Serialization;

namespace KoSales.Domain.Kernel.Amounts;

/// <summary>An amount of rupees, exact to the paisa, 0.00 or more. On the wire and in the store
/// <c>{"value": "1234.50", "currency": "INR"}</c>. The default is nothing.</summary>
[JsonConverter(typeof(MoneyConverter))]
public readonly record struct Money
{
    /// <summary>Always rupees: the ISO 4217 code.</summary>
    public const string Currency = "INR";

    public const decimal Most = 999_999_999_999.99m;

    private Money(decimal value) => Value = value;

    /// <summary>In rupees, at most two places.</summary>
    public decimal Value { get; }

    /// <exception cref="ArgumentOutOfRangeException">Negative, above <see cref="Most"/>, or with parts of a
    /// paisa.</exception>
    public static Money Of(decimal value) =>
        value is >= 0 and <= Most && value == Paise.Round(value)
            ? new Money(value)
            : throw new ArgumentOutOfRangeException(nameof(value), "no amount of paise");

    /// <summary>As a body gives it: both members as texts, every fault at once.</summary>
    /// <param name="pointer">Of the object that holds the two.</param>
    public static Verdict<Money> Parse(string? value, string? currency, string pointer)
    {
        List<Fault> faults = [];
        if (!DecimalText.TryRead(value, 2, out var amount) || amount > Most)
            faults.Add(
                Fault.Invalid(
                    pointer + "/value",
                    "money.value",
                    "An amount is rupees as text with at most two places, such as \"1234.50\"."
                )
            );
        if (currency != Currency)
            faults.Add(
                Fault.Invalid(
                    pointer + "/currency",
                    "money.currency",
                    "The currency is INR; there is no other."
                )
            );
        return faults.Count == 0 ? new Money(amount) : Verdict<Money>.Refuse(faults);
    }

    /// <summary><c>1234.50</c>.</summary>
    public override string ToString() => DecimalText.Amount(Value);
}

/// <summary>Rounding of rupees; always half away from zero.</summary>
public static class Paise
{
    public static decimal Round(decimal rupees) =>
        decimal.Round(rupees, 2, MidpointRounding.AwayFromZero);

    public static decimal ToRupees(decimal rupees) =>
        decimal.Round(rupees, 0, MidpointRounding.AwayFromZero);
}

/// <summary>Takes exactly the two members, in any order.</summary>
public sealed class MoneyConverter : JsonConverter<Money>
{
    public override Money Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    )
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Malformed();
        string? value = null;
        string? currency = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("value"u8))
                value = Text(ref reader);
            else if (reader.ValueTextEquals("currency"u8))
                currency = Text(ref reader);
            else
                throw Malformed();
        }

        var money = Money.Parse(value, currency, "");
        return money.IsRefused ? throw Malformed() : money.Value;
    }

    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("value"u8, DecimalText.Amount(value.Value));
        writer.WriteString("currency"u8, Money.Currency);
        writer.WriteEndObject();
    }

    private static string? Text(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.String
            ? reader.GetString()
            : throw Malformed();

    private static JsonException Malformed() =>
        new("money is {\"value\": \"1234.50\", \"currency\": \"INR\"}");
}
