using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Contacts;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Fields;
using KoSales.Domain.Places;
using KoSales.Functions.Entities.Making;
using KoSales.Functions.Entities.Personal;
using NodaTime;

namespace KoSales.Functions.Contacts;

/// <summary>What people fill in about a contact.</summary>
public abstract record ContactMembers : PersonMembers
{
    [Description("Trading name of the business that they work for; shown as it is.")]
    [StringLength(FieldLimits.Name)]
    public string? Company { get; init; }

    [StringLength(FieldLimits.Short)]
    public string? Designation { get; init; }

    public AddressBody? Address { get; init; }

    [Description("Set by the pipeline, but for blocked, which only people say and take back.")]
    public ContactStatus? Status { get; init; }

    [Description("The lead that it came of.")]
    [StringLength(FieldLimits.Id)]
    public string? LeadId { get; init; }

    [Description("The customer that they buy for, whose contact_ids then name them.")]
    [StringLength(FieldLimits.Id)]
    public string? CustomerId { get; init; }
}

public sealed record CreateContact : ContactMembers, IPersonMembers, INewEntity
{
    [Description("The full name; lists show the first name and an initial.")]
    [StringLength(FieldLimits.Name, MinimumLength = 1)]
    public required string Name { get; init; }

    public required BuyerKind Kind { get; init; }

    [Description("Lines for the consent ledger. Later ones are added at /piis/{id}/consents.")]
    [MaxLength(FieldLimits.List)]
    public IReadOnlyList<ConsentBody>? Consent { get; init; }

    [Description(
        "The published pipeline workflow that the contact starts on; left out: the one whose starts_when it matches, else the default."
    )]
    [StringLength(40, MinimumLength = 1)]
    public string? WorkflowId { get; init; }

    string? IPersonMembers.FullName => Name;

    IReadOnlyList<ConsentBody>? IPersonMembers.Consents => Consent;
}

public sealed record EditContact : ContactMembers, IPersonMembers
{
    [Description("The full name; lists show the first name and an initial.")]
    [StringLength(FieldLimits.Name, MinimumLength = 1)]
    public string? Name { get; init; }

    public BuyerKind? Kind { get; init; }

    string? IPersonMembers.FullName => Name;
}

/// <summary>A contact on the wire: the stored members, without blind indexes and search keys.</summary>
public sealed record ContactView
{
    public required ContactId Id { get; init; }

    public required int Version { get; init; }

    public required string PiiId { get; init; }

    public required string DisplayName { get; init; }

    public string? PhoneMasked { get; init; }

    public string? EmailMasked { get; init; }

    public string? Company { get; init; }

    public string? Designation { get; init; }

    public required BuyerKind Kind { get; init; }

    public Locality? Address { get; init; }

    public required ContactStatus Status { get; init; }

    public string? LeadId { get; init; }

    public string? CustomerId { get; init; }

    public string? PipelineId { get; init; }

    public string? Stage { get; init; }

    public string? OwnerId { get; init; }

    public string? TeamId { get; init; }

    public Instant? AssignedAt { get; init; }

    [Description("What their verified documents prove; never written directly.")]
    public required IReadOnlyList<ShownLicence> Licences { get; init; }

    [Description("Types of which there is a verified document.")]
    public IReadOnlyList<string>? VerifiedDocuments { get; init; }

    public required bool DoNotContact { get; init; }

    public required IReadOnlyList<ShownConsent> Consent { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    [Description("The record into which it was merged; only among the deleted ones.")]
    public string? DuplicateOf { get; init; }

    public required IReadOnlyDictionary<string, JsonElement> Custom { get; init; }

    public Instant? ErasedAt { get; init; }

    public required Instant CreatedAt { get; init; }

    public required Instant UpdatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required string UpdatedBy { get; init; }

    public Instant? DeletedAt { get; init; }

    [Description("Only in the answer to a write: what was odd but accepted.")]
    public IReadOnlyList<FieldWarning>? Warnings { get; init; }
}

[JsonSerializable(typeof(CreateContact))]
[JsonSerializable(typeof(EditContact))]
[JsonSerializable(typeof(ContactView))]
internal sealed partial class ContactContractsJson : JsonSerializerContext
{
    public static readonly ContactContractsJson Wire = new(DocumentJson.NewOptions());
}
