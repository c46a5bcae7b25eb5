using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Fields;
using KoSales.Domain.Leads;
using KoSales.Functions.Entities.Personal;
using KoSales.Functions.Leads.Handing;
using NodaTime;

namespace KoSales.Functions.Leads;

/// <summary>What people fill in about a lead.</summary>
public abstract record LeadMembers
{
    [Description("A person's full name; lists show the first name and an initial.")]
    [StringLength(FieldLimits.Name)]
    public string? Name { get; init; }

    [Description("Trading name; shown as it is.")]
    [StringLength(FieldLimits.Name)]
    public string? BusinessName { get; init; }

    [Description(
        "Indian numbers in any usual form, others with + and country code; two with / or , "
            + "between them, the first is the primary one. One open lead per primary number."
    )]
    [StringLength(60)]
    public string? Phone { get; init; }

    [StringLength(254)]
    [Decides("phone")]
    public string? Email { get; init; }

    [StringLength(20)]
    public string? Gstin { get; init; }

    public SourceBody? Source { get; init; }

    public AddressBody? Address { get; init; }

    [Description("ISO 639-1: hi, mr, gu, te, ...")]
    [StringLength(10)]
    public string? Language { get; init; }

    [Description(
        "The source system's key; unique per source channel. Needed when there is neither phone nor e-mail."
    )]
    [StringLength(FieldLimits.Reference)]
    [Decides("phone")]
    public string? ExternalRef { get; init; }

    [MaxLength(FieldLimits.List)]
    public IReadOnlyList<string>? Crops { get; init; }

    [MaxLength(FieldLimits.List)]
    public IReadOnlyList<string>? Products { get; init; }

    [MaxLength(FieldLimits.List)]
    public IReadOnlyList<string>? Tags { get; init; }

    [Range(0, Lead.MostAcres)]
    public decimal? LandAcres { get; init; }

    public Instant? NextActionAt { get; init; }

    [Description(
        "Written into the consent ledger as withdrawn or given for every channel; the lead shows what the ledger says."
    )]
    public bool? DoNotContact { get; init; }

    [Description("Custom fields by key, as defined under /custom-fields.")]
    public IReadOnlyDictionary<string, JsonElement>? Custom { get; init; }

    /// <summary>Holds personal data in the clear.</summary>
    public sealed override string ToString() => GetType().Name;
}

public sealed record CreateLead : LeadMembers
{
    public required BuyerKind Kind { get; init; }

    [Description("Lines for the consent ledger. Later ones are added at /piis/{id}/consents.")]
    [MaxLength(FieldLimits.List)]
    public IReadOnlyList<ConsentBody>? Consent { get; init; }

    [Description(
        "The published pipeline workflow that the lead starts on; left out: the one whose starts_when it matches, else the default."
    )]
    [StringLength(40, MinimumLength = 1)]
    public string? WorkflowId { get; init; }
}

/// <summary>The workflow that a lead without a pipeline starts on; may be left out like the whole
/// body.</summary>
public sealed record StartLeadPipeline
{
    [Description(
        "A published pipeline workflow; left out: the one whose starts_when the lead matches, else the default."
    )]
    [StringLength(40, MinimumLength = 1)]
    public string? WorkflowId { get; init; }
}

public sealed record EditLead : LeadMembers
{
    public BuyerKind? Kind { get; init; }
}

public sealed record SourceBody
{
    public SourceChannel? Channel { get; init; }

    [StringLength(FieldLimits.Short)]
    public string? Campaign { get; init; }

    [StringLength(FieldLimits.Short)]
    public string? Medium { get; init; }

    [StringLength(FieldLimits.Reference)]
    public string? Ref { get; init; }
}

public sealed record LeadReason
{
    [StringLength(FieldLimits.Reason, MinimumLength = 1)]
    [KeptInTheClear]
    public required string Reason { get; init; }
}

[JsonSerializable(typeof(CreateLead))]
[JsonSerializable(typeof(EditLead))]
[JsonSerializable(typeof(StartLeadPipeline))]
[JsonSerializable(typeof(LeadReason))]
[JsonSerializable(typeof(LeadView))]
[JsonSerializable(typeof(RequestHandover))]
[JsonSerializable(typeof(EnquiryNoted))]
[JsonSerializable(typeof(LeadAssignment))]
internal sealed partial class LeadContractsJson : JsonSerializerContext
{
    public static readonly LeadContractsJson Wire = new(Domain.Storage.DocumentJson.NewOptions());
}
