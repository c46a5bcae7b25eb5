using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using KoSales.Domain.Fields;
using KoSales.Domain.Kernel.Amounts;

namespace KoSales.Functions.Api.Bodies;

/// <summary>An amount of money on the wire.</summary>
public sealed record MoneyBody : IGivenAmount
{
    [Description("Rupees as text with at most two places.")]
    [RegularExpression(@"\d{1,12}(\.\d{1,2})?")]
    public required string Value { get; init; }

    [Description("INR; there is no other.")]
    [RegularExpression(Money.Currency)]
    public required string Currency { get; init; }

    /// <param name="amount">With at most two places.</param>
    public static MoneyBody Rupees(decimal amount) =>
        new()
        {
            Value = amount.ToString("F2", CultureInfo.InvariantCulture),
            Currency = Money.Currency,
        };
}
