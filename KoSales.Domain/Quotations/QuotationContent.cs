using System.Security.Cryptography;
using System.Text;
using KoSales.Domain.Kernel.Amounts;
using KoSales.Domain.Kernel.Canonical;
using KoSales.Domain.Quotations.Pricing;
using KoSales.Domain.Quotations.Reading;
using NodaTime;
using NodaTime.Text;

namespace KoSales.Domain.Quotations;

/// <summary>What a revision says: everything that a buyer agrees to, and nothing of its life.</summary>
public sealed record QuotationContent
{
    public required string SellerGstin { get; init; }

    public required string SellerStateCode { get; init; }

    public required string PlaceOfSupply { get; init; }

    public required bool Sez { get; init; }

    public required LocalDate ValidUntil { get; init; }

    public required LocalDate PricedOn { get; init; }

    public required IReadOnlyList<QuotationLine> Items { get; init; }

    public required QuotationTotals Totals { get; init; }

    public string? Terms { get; init; }

    /// <summary>
    /// SHA-256 of the canonical form, lower-case hex. The same for the same offer on every machine: numbers
    /// as they go on the wire, texts composed (NFC). Neither the number nor the revision is in it, nor the
    /// day of pricing and the rules behind the rates, which change nothing for the buyer.
    /// </summary>
    public string Hash =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical())));

    private string Canonical()
    {
        var form = new StringBuilder();
        Add(form, "form", "ko-quotation-1");
        Add(form, "seller_gstin", SellerGstin);
        Add(form, "seller_state_code", SellerStateCode);
        Add(form, "place_of_supply", PlaceOfSupply);
        Add(form, "sez", Sez ? "true" : "false");
        Add(form, "valid_until", LocalDatePattern.Iso.Format(ValidUntil));
        Add(form, "terms", Terms);
        Add(form, "currency", Money.Currency);
        foreach (var line in Items)
            Add(form, line);
        Add(form, "round_off", DecimalText.Amount(Totals.RoundOff));
        Add(form, "grand_total", DecimalText.Amount(Totals.GrandTotal));
        return form.ToString();
    }

    private static void Add(StringBuilder form, QuotationLine line)
    {
        Add(form, "sku", line.Sku);
        foreach (var field in QuotationFields.OfLines)
            Add(form, field.Path, field.Read(line));
        Add(form, "line_total", DecimalText.Amount(line.LineTotal));
    }

    // With its length before it no text can pass for the fields behind it.
    private static void Add(StringBuilder form, string name, string? value)
    {
        var text = value is null ? null : CanonicalForm.Compose(value);
        form.Append(name)
            .Append(':')
            .Append(text?.Length ?? -1)
            .Append(':')
            .Append(text)
            .Append('\n');
    }
}
