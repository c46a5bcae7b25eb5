using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Deals;
using KoSales.Domain.Fields;
using KoSales.Domain.Quotations;
using KoSales.Functions.Entities.Making;
using NodaTime;

namespace KoSales.Functions.Deals;

/// <summary>What people fill in about a deal.</summary>
public abstract record DealMembers
{
    [StringLength(FieldLimits.Id)]
    public string? ContactId { get; init; }

    [StringLength(FieldLimits.Id)]
    public string? CustomerId { get; init; }

    [Description("The lead that it came of.")]
    [StringLength(FieldLimits.Id)]
    public string? LeadId { get; init; }

    [Description("The key of the system that it came from; unique among deals.")]
    [StringLength(FieldLimits.Reference)]
    public string? ExternalRef { get; init; }

    public MoneyBody? Amount { get; init; }

    [Description("Percent; follows the stage while nobody has set it.")]
    [Range(0, 100)]
    public int? Probability { get; init; }

    [Description("A day of the company's calendar.")]
    public LocalDate? ExpectedCloseOn { get; init; }

    [MaxLength(FieldLimits.List)]
    public IReadOnlyList<string>? Tags { get; init; }

    [Description("Custom fields by key, as defined under /custom-fields.")]
    public IReadOnlyDictionary<string, JsonElement>? Custom { get; init; }
}

public sealed record CreateDeal : DealMembers, INewEntity
{
    [StringLength(FieldLimits.Name, MinimumLength = 1)]
    public required string Title { get; init; }

    [Description(
        "The published pipeline workflow that the deal starts on; left out: the one whose starts_when it matches, else the default."
    )]
    [StringLength(40, MinimumLength = 1)]
    public string? WorkflowId { get; init; }
}

public sealed record EditDeal : DealMembers
{
    [StringLength(FieldLimits.Name, MinimumLength = 1)]
    public string? Title { get; init; }
}

/// <summary>A deal on the wire.</summary>
public sealed record DealView
{
    public required DealId Id { get; init; }

    public required int Version { get; init; }

    public required string Title { get; init; }

    public string? ContactId { get; init; }

    public string? CustomerId { get; init; }

    public string? LeadId { get; init; }

    public string? ExternalRef { get; init; }

    public required DealStatus Status { get; init; }

    public string? PipelineId { get; init; }

    public string? Stage { get; init; }

    public string? OwnerId { get; init; }

    public string? TeamId { get; init; }

    public Instant? AssignedAt { get; init; }

    public MoneyBody? Amount { get; init; }

    [Description("The amount as a number of rupees, by which filters, rules and sorts go.")]
    public decimal? AmountInr { get; init; }

    public int? Probability { get; init; }

    public LocalDate? ExpectedCloseOn { get; init; }

    public string? LostReason { get; init; }

    public Instant? WonAt { get; init; }

    public Instant? LostAt { get; init; }

    [Description("What is offered, in short; all of it under /quotation.")]
    public DealQuotationView? Quotation { get; init; }

    [Description("What the accepted quotation became.")]
    public string? DraftOrderId { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    public required IReadOnlyDictionary<string, JsonElement> Custom { get; init; }

    public required Instant CreatedAt { get; init; }

    public required Instant UpdatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required string UpdatedBy { get; init; }

    public Instant? DeletedAt { get; init; }

    [Description("Only in the answer to a write: what was odd but accepted.")]
    public IReadOnlyList<FieldWarning>? Warnings { get; init; }
}

/// <summary>The current revision of a deal's quotation, in short.</summary>
public sealed record DealQuotationView
{
    public string? Number { get; init; }

    public required int Revision { get; init; }

    public required string ContentHash { get; init; }

    public required QuotationStatus Status { get; init; }

    public required LocalDate ValidUntil { get; init; }

    public Instant? SentAt { get; init; }

    public Instant? DecidedAt { get; init; }
}

[JsonSerializable(typeof(CreateDeal))]
[JsonSerializable(typeof(EditDeal))]
[JsonSerializable(typeof(DealView))]
internal sealed partial class DealContractsJson : JsonSerializerContext
{
    public static readonly DealContractsJson Wire = new(DocumentJson.NewOptions());
}
