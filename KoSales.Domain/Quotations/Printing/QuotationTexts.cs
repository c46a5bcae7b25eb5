using System.Globalization;
using KoSales.Domain.Places;
using KoSales.Domain.Quotations.Licensing;
using NodaTime.Text;

namespace KoSales.Domain.Quotations.Printing;

/// <summary>A name and what stands beside it.</summary>
public sealed record PageFact(string Name, string Value);

/// <summary>What a printed quotation says, on a page of HTML as in a PDF file.</summary>
public static class QuotationTexts
{
    private static readonly LocalDatePattern Day = LocalDatePattern.CreateWithInvariantCulture(
        "dd MMM uuuu"
    );

    /// <summary>What stands above the lines.</summary>
    public static IReadOnlyList<PageFact> FactsOf(Quotation quotation)
    {
        var revision = quotation.Revision.ToString(CultureInfo.InvariantCulture);
        List<PageFact> facts = [new("Number", NumberOf(quotation)), new("Revision", revision)];
        if (quotation.SentAt is { } sentAt)
            facts.Add(new PageFact("Date", Day.Format(CompanyDay.Of(sentAt))));
        facts.Add(new PageFact("Valid until", Day.Format(quotation.ValidUntil)));
        facts.Add(new PageFact("Place of supply", PlaceOf(quotation)));
        return facts;
    }

    /// <summary>The sums that lead to the grand total, which is not among them.</summary>
    public static IReadOnlyList<PageFact> SumsOf(Quotation quotation)
    {
        var totals = quotation.Totals;
        return
        [
            Sum("Gross", totals.Gross),
            Sum("Discount", -totals.Discount),
            Sum("Taxable value", totals.TaxableValue),
            Sum("CGST", totals.Cgst),
            Sum("SGST", totals.Sgst),
            Sum("IGST", totals.Igst),
            Sum("Round-off", totals.RoundOff),
        ];
    }

    public static string NumberOf(Quotation quotation) => quotation.Number ?? "(not sent yet)";

    /// <summary>Such as <c>pesticide licence</c>.</summary>
    public static string NameOf(LicenceType type) =>
        WireNames<LicenceType>.Of(type).Replace('_', ' ');

    private static PageFact Sum(string name, decimal amount) => new(name, IndianDigits.Of(amount));

    private static string PlaceOf(Quotation quotation)
    {
        var name = StateCodes.Names.GetValueOrDefault(quotation.PlaceOfSupply, "");
        var zone = quotation.Sez ? ", special economic zone" : "";
        return $"{name} ({quotation.PlaceOfSupply}){zone}";
    }
}
