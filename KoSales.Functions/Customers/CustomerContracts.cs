using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Customers;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Fields;
using KoSales.Domain.Places;
using KoSales.Functions.Entities.Making;
using KoSales.Functions.Entities.Personal;
using NodaTime;

namespace KoSales.Functions.Customers;

/// <summary>What people fill in about a customer.</summary>
public abstract record CustomerMembers : PersonMembers
{
    [Description("The inventory system's id; one customer has it.")]
    [StringLength(FieldLimits.Reference)]
    public string? ExternalId { get; init; }

    public BusinessAddressBody? BillingAddress { get; init; }

    [MaxLength(ShippingAddress.Most)]
    public IReadOnlyList<ShippingAddressBody>? ShippingAddresses { get; init; }

    [StringLength(FieldLimits.Short)]
    public string? PriceList { get; init; }

    public CustomerStatus? Status { get; init; }
}

public sealed record CreateCustomer : CustomerMembers, IPersonMembers, INewEntity
{
    [Description("Trading name; shown as it is.")]
    [StringLength(FieldLimits.Name, MinimumLength = 1)]
    public required string Name { get; init; }

    public required BuyerKind Kind { get; init; }

    string? IPersonMembers.FullName => null;
}

public sealed record EditCustomer : CustomerMembers, IPersonMembers
{
    [Description("Trading name; shown as it is.")]
    [StringLength(FieldLimits.Name, MinimumLength = 1)]
    public string? Name { get; init; }

    public BuyerKind? Kind { get; init; }

    string? IPersonMembers.FullName => null;
}

public sealed record ShippingAddressBody : IGivenShippingAddress
{
    [Description("What people call the place, such as depot.")]
    [StringLength(FieldLimits.Short)]
    public string? Label { get; init; }

    public required BusinessAddressBody Address { get; init; }

    IGivenAddress? IGivenShippingAddress.Address => Address;
}

/// <summary>A customer on the wire: the stored members, without blind indexes and search keys.</summary>
public sealed record CustomerView
{
    public required CustomerId Id { get; init; }

    public required int Version { get; init; }

    public required string PiiId { get; init; }

    public string? ExternalId { get; init; }

    public required string Name { get; init; }

    public string? PhoneMasked { get; init; }

    public string? EmailMasked { get; init; }

    public string? GstinMasked { get; init; }

    [Description(
        "Only when a single customer is read, by those who quote; to others it is masked."
    )]
    public string? Gstin { get; init; }

    public string? PanMasked { get; init; }

    public required BuyerKind Kind { get; init; }

    public BusinessAddress? BillingAddress { get; init; }

    public required IReadOnlyList<ShippingAddress> ShippingAddresses { get; init; }

    [Description("The contacts whose customer_id names it; written with theirs.")]
    public required IReadOnlyList<string> ContactIds { get; init; }

    public required CustomerStatus Status { get; init; }

    [Description("What verified documents prove; never written directly.")]
    public IReadOnlyList<ShownLicence>? Licences { get; init; }

    [Description("Types of which there is a verified document.")]
    public IReadOnlyList<string>? VerifiedDocuments { get; init; }

    public string? OwnerId { get; init; }

    public string? TeamId { get; init; }

    public Instant? AssignedAt { get; init; }

    public string? PriceList { get; init; }

    [Description("The inventory system's.")]
    public CreditView? Credit { get; init; }

    [Description("What is owed, as a number of rupees.")]
    public decimal? OutstandingInr { get; init; }

    [Description("The inventory system's.")]
    public LifetimeView? Lifetime { get; init; }

    [Description("What was bought so far, as a number of rupees.")]
    public decimal? LifetimeInr { get; init; }

    [Description("Whence it was last brought up to date; absent for one made by hand.")]
    public CustomerSync? Sync { get; init; }

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

public sealed record CreditView
{
    public MoneyBody? Limit { get; init; }

    public MoneyBody? Outstanding { get; init; }
}

public sealed record LifetimeView
{
    public required int Orders { get; init; }

    public MoneyBody? Value { get; init; }

    public Instant? FirstOrderAt { get; init; }

    public Instant? LastOrderAt { get; init; }
}

[JsonSerializable(typeof(CreateCustomer))]
[JsonSerializable(typeof(EditCustomer))]
[JsonSerializable(typeof(CustomerView))]
internal sealed partial class CustomerContractsJson : JsonSerializerContext
{
    public static readonly CustomerContractsJson Wire = new(DocumentJson.NewOptions());
}
