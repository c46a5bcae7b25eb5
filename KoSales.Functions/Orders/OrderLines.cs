using System.ComponentModel;
using KoSales.Domain.Kernel.Amounts;
using KoSales.Domain.Quotations.Licensing;
using KoSales.Domain.Quotations.Pricing;

namespace KoSales.Functions.Orders;

/// <summary>Amounts are rupees as text.</summary>
public sealed record QuotationItemView
{
    public required string Sku { get; init; }

    public required string Name { get; init; }

    public required string Hsn { get; init; }

    public required string Quantity { get; init; }

    public required string Unit { get; init; }

    public required string UnitPrice { get; init; }

    public required string DiscountPercent { get; init; }

    public required string Gross { get; init; }

    public required string Discount { get; init; }

    public required string TaxableValue { get; init; }

    public required string GstRate { get; init; }

    [Description("The row of the rate table and its version, or given.")]
    public required string RateRule { get; init; }

    public required string Cgst { get; init; }

    public required string Sgst { get; init; }

    public required string Igst { get; init; }

    public required string LineTotal { get; init; }

    public LicenceType? RequiresLicence { get; init; }
}

/// <summary>Rupees as text.</summary>
public sealed record QuotationTotalsView
{
    public required string Gross { get; init; }

    public required string Discount { get; init; }

    public required string TaxableValue { get; init; }

    public required string Cgst { get; init; }

    public required string Sgst { get; init; }

    public required string Igst { get; init; }

    public required string RoundOff { get; init; }

    public required string GrandTotal { get; init; }
}

/// <summary>Priced lines and their totals, from the domain to the wire.</summary>
internal static class OrderLines
{
    public static QuotationItemView Item(QuotationLine line) =>
        new()
        {
            Sku = line.Sku,
            Name = line.Name,
            Hsn = line.Hsn.Code,
            Quantity = DecimalText.Plain(line.Quantity),
            Unit = line.Unit,
            UnitPrice = DecimalText.Price(line.UnitPrice),
            DiscountPercent = DecimalText.Plain(line.DiscountPercent),
            Gross = DecimalText.Amount(line.Gross),
            Discount = DecimalText.Amount(line.Discount),
            TaxableValue = DecimalText.Amount(line.TaxableValue),
            GstRate = DecimalText.Plain(line.GstRate),
            RateRule = line.RateRule,
            Cgst = DecimalText.Amount(line.Cgst),
            Sgst = DecimalText.Amount(line.Sgst),
            Igst = DecimalText.Amount(line.Igst),
            LineTotal = DecimalText.Amount(line.LineTotal),
            RequiresLicence = line.RequiresLicence,
        };

    public static QuotationTotalsView Totals(QuotationTotals totals) =>
        new()
        {
            Gross = DecimalText.Amount(totals.Gross),
            Discount = DecimalText.Amount(totals.Discount),
            TaxableValue = DecimalText.Amount(totals.TaxableValue),
            Cgst = DecimalText.Amount(totals.Cgst),
            Sgst = DecimalText.Amount(totals.Sgst),
            Igst = DecimalText.Amount(totals.Igst),
            RoundOff = DecimalText.Amount(totals.RoundOff),
            GrandTotal = DecimalText.Amount(totals.GrandTotal),
        };
}
