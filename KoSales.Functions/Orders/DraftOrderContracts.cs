using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KoSales.Domain.Fields;
using KoSales.Domain.Orders;
using KoSales.Domain.Places;
using KoSales.Domain.Quotations.Reading;
using KoSales.Functions.Entities.Personal;
using KoSales.Functions.Related;
using NodaTime;

namespace KoSales.Functions.Orders;

/// <summary>A merge patch of a draft or a rejected order: what is left out stays, null clears.</summary>
public sealed record EditDraftOrder
{
    public BusinessAddressBody? ShippingAddress { get; init; }

    [StringLength(FieldLimits.Id)]
    public string? ContactId { get; init; }

    [StringLength(FieldLimits.Id)]
    public string? CustomerId { get; init; }

    [Description("Lines whose goods the inventory system knows under another key.")]
    [MaxLength(QuotationLimits.Items)]
    public IReadOnlyList<OrderItemCorrection>? Items { get; init; }
}

public sealed record OrderItemCorrection
{
    [Description("Counted from 1.")]
    [Range(1, QuotationLimits.Items)]
    public required int Line { get; init; }

    [StringLength(QuotationLimits.Sku, MinimumLength = 1)]
    [KeptInTheClear]
    public required string Sku { get; init; }
}

/// <summary>A draft order on the wire.</summary>
public sealed record DraftOrderView
{
    public required DraftOrderId Id { get; init; }

    public required int Version { get; init; }

    public required EntityRef EntityRef { get; init; }

    public required string DealId { get; init; }

    public required OrderedQuotation Quotation { get; init; }

    public string? ContactId { get; init; }

    public string? CustomerId { get; init; }

    public string? LeadId { get; init; }

    public string? OwnerId { get; init; }

    public string? TeamId { get; init; }

    public required string PlaceOfSupply { get; init; }

    public required IReadOnlyList<QuotationItemView> Items { get; init; }

    public required QuotationTotalsView Totals { get; init; }

    public BusinessAddress? ShippingAddress { get; init; }

    public required DraftOrderStatus Status { get; init; }

    [Description("Of the inventory system.")]
    public string? InventoryOrderId { get; init; }

    [Description("Each time that somebody submitted it, the oldest first.")]
    public required IReadOnlyList<Submission> Submissions { get; init; }

    [Description(
        "Whether documents prove the licences that the buyer needs: as it was when the order was made, and from the first submission on as it was at the last."
    )]
    public required OrderLicences LicenceCheck { get; init; }

    public Instant? ConfirmedAt { get; init; }

    public Instant? CancelledAt { get; init; }

    public required Instant CreatedAt { get; init; }

    public required Instant UpdatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required string UpdatedBy { get; init; }
}

[JsonSerializable(typeof(EditDraftOrder))]
[JsonSerializable(typeof(DraftOrderView))]
internal sealed partial class DraftOrderContractsJson : JsonSerializerContext;

/// <summary>What lists of orders take; each sort has an index of its own.</summary>
public static class DraftOrderLists
{
    /// <summary>Those that one has or leads the team of, and those of deals that one has open work
    /// about.</summary>
    public static readonly ListSpec<DraftOrderView> Orders = new()
    {
        Name = "draft-orders",
        Noun = "draft_order",
        Collection = DraftOrderStore.Collection,
        Fields = new Dictionary<string, FieldType>
        {
            ["id"] = FieldType.Text,
            ["deal_id"] = FieldType.Text,
            ["quotation.number"] = FieldType.Text,
            ["contact_id"] = FieldType.Text,
            ["customer_id"] = FieldType.Text,
            ["lead_id"] = FieldType.Text,
            ["owner_id"] = FieldType.Text,
            ["team_id"] = FieldType.Text,
            ["status"] = FieldType.Text,
            ["inventory_order_id"] = FieldType.Text,
            ["licence_check.ok"] = FieldType.Flag,
            ["confirmed_at"] = FieldType.Instant,
            ["created_at"] = FieldType.Instant,
            ["updated_at"] = FieldType.Instant,
        },
        Sorts = new Dictionary<string, FieldType>
        {
            ["created_at"] = FieldType.Instant,
            ["updated_at"] = FieldType.Instant,
        },
        Base = Filter.AllOf(Filter.Missing("deleted_at"), Filter.Missing("entity_deleted_at")),
        Scope = HolderScope.Of,
        SeenByWork = SeenByWork.OfEntityRef,
        Includes = [RelatedRecords.Owner],
    };
}
