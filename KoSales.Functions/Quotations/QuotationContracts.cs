using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KoSales.Domain.Fields;
using KoSales.Domain.Quotations;
using KoSales.Domain.Quotations.Licensing;
using KoSales.Domain.Quotations.Pricing;
using KoSales.Domain.Quotations.Reading;
using KoSales.Domain.Timeline;
using KoSales.Functions.Orders;
using NodaTime;

namespace KoSales.Functions.Quotations;

/// <summary>A quotation as it is written; amounts are never given.</summary>
public sealed record QuotationBody
{
    [Description("Two-digit GST state code.")]
    [RegularExpression(@"\d{2}")]
    public required string PlaceOfSupply { get; init; }

    [Description("The buyer is in a special economic zone.")]
    public bool? Sez { get; init; }

    [Description("The last day on which it can be accepted.")]
    public required LocalDate ValidUntil { get; init; }

    [MinLength(1), MaxLength(QuotationLimits.Items)]
    public required IReadOnlyList<QuotationItemBody> Items { get; init; }

    [StringLength(QuotationLimits.Terms)]
    [KeptInTheClear]
    public string? Terms { get; init; }
}

public sealed record QuotationItemBody
{
    [StringLength(QuotationLimits.Sku, MinimumLength = 1)]
    [KeptInTheClear]
    public required string Sku { get; init; }

    [StringLength(QuotationLimits.Name, MinimumLength = 1)]
    [KeptInTheClear]
    public required string Name { get; init; }

    [Description("4, 6 or 8 digits.")]
    [StringLength(20, MinimumLength = 1)]
    public required string Hsn { get; init; }

    [Description("Decimal text with at most three places.")]
    [StringLength(28, MinimumLength = 1)]
    public required string Quantity { get; init; }

    [StringLength(QuotationLimits.Unit, MinimumLength = 1)]
    [KeptInTheClear]
    public required string Unit { get; init; }

    [Description("Rupees before discount and tax, as decimal text with at most four places.")]
    [StringLength(28, MinimumLength = 1)]
    public required string UnitPrice { get; init; }

    [Description("0 to 100, as decimal text; absent for none.")]
    [StringLength(28, MinimumLength = 1)]
    public string? DiscountPercent { get; init; }

    [Description("In percent, as decimal text; absent: that of the rate table on the day.")]
    [StringLength(28, MinimumLength = 1)]
    public string? GstRate { get; init; }
}

/// <summary>Which revision somebody decides on, as they saw it.</summary>
public sealed record DecideQuotation
{
    [Range(1, 10_000)]
    public required int Revision { get; init; }

    [RegularExpression("[0-9a-f]{64}")]
    public required string ContentHash { get; init; }

    [Description("Why; phone numbers, e-mail addresses and tax numbers in it are masked.")]
    [StringLength(1_000)]
    public string? Note { get; init; }

    internal RejectQuotation AsRejection =>
        new()
        {
            Revision = Revision,
            ContentHash = ContentHash,
            Note = Note,
        };
}

/// <summary>As <see cref="DecideQuotation"/>; without revision and hash it is about the current
/// one.</summary>
public sealed record RejectQuotation
{
    [Range(1, 10_000)]
    public int? Revision { get; init; }

    [RegularExpression("[0-9a-f]{64}")]
    public string? ContentHash { get; init; }

    [Description("Why; phone numbers, e-mail addresses and tax numbers in it are masked.")]
    [StringLength(1_000)]
    public string? Note { get; init; }
}

/// <summary>A revision on the wire.</summary>
public sealed record QuotationView
{
    public required string DealId { get; init; }

    [Description("Given when it is first sent, and kept by later revisions.")]
    public string? Number { get; init; }

    public required int Revision { get; init; }

    [Description("Of all that a buyer agrees to; accepting and approving name it.")]
    public required string ContentHash { get; init; }

    public required QuotationStatus Status { get; init; }

    public required LocalDate ValidUntil { get; init; }

    public required string SellerGstin { get; init; }

    public required string SellerStateCode { get; init; }

    public required string PlaceOfSupply { get; init; }

