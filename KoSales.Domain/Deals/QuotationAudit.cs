using KoSales.Domain.Quotations;
using KoSales.Domain.Quotations.Pricing;

namespace KoSales.Domain.Deals;

/// <summary>Says what is not as it must be of the quotations of a deal.</summary>
public static class QuotationAudit
{
    /// <summary>Sentences of revisions and amounts, without personal data; empty when all holds.</summary>
    public static IEnumerable<string> Violations(Deal deal)
    {
        Quotation[] all =
        [
            .. deal.QuotationHistory,
            .. deal.Quotation is { } current ? [current] : Array.Empty<Quotation>(),
        ];
        if (!all.Select(q => q.Revision).SequenceEqual(Enumerable.Range(1, all.Length)))
            yield return "its revisions do not count up from 1 one by one";
        if (all.Select(q => q.Number).OfType<string>().Distinct().Count() > 1)
            yield return "its revisions have several numbers";
        foreach (var past in deal.QuotationHistory.Where(q => IsAlive(q.Status)))
            yield return $"revision {past.Revision} is past and not closed";
        foreach (var violation in all.SelectMany(OfRevision))
            yield return violation;
        var isWaiting = deal.Quotation?.Status == QuotationStatus.Sent;
        if (isWaiting != deal.QuotationDueAt.HasValue)
            yield return "the timer waits for a quotation that is with nobody, or for none";
    }

    private static bool IsAlive(QuotationStatus status) =>
        status is QuotationStatus.Draft or QuotationStatus.Sent or QuotationStatus.Accepted;

    private static IEnumerable<string> OfRevision(Quotation quotation)
    {
        var revision = $"revision {quotation.Revision}";
        if (quotation.ContentHash != quotation.Content.Hash)
            yield return $"{revision} has another content than its hash says";
        if (quotation.Totals != QuotationTotals.Of(quotation.Items))
            yield return $"the totals of {revision} are not the sums of its lines";
        if (!quotation.Items.All(AddsUp))
            yield return $"a line of {revision} does not add up";
        if (quotation.Items.Any(l => l.Cgst != l.Sgst || (l.Igst != 0 && l.Cgst != 0)))
            yield return $"a line of {revision} has both kinds of tax, or unequal halves";
        if (quotation.Status == QuotationStatus.Sent && quotation.Number is null)
            yield return $"{revision} was sent without a number";
    }

    private static bool AddsUp(QuotationLine line) =>
        line.TaxableValue == line.Gross - line.Discount
        && line.LineTotal == line.TaxableValue + line.Tax;
}
