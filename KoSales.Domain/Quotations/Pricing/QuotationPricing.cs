using KoSales.Domain.Kernel.Amounts;
using KoSales.Domain.Quotations.Licensing;
using KoSales.Domain.Quotations.Reading;
using KoSales.Domain.Taxes;
using NodaTime;

namespace KoSales.Domain.Quotations.Pricing;

/// <summary>Who sells, by its own GST registration.</summary>
public sealed record Seller(string Gstin, string StateCode);

/// <summary>By what a draft is priced.</summary>
/// <param name="BuyerKind">As on the wire; licences depend on it.</param>
/// <param name="Day">Whose rates hold, in company time.</param>
public sealed record PricingTerms(
    Seller Seller,
    GstRateTable Rates,
    LicenceRules Licences,
    string BuyerKind,
    LocalDate Day
);

/// <summary>Makes the amounts of a quotation: the only place where they are made.</summary>
public static class QuotationPricing
{
    /// <summary>Refused when the table has no rate for a line that gives none, when the offer would be over
    /// before it begins, and when its total is above <see cref="Money.Most"/>.</summary>
    public static Verdict<QuotationContent> Price(QuotationDraft draft, PricingTerms terms)
    {
        List<Fault> faults = [];
        if (draft.ValidUntil < terms.Day)
            faults.Add(
                Fault.Invalid(
                    "/valid_until",
                    "quotation.valid_until_past",
                    "The last day on which it can be accepted has passed already."
                )
            );
        QuotationLine?[] lines =
        [
            .. draft.Items.Select((item, i) => LineOf(item, i, draft, terms, faults)),
        ];
        if (faults.Count > 0)
            return Verdict<QuotationContent>.Refuse(faults);
        var content = Content(draft, terms, [.. lines.OfType<QuotationLine>()]);
        return content.Totals.GrandTotal <= Money.Most
            ? content
            : Fault.Invalid(
                "/items",
                "quotation.total_too_large",
                "The grand total is larger than any amount can be; look at quantities and prices."
            );
    }

    private static QuotationLine? LineOf(
        QuotationItem item,
        int index,
        QuotationDraft draft,
        PricingTerms terms,
        List<Fault> faults
    )
    {
        if (RateOf(item, terms) is { } rate)
            return Line(item, rate, draft, terms);
        faults.Add(
            Fault.Invalid(
                $"/items/{index}/hsn",
                "quotation.no_gst_rate",
                $"No rate of GST is known for {item.Hsn}; give gst_rate, or have the rate added."
            )
        );
        return null;
    }

    private static QuotationLine Line(
        QuotationItem item,
        Rate rate,
        QuotationDraft draft,
        PricingTerms terms
    )
    {
        var supply = new Supply(terms.Seller.StateCode, draft.PlaceOfSupply, draft.Sez);
        var gross = Paise.Round(item.Quantity * item.UnitPrice);
        var discount = Paise.Round(gross * item.DiscountPercent / 100);
        var tax = supply.Tax(gross - discount, rate.Percent);
        return new QuotationLine
        {
            Sku = item.Sku,
            Name = item.Name,
            Hsn = item.Hsn,
            Quantity = item.Quantity,
            Unit = item.Unit,
            UnitPrice = item.UnitPrice,
            DiscountPercent = item.DiscountPercent,
            Gross = gross,
            Discount = discount,
            TaxableValue = gross - discount,
            GstRate = rate.Percent,
            RateRule = rate.Rule,
            Cgst = tax.Cgst,
            Sgst = tax.Sgst,
            Igst = tax.Igst,
            LineTotal = gross - discount + tax.Total,
            RequiresLicence = terms.Licences.TypeFor(
                item.Hsn,
                new Buyer(terms.BuyerKind, draft.PlaceOfSupply)
            ),
        };
    }

    private static Rate? RateOf(QuotationItem item, PricingTerms terms)
    {
        if (item.GstRate is { } given)
            return new Rate(given, QuotationLine.RateByHand);
        return terms.Rates.Find(item.Hsn, terms.Day) is { } row
            ? new Rate(row.Rate, row.Rule)
            : null;
    }

    private static QuotationContent Content(
        QuotationDraft draft,
        PricingTerms terms,
        QuotationLine[] lines
    ) =>
        new()
        {
            SellerGstin = terms.Seller.Gstin,
            SellerStateCode = terms.Seller.StateCode,
            PlaceOfSupply = draft.PlaceOfSupply,
            Sez = draft.Sez,
            ValidUntil = draft.ValidUntil,
            PricedOn = terms.Day,
            Items = lines,
            Totals = QuotationTotals.Of(lines),
            Terms = draft.Terms,
        };

    private sealed record Rate(decimal Percent, string Rule);
}
