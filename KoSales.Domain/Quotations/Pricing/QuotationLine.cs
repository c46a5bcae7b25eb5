using System.Text.Json.Serialization;
using KoSales.Domain.Kernel.Amounts;
using KoSales.Domain.Quotations.Licensing;
using KoSales.Domain.Taxes;

namespace KoSales.Domain.Quotations.Pricing;

/// <summary>A priced and taxed line. All amounts are rupees to the paisa, each rounded half away from zero
/// before the next is made of it.</summary>
public sealed record QuotationLine
{
    public required string Sku { get; init; }

    public required string Name { get; init; }

    public required Hsn Hsn { get; init; }

    [JsonConverter(typeof(PlainDecimalConverter))]
    public required decimal Quantity { get; init; }

    /// <summary>Such as BTL, KGS, BAG.</summary>
    public required string Unit { get; init; }

    /// <summary>Before discount and tax.</summary>
    [JsonConverter(typeof(PriceConverter))]
    public required decimal UnitPrice { get; init; }

    [JsonConverter(typeof(PlainDecimalConverter))]
    public decimal DiscountPercent { get; init; }

    /// <summary>Quantity times price.</summary>
    [JsonConverter(typeof(AmountConverter))]
    public decimal Gross { get; init; }

    [JsonConverter(typeof(AmountConverter))]
    public decimal Discount { get; init; }

    /// <summary>Gross less discount.</summary>
    [JsonConverter(typeof(AmountConverter))]
    public decimal TaxableValue { get; init; }

    /// <summary>Of all taxes together, in percent.</summary>
    [JsonConverter(typeof(PlainDecimalConverter))]
    public decimal GstRate { get; init; }

    /// <summary>Where the rate is from: <see cref="Taxes.GstRate.Rule"/> of a row, or
    /// <see cref="RateByHand"/>.</summary>
    public required string RateRule { get; init; }

    [JsonConverter(typeof(AmountConverter))]
    public decimal Cgst { get; init; }

    [JsonConverter(typeof(AmountConverter))]
    public decimal Sgst { get; init; }

    [JsonConverter(typeof(AmountConverter))]
    public decimal Igst { get; init; }

    /// <summary>Taxable value and taxes.</summary>
    [JsonConverter(typeof(AmountConverter))]
    public decimal LineTotal { get; init; }

    /// <summary>What the buyer must hold to be sold this; null for nothing.</summary>
    public LicenceType? RequiresLicence { get; init; }

    /// <summary>The rule of a rate that somebody gave.</summary>
    public const string RateByHand = "given";

    [JsonIgnore]
    public decimal Tax => Cgst + Sgst + Igst;
}

/// <summary>The sums of the lines, and the amount to pay, which is whole rupees.</summary>
public sealed record QuotationTotals
{
    [JsonConverter(typeof(AmountConverter))]
    public decimal Gross { get; init; }

    [JsonConverter(typeof(AmountConverter))]
    public decimal Discount { get; init; }

    [JsonConverter(typeof(AmountConverter))]
    public decimal TaxableValue { get; init; }

    [JsonConverter(typeof(AmountConverter))]
    public decimal Cgst { get; init; }

    [JsonConverter(typeof(AmountConverter))]
    public decimal Sgst { get; init; }

    [JsonConverter(typeof(AmountConverter))]
    public decimal Igst { get; init; }

    /// <summary>What rounding to the rupee added or, below zero, took; -0.49 to 0.50.</summary>
    [JsonConverter(typeof(AmountConverter))]
    public decimal RoundOff { get; init; }

    /// <summary>Taxable value, taxes and round-off.</summary>
    [JsonConverter(typeof(AmountConverter))]
    public decimal GrandTotal { get; init; }

    [JsonIgnore]
    public decimal Tax => Cgst + Sgst + Igst;

    public static QuotationTotals Of(IReadOnlyCollection<QuotationLine> lines)
    {
        var exact = lines.Sum(l => l.LineTotal);
        var payable = Paise.ToRupees(exact);
        return new QuotationTotals
        {
            Gross = lines.Sum(l => l.Gross),
            Discount = lines.Sum(l => l.Discount),
            TaxableValue = lines.Sum(l => l.TaxableValue),
            Cgst = lines.Sum(l => l.Cgst),
            Sgst = lines.Sum(l => l.Sgst),
            Igst = lines.Sum(l => l.Igst),
            RoundOff = payable - exact,
            GrandTotal = payable,
        };
    }
}
