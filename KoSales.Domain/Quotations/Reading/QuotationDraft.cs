using KoSales.Domain.Quotations.Pricing;
using KoSales.Domain.Taxes;
using NodaTime;

namespace KoSales.Domain.Quotations.Reading;

/// <summary>A well-formed quotation that has no amounts yet.</summary>
public sealed record QuotationDraft(
    string PlaceOfSupply,
    bool Sez,
    LocalDate ValidUntil,
    IReadOnlyList<QuotationItem> Items,
    string? Terms
)
{
    /// <summary>What a quotation says, to be priced anew: by today's rates, say.</summary>
    public static QuotationDraft Of(Quotation quotation) =>
        new(
            quotation.PlaceOfSupply,
            quotation.Sez,
            quotation.ValidUntil,
            [.. quotation.Items.Select(QuotationItem.Of)],
            quotation.Terms
        );
}

/// <param name="UnitPrice">In rupees, before discount and tax.</param>
/// <param name="DiscountPercent">0 to 100.</param>
/// <param name="GstRate">In percent; null for that of the rate table.</param>
public sealed record QuotationItem(
    string Sku,
    string Name,
    Hsn Hsn,
    decimal Quantity,
    string Unit,
    decimal UnitPrice,
    decimal DiscountPercent,
    decimal? GstRate
)
{
    /// <summary>What the line says, to be priced anew: a rate given by hand stays, one of the table is
    /// looked up again.</summary>
    public static QuotationItem Of(QuotationLine line) =>
        new(
            line.Sku,
            line.Name,
            line.Hsn,
            line.Quantity,
            line.Unit,
            line.UnitPrice,
            line.DiscountPercent,
            line.RateRule == QuotationLine.RateByHand ? line.GstRate : null
        );
}

/// <summary>The most that a quotation holds: so much that no amount of it overflows.</summary>
public static class QuotationLimits
{
    public const int Items = 200;
    public const int Sku = 64;
    public const int Name = 200;
    public const int Unit = 10;
    public const int Terms = 5_000;
    public const int QuantityPlaces = 3;
    public const int PricePlaces = 4;
    public const int PercentPlaces = 2;
    public const decimal Quantity = 9_999_999.999m;
    public const decimal Price = 99_999_999.9999m;
    public const decimal Percent = 100;
}
