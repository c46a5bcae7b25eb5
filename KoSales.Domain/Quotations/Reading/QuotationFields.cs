using KoSales.Domain.Kernel.Amounts;
using KoSales.Domain.Quotations.Licensing;
using KoSales.Domain.Quotations.Pricing;
using NodaTime.Text;

namespace KoSales.Domain.Quotations.Reading;

/// <summary>A field of a line or a quotation as a text that people and hashes read alike.</summary>
/// <param name="Path">As on the wire.</param>
public sealed record QuotationField<T>(string Path, Func<T, string?> Read);

/// <summary>The fields that make an offer what it is; hash and diff go by these, so that what changes the
/// one shows in the other.</summary>
public static class QuotationFields
{
    /// <summary>Of a line beside its SKU, by which lines are told apart.</summary>
    public static readonly IReadOnlyList<QuotationField<QuotationLine>> OfLines =
    [
        new("name", l => l.Name),
        new("hsn", l => l.Hsn.Code),
        new("quantity", l => DecimalText.Plain(l.Quantity)),
        new("unit", l => l.Unit),
        new("unit_price", l => DecimalText.Price(l.UnitPrice)),
        new("discount_percent", l => DecimalText.Plain(l.DiscountPercent)),
        new("taxable_value", l => DecimalText.Amount(l.TaxableValue)),
        new("gst_rate", l => DecimalText.Plain(l.GstRate)),
        new("cgst", l => DecimalText.Amount(l.Cgst)),
        new("sgst", l => DecimalText.Amount(l.Sgst)),
        new("igst", l => DecimalText.Amount(l.Igst)),
        new("requires_licence", l => LicenceOf(l)),
    ];

    /// <summary>The same with the amounts that follow from it, for people who compare revisions.</summary>
    public static readonly IReadOnlyList<QuotationField<QuotationLine>> OfComparedLines =
    [
        .. OfLines,
        new("gross", l => DecimalText.Amount(l.Gross)),
        new("discount", l => DecimalText.Amount(l.Discount)),
        new("line_total", l => DecimalText.Amount(l.LineTotal)),
    ];

    /// <summary>Of a quotation, with its totals.</summary>
    public static readonly IReadOnlyList<QuotationField<QuotationContent>> OfContent =
    [
        new("seller_gstin", c => c.SellerGstin),
        new("seller_state_code", c => c.SellerStateCode),
        new("place_of_supply", c => c.PlaceOfSupply),
        new("sez", c => c.Sez ? "true" : "false"),
        new("valid_until", c => LocalDatePattern.Iso.Format(c.ValidUntil)),
        new("terms", c => c.Terms),
        new("totals.gross", c => DecimalText.Amount(c.Totals.Gross)),
        new("totals.discount", c => DecimalText.Amount(c.Totals.Discount)),
        new("totals.taxable_value", c => DecimalText.Amount(c.Totals.TaxableValue)),
        new("totals.cgst", c => DecimalText.Amount(c.Totals.Cgst)),
        new("totals.sgst", c => DecimalText.Amount(c.Totals.Sgst)),
        new("totals.igst", c => DecimalText.Amount(c.Totals.Igst)),
        new("totals.round_off", c => DecimalText.Amount(c.Totals.RoundOff)),
        new("totals.grand_total", c => DecimalText.Amount(c.Totals.GrandTotal)),
    ];

    private static string? LicenceOf(QuotationLine line) =>
        line.RequiresLicence is { } type ? WireNames<LicenceType>.Of(type) : null;
}
