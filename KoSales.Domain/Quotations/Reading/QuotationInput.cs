namespace KoSales.Domain.Quotations.Reading;

/// <summary>A quotation as somebody wrote it, before it is parsed. Null is not given. Totals are never
/// taken from outside.</summary>
public sealed record QuotationInput
{
    public string? PlaceOfSupply { get; init; }

    public bool? Sez { get; init; }

    public string? ValidUntil { get; init; }

    public IReadOnlyList<QuotationItemInput>? Items { get; init; }

    public string? Terms { get; init; }
}

/// <summary>Quantities, prices and percentages are decimal texts.</summary>
public sealed record QuotationItemInput
{
    public string? Sku { get; init; }

    public string? Name { get; init; }

    public string? Hsn { get; init; }

    public string? Quantity { get; init; }

    public string? Unit { get; init; }

    public string? UnitPrice { get; init; }

    /// <summary>Null for none.</summary>
    public string? DiscountPercent { get; init; }

    /// <summary>Null for that of the rate table.</summary>
    public string? GstRate { get; init; }
}