    public required bool Sez { get; init; }

    [Description("The day whose rates of tax the lines have.")]
    public required LocalDate PricedOn { get; init; }

    public required IReadOnlyList<QuotationItemView> Items { get; init; }

    public required QuotationTotalsView Totals { get; init; }

    public string? Terms { get; init; }

    public required QuotationApprovalView Approval { get; init; }

    [Description("Of the buyer who is known now.")]
    public required LicenceCheckView LicenceCheck { get; init; }

    public Instant? SentAt { get; init; }

    public string? SentTo { get; init; }

    [Description("Whether the customer has a link that works.")]
    public required bool Shared { get; init; }

    public Instant? DecidedAt { get; init; }

    public string? DecisionNote { get; init; }

    [Description("What the accepted quotation became.")]
    public string? DraftOrderId { get; init; }

    [Description("What is odd but accepted.")]
    public IReadOnlyList<FieldWarning>? Warnings { get; init; }
}

/// <param name="Needed">Why an agent may not send it without a manager; empty when nothing
/// stands in the way.</param>
/// <param name="Approved">Whether exactly this content is approved.</param>
public sealed record QuotationApprovalView(
    IReadOnlyList<ApprovalReason> Needed,
    bool Approved,
    IReadOnlyList<ApprovalGivenView> Given
);

/// <param name="ContentHash">For any other content it counts for nothing.</param>
public sealed record ApprovalGivenView(string ContentHash, string By, Instant At, string? Note);

/// <param name="Ok">Whether a document proves each licence that is needed.</param>
public sealed record LicenceCheckView(
    bool Ok,
    IReadOnlyList<LicensedLineView> Lines,
    IReadOnlyList<LicenceType> Missing
);

/// <param name="Line">Counted from 1.</param>
/// <param name="DocumentId">What proves that the buyer may; absent when nothing does.</param>
public sealed record LicensedLineView(int Line, string Sku, LicenceType Type, string? DocumentId);

/// <param name="Data">The current revision first.</param>
public sealed record QuotationRevisionsView(IReadOnlyList<QuotationView> Data);

/// <param name="From">The earlier revision.</param>
/// <param name="Fields">Of the quotation and its totals.</param>
public sealed record RevisionDiffView(
    int From,
    int To,
    IReadOnlyList<FieldChange> Fields,
    IReadOnlyList<LineDifferenceView> Lines
);

/// <param name="Line">Counted from 1, in the later revision; of a removed line, in the earlier
/// one.</param>
public sealed record LineDifferenceView(
    LineChange Change,
    int Line,
    string Sku,
    IReadOnlyList<FieldChange> Fields
);

/// <param name="Lines">Those whose rate is another by now, or odd.</param>
/// <param name="Fields">What the same quotation would say if it were priced today.</param>
public sealed record RateReviewView(
    LocalDate PricedOn,
    LocalDate Today,
    IReadOnlyList<LineRateView> Lines,
    IReadOnlyList<FieldChange> Fields
);

/// <param name="Quoted">In percent, as text.</param>
/// <param name="Now">What the table says; absent when it says nothing of the goods.</param>
public sealed record LineRateView(
    int Line,
    string Sku,
    RateConcern Concern,
    string Quoted,
    string? Now,
    string? Rule
);

/// <param name="Url">The customer's link, shown this once; the one before stopped working.</param>
/// <param name="ExpiresAt">When the quotation is no longer valid.</param>
public sealed record QuotationLinkView(string Url, Instant ExpiresAt);

[JsonSerializable(typeof(QuotationBody))]
[JsonSerializable(typeof(DecideQuotation))]
[JsonSerializable(typeof(RejectQuotation))]
[JsonSerializable(typeof(QuotationView))]
[JsonSerializable(typeof(QuotationRevisionsView))]
[JsonSerializable(typeof(RevisionDiffView))]
[JsonSerializable(typeof(RateReviewView))]
[JsonSerializable(typeof(QuotationLinkView))]
internal sealed partial class QuotationContractsJson : JsonSerializerContext
{
    public static readonly QuotationContractsJson Wire = new(DocumentJson.NewOptions());
}
