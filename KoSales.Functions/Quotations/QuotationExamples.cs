using KoSales.Domain.Deals;
using KoSales.Domain.Quotations;
using KoSales.Domain.Quotations.Licensing;
using KoSales.Domain.Quotations.Pricing;
using KoSales.Domain.Quotations.Reading;
using KoSales.Domain.Taxes;
using KoSales.Domain.Timeline;
using KoSales.Functions.Quotations.Buying;
using NodaTime;

namespace KoSales.Functions.Quotations;

/// <summary>Humic acid for the dealer in Sehore, priced by the domain.</summary>
internal static class QuotationExamples
{
    private static readonly LocalDate ValidUntil = new(2026, 12, 31);

    private static readonly QuotationItemBody Humic = new()
    {
        Sku = "HUM-1L",
        Name = "Humic acid 1 L",
        Hsn = "31010099",
        Quantity = "20",
        Unit = "BTL",
        UnitPrice = "450.00",
        DiscountPercent = "5",
        GstRate = "5",
    };

    private static readonly PricingTerms Terms = new(
        new QuotationSettings().Seller,
        GstRateTable.Of(GstSeed.Rows).Value,
        LicenceRules.Default,
        "farmer",
        CompanyDay.Of(ExampleNames.Start)
    );

    private static readonly Quotation Drafted = QuotationDecisions
        .Begin(QuotationPricing.Price(Draft(), Terms).Value)
        .Quotation;

    private static readonly QuotationScene Scene = new(
        BuyerCard.Unknown,
        new QuotationSettings().AgentPolicy,
        CompanyDay.Of(ExampleNames.Start)
    );

    private static readonly QuotationView View = ViewOf(Drafted);

    private static readonly DecideQuotation Decision = new()
    {
        Revision = 1,
        ContentHash = Drafted.ContentHash,
        Note = "agreed on the phone",
    };

    public static readonly ContractExample[] All =
    [
        ContractExample.Of(View),
        ContractExample.Of(Sent(), "QuotationsSend", "QuotationsGet"),
        ContractExample.Of(Accepted(), "QuotationsAccept"),
        ContractExample.Of(
            new QuotationBody
            {
                PlaceOfSupply = "23",
                ValidUntil = ValidUntil,
                Items = [Humic],
                Terms = "Payment in advance.",
            }
        ),
        ContractExample.Of(Decision),
        ContractExample.Of(Decision.AsRejection with { Note = "too late for the season" }),
        ContractExample.Of(new QuotationRevisionsView([View])),
        ContractExample.Of(
            new RevisionDiffView(
                1,
                2,
                [new FieldChange("totals.grand_total", "8978.00", "9450.00")],
                [
                    new LineDifferenceView(
                        LineChange.Changed,
                        1,
                        "HUM-1L",
                        [new FieldChange("discount_percent", "5", "0")]
                    ),
                ]
            )
        ),
        ContractExample.Of(
            new RateReviewView(
                CompanyDay.Of(ExampleNames.Start),
                CompanyDay.Of(ExampleNames.Start).PlusDays(20),
                [new LineRateView(1, "HUM-1L", RateConcern.DiffersFromTable, "12", "5", Row)],
                [new FieldChange("totals.grand_total", "9576.00", "8978.00")]
            )
        ),
        ContractExample.Of(
            new QuotationLinkView(
                $"/api/v1/shared-quotations/{ExampleNames.Deal}/{Token}",
                Drafted.ExpiresAt
            )
        ),
        ContractExample.Text(Page, "QuotationsPage", "SharedQuotationsShow"),
        ContractExample.Text("%PDF-1.4 …", "QuotationsPdf", "SharedQuotationsPdf"),
        ContractExample.Text(
            "<!DOCTYPE html><p>Thank you.</p>",
            "SharedQuotationsAccept",
            "SharedQuotationsReject"
        ),
    ];

    private const string Row = "3101.2025-09-22@1";
    private const string Token = "Kk0pW0J6k4T2m1n8q7s5v3x9z0B2D4F6H8J0L2N4P6R";
    private const string Page = "<!DOCTYPE html><title>Quotation KO/26-27/00042</title>";

    private static QuotationView ViewOf(Quotation quotation) =>
        QuotationViews.Of(Deal.Blank(DealId.Of(ExampleNames.Deal)), quotation, Scene);

    private static QuotationView Sent() =>
        ViewOf(
            Drafted with
            {
                Number = "KO/26-27/00042",
                Status = QuotationStatus.Sent,
                SentAt = ExampleNames.After(30),
                SentTo = ExampleNames.Lead,
            }
        );

    private static QuotationView Accepted() =>
        Sent() with
        {
            Status = QuotationStatus.Accepted,
            DecidedAt = ExampleNames.After(90),
            DraftOrderId = ExampleNames.DraftOrder,
        };

    private static QuotationDraft Draft() =>
        QuotationReader
            .Read(
                new QuotationInput
                {
                    PlaceOfSupply = "23",
                    ValidUntil = "2026-12-31",
                    Items = [Item()],
                    Terms = "Payment in advance.",
                }
            )
            .Value;

    private static QuotationItemInput Item() =>
        new()
        {
            Sku = Humic.Sku,
            Name = Humic.Name,
            Hsn = Humic.Hsn,
            Quantity = Humic.Quantity,
            Unit = Humic.Unit,
            UnitPrice = Humic.UnitPrice,
            DiscountPercent = Humic.DiscountPercent,
            GstRate = Humic.GstRate,
        };
}
