using System.Text.Json.Serialization;
using KoSales.Domain.Places;
using KoSales.Domain.Quotations.Licensing;
using KoSales.Domain.Quotations.Pricing;
using NodaTime;

namespace KoSales.Domain.Orders;

/// <summary><c>DFT-1</c> for the first.</summary>
[JsonConverter(typeof(EntityIdConverter<DraftOrderId>))]
public readonly record struct DraftOrderId(string Value) : IEntityId<DraftOrderId>
{
    public static IdFormat Format { get; } = new("draft_orders", "DFT-");

    public static DraftOrderId Of(string value) => new(value);

    public override string ToString() => Value;
}

[JsonConverter(typeof(JsonStringEnumConverter<DraftOrderStatus>))]
public enum DraftOrderStatus
{
    /// <summary>Not with the inventory system, or not known to be.</summary>
    [JsonStringEnumMemberName("draft")]
    Draft,

    /// <summary>On its way; tried again until the inventory system answers.</summary>
    [JsonStringEnumMemberName("submitting")]
    Submitting,

    /// <summary>The inventory system has it and has yet to say whether it ships it.</summary>
    [JsonStringEnumMemberName("submitted")]
    Submitted,

    /// <summary>It will be shipped: an end.</summary>
    [JsonStringEnumMemberName("confirmed")]
    Confirmed,

    /// <summary>The inventory system does not take it as it is; it can be corrected and submitted
    /// again.</summary>
    [JsonStringEnumMemberName("rejected")]
    Rejected,

    /// <summary>Nobody wants it any more: an end.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,
}

[JsonConverter(typeof(JsonStringEnumConverter<SubmissionStatus>))]
public enum SubmissionStatus
{
    [JsonStringEnumMemberName("pending")]
    Pending,

    [JsonStringEnumMemberName("accepted")]
    Accepted,

    [JsonStringEnumMemberName("rejected")]
    Rejected,

    /// <summary>No answer came in all the time that it was tried: it may have arrived or not.</summary>
    [JsonStringEnumMemberName("unanswered")]
    Unanswered,
}

/// <summary>One time that somebody submitted the order, with all attempts that were made of it.</summary>
/// <param name="Number">Counts up from 1.</param>
/// <param name="Error">Why it was rejected, or what stood in the way of the last attempt; a code of the
/// inventory system or of ours. Null when nothing did.</param>
public sealed record Submission(int Number, Instant At, SubmissionStatus Status, string? Error);

/// <summary>What was accepted.</summary>
public sealed record OrderedQuotation(string Number, int Revision, string ContentHash);

/// <summary>Whether the buyer may be sold what is ordered, as it was when the order was made, and from the
/// first submission on as it was at the last.</summary>
/// <param name="Missing">Licences that nothing proves.</param>
public sealed record OrderLicences(bool Ok, IReadOnlyList<LicenceType> Missing)
{
    public static OrderLicences Of(LicenceCheck check) => new(check.Ok, check.Missing);
}

/// <summary>An order on its way to the inventory system, made of an accepted quotation. Seen by whoever has
/// it, and by whoever has open work about its deal. Decisions are in <see cref="DraftOrderDecisions"/>.</summary>
public sealed record DraftOrder : Document
{
    public required DraftOrderId Id { get; init; }

    /// <summary>The deal.</summary>
    public required EntityRef EntityRef { get; init; }

    public string DealId => EntityRef.Id;

    public required OrderedQuotation Quotation { get; init; }

    public string? ContactId { get; init; }

    public string? CustomerId { get; init; }

    /// <summary>Of which the deal came.</summary>
    public string? LeadId { get; init; }

    /// <summary>The deal's at first; it changes hands by itself, since a deal that is won no longer
    /// does.</summary>
    public string? OwnerId { get; init; }

    public string? TeamId { get; init; }

    /// <summary>Not on the wire: when the deal was deleted; null while it is there.</summary>
    public Instant? EntityDeletedAt { get; init; }

    /// <summary>Two-digit state code.</summary>
    public required string PlaceOfSupply { get; init; }

    public required IReadOnlyList<QuotationLine> Items { get; init; }

    public required QuotationTotals Totals { get; init; }

    /// <summary>Null while nobody has said where to.</summary>
    public BusinessAddress? ShippingAddress { get; init; }

    public DraftOrderStatus Status { get; init; }

    /// <summary>Of the inventory system; null until it has told.</summary>
    public string? InventoryOrderId { get; init; }

    /// <summary>The oldest first.</summary>
    public IReadOnlyList<Submission> Submissions
    {
        get;
        init => field = value ?? [];
    } = [];

    public required OrderLicences LicenceCheck { get; init; }

    public Instant? ConfirmedAt { get; init; }

    public Instant? CancelledAt { get; init; }

    [JsonIgnore]
    public override string Key => Id.Value;

    /// <summary>Null before the first.</summary>
    [JsonIgnore]
    public Submission? LastSubmission => Submissions is [.., var last] ? last : null;

    /// <summary>
    /// By which the inventory system knows a repeated attempt. It changes only after a rejection, so that an
    /// order that may have arrived is never taken twice.
    /// </summary>
    [JsonIgnore]
    public string IdempotencyKey =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{Id}.{Submissions.Count(s => s.Status == SubmissionStatus.Rejected) + 1}"
        );
}

[JsonSerializable(typeof(DraftOrder))]
internal sealed partial class DraftOrderJson : JsonSerializerContext;

public static class DraftOrderStore
{
    /// <summary>A quotation's revision becomes one order, however often it is accepted.</summary>
    public const string OnePerRevision = "draft_orders_quotation";

    /// <summary>Those of which something is still to come.</summary>
    public static readonly Filter Open = Filter.In(
        "status",
        ["draft", "submitting", "submitted", "rejected"]
    );

    public static readonly Collection<DraftOrder> Collection = new(
        "draft_orders",
        () => new DraftOrderJson(DocumentJson.NewOptions()).DraftOrder,
        new IndexSpec(OnePerRevision, "deal_id", "quotation.revision") { Unique = true },
        new IndexSpec("draft_orders_entity", "entity_ref.id"),
        new IndexSpec("draft_orders_owner_status", "owner_id", "status", "-created_at"),
        new IndexSpec("draft_orders_team_created", "team_id", "-created_at"),
        new IndexSpec("draft_orders_status_created", "status", "-created_at"),
        new IndexSpec("draft_orders_lead", "lead_id") { Where = Filter.Present("lead_id") },
        new IndexSpec("draft_orders_contact", "contact_id")
        {
            Where = Filter.Present("contact_id"),
        },
        new IndexSpec("draft_orders_customer", "customer_id")
        {
            Where = Filter.Present("customer_id"),
        },
        new IndexSpec("draft_orders_inventory", "inventory_order_id")
        {
            Where = Filter.Present("inventory_order_id"),
        },
        new IndexSpec("draft_orders_created", "-created_at"),
        new IndexSpec("draft_orders_updated", "-updated_at")
    );
}
