using KoSales.Domain.Deals;
using KoSales.Domain.Fields;
using KoSales.Domain.Kernel.Amounts;
using KoSales.Domain.Quotations;
using KoSales.Domain.Quotations.Licensing;
using KoSales.Domain.Quotations.Pricing;
using KoSales.Functions.Orders;
using KoSales.Functions.Quotations.Buying;
using NodaTime;

namespace KoSales.Functions.Quotations;

/// <summary>What is known beside the deal when its quotation is shown.</summary>
/// <param name="Policy">Of agents.</param>
/// <param name="Today">In company time.</param>
internal sealed record QuotationScene(BuyerCard Buyer, ApprovalPolicy Policy, LocalDate Today)
{
    public LicenceCheck Check(Quotation quotation) =>
        LicenceCheck.Of(quotation, Buyer.Licences, Today);
}

/// <summary>From the domain to the wire.</summary>
internal static class QuotationViews
{
    public static QuotationView Of(Deal deal, Quotation quotation, QuotationScene scene) =>
        new()
        {
            DealId = deal.Key,
            Number = quotation.Number,
            Revision = quotation.Revision,
            ContentHash = quotation.ContentHash,
            Status = quotation.Status,
            ValidUntil = quotation.ValidUntil,
            SellerGstin = quotation.SellerGstin,
            SellerStateCode = quotation.SellerStateCode,
            PlaceOfSupply = quotation.PlaceOfSupply,
            Sez = quotation.Sez,
            PricedOn = quotation.PricedOn,
            Items = [.. quotation.Items.Select(OrderLines.Item)],
            Totals = OrderLines.Totals(quotation.Totals),
            Terms = quotation.Terms,
            Approval = Approval(quotation, scene.Policy),
            LicenceCheck = Licences(scene.Check(quotation)),
            SentAt = quotation.SentAt,
            SentTo = quotation.SentTo,
            Shared = quotation.ShareTokenHash is not null,
            DecidedAt = quotation.DecidedAt,
            DecisionNote = quotation.DecisionNote,
            DraftOrderId = quotation.Status == QuotationStatus.Accepted ? deal.DraftOrderId : null,
        };

    public static RevisionDiffView Diff(Quotation earlier, Quotation later)
    {
        var diff = QuotationDiff.Between(earlier.Content, later.Content);
        return new RevisionDiffView(
            earlier.Revision,
            later.Revision,
            diff.Fields,
            [.. diff.Lines.Select(l => new LineDifferenceView(l.Change, l.Line, l.Sku, l.Fields))]
        );
    }

    public static LineRateView Rate(LineRate rate) =>
        new(
            rate.Line,
            rate.Sku,
            rate.Concern,
            DecimalText.Plain(rate.Quoted),
            rate.Now is { } now ? DecimalText.Plain(now) : null,
            rate.Rule
        );

    /// <summary>What is odd about what was written, and accepted.</summary>
    public static IEnumerable<FieldWarning> Warnings(
        Quotation quotation,
        QuotationScene scene,
        RateReview rates
    )
    {
        if (!scene.Buyer.IsKnown)
            yield return new FieldWarning(
                "/items",
                "quotation.buyer_unknown",
                "The deal names nobody whose kind is known, so no licences were asked for."
            );
        foreach (var line in scene.Check(quotation).Lines.Where(l => l.DocumentId is null))
            yield return new FieldWarning(
                $"/items/{line.Line - 1}",
                "quotation.licence_missing",
                $"Nothing proves that the buyer has a {WireNames<LicenceType>.Of(line.Type)}."
            );
        foreach (var rate in rates.Lines)
            yield return new FieldWarning(
                $"/items/{rate.Line - 1}/gst_rate",
                "quotation.rate_differs",
                "This is not the rate of GST that the goods have on this day; see the rates."
            );
    }

    private static QuotationApprovalView Approval(Quotation quotation, ApprovalPolicy policy) =>
        new(
            policy.ReasonsFor(quotation),
            quotation.IsApproved,
            [
                .. quotation.Approvals.Select(a => new ApprovalGivenView(
                    a.ContentHash,
                    a.By,
                    a.At,
                    a.Note
                )),
            ]
        );

    private static LicenceCheckView Licences(LicenceCheck check) =>
        new(
            check.Ok,
            [.. check.Lines.Select(l => new LicensedLineView(l.Line, l.Sku, l.Type, l.DocumentId))],
            check.Missing
        );
}
