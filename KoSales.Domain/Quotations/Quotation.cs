using System.Text.Json.Serialization;
using KoSales.Domain.Quotations.Pricing;
using NodaTime;

namespace KoSales.Domain.Quotations;

[JsonConverter(typeof(JsonStringEnumConverter<QuotationStatus>))]
public enum QuotationStatus
{
    /// <summary>Being written; its content may change.</summary>
    [JsonStringEnumMemberName("draft")]
    Draft,

    /// <summary>With the customer, under its number. From here on its content never changes.</summary>
    [JsonStringEnumMemberName("sent")]
    Sent,

    [JsonStringEnumMemberName("accepted")]
    Accepted,

    [JsonStringEnumMemberName("rejected")]
    Rejected,

    /// <summary>Nobody decided while it was valid.</summary>
    [JsonStringEnumMemberName("expired")]
    Expired,

    /// <summary>A later revision took its place.</summary>
    [JsonStringEnumMemberName("superseded")]
    Superseded,

    /// <summary>Taken back by the seller.</summary>
    [JsonStringEnumMemberName("withdrawn")]
    Withdrawn,
}

/// <summary>One revision of what is offered in a deal. Decisions are in <see cref="QuotationDecisions"/>;
/// each makes another record.</summary>
public sealed record Quotation
{
    /// <summary>Of the financial-year series, given when it is first sent and kept by later revisions; null
    /// before.</summary>
    public string? Number { get; init; }

    /// <summary>Counts up from 1 within the deal.</summary>
    public required int Revision { get; init; }

    /// <summary><see cref="QuotationContent.Hash"/>.</summary>
    public required string ContentHash { get; init; }

    public QuotationStatus Status { get; init; }

    /// <summary>The last day on which it can be accepted, in company time.</summary>
    public required LocalDate ValidUntil { get; init; }

    /// <summary>The seller's own registration number, which every offer shows.</summary>
    public required string SellerGstin { get; init; }

    public required string SellerStateCode { get; init; }

    /// <summary>Two-digit state code.</summary>
    public required string PlaceOfSupply { get; init; }

    /// <summary>The buyer is in a special economic zone.</summary>
    public bool Sez { get; init; }

    /// <summary>The day whose rates of tax the lines have.</summary>
    public required LocalDate PricedOn { get; init; }

    public required IReadOnlyList<QuotationLine> Items { get; init; }

    public required QuotationTotals Totals { get; init; }

    public string? Terms { get; init; }

    /// <summary>All that were given, also to contents that it no longer has.</summary>
    public IReadOnlyList<QuotationApproval> Approvals
    {
        get;
        init => field = value ?? [];
    } = [];

    public Instant? SentAt { get; init; }

    /// <summary>Masked, or a contact's id; never an address.</summary>
    public string? SentTo { get; init; }

    /// <summary>When it was accepted, rejected, withdrawn or expired.</summary>
    public Instant? DecidedAt { get; init; }

    /// <summary>Why, in the words of who decided.</summary>
    public string? DecisionNote { get; init; }

    /// <summary>Not on the wire: the hash of the token in the customer's link; null when it was not
    /// shared.</summary>
    public string? ShareTokenHash { get; init; }

    /// <summary>The first instant at which it is no longer valid.</summary>
    [JsonIgnore]
    public Instant ExpiresAt => CompanyDay.StartOf(ValidUntil.PlusDays(1));

    /// <summary>Whether somebody who may has approved exactly this content.</summary>
    [JsonIgnore]
    public bool IsApproved => Approvals.Any(a => a.ContentHash == ContentHash);

    [JsonIgnore]
    public QuotationContent Content =>
        new()
        {
            SellerGstin = SellerGstin,
            SellerStateCode = SellerStateCode,
            PlaceOfSupply = PlaceOfSupply,
            Sez = Sez,
            ValidUntil = ValidUntil,
            PricedOn = PricedOn,
            Items = Items,
            Totals = Totals,
            Terms = Terms,
        };

    internal static Quotation Draft(int revision, QuotationContent content) =>
        new()
        {
            Revision = revision,
            ContentHash = content.Hash,
            ValidUntil = content.ValidUntil,
            SellerGstin = content.SellerGstin,
            SellerStateCode = content.SellerStateCode,
            PlaceOfSupply = content.PlaceOfSupply,
            Sez = content.Sez,
            PricedOn = content.PricedOn,
            Items = content.Items,
            Totals = content.Totals,
            Terms = content.Terms,
        };
}

/// <summary>A manager's consent to what needs one.</summary>
/// <param name="ContentHash">Of what was approved: for any other content it counts for nothing.</param>
/// <param name="By">An agent id.</param>
public sealed record QuotationApproval(string ContentHash, string By, Instant At, string? Note);
