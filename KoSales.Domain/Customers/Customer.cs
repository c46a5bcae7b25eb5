using System.Collections.Frozen;
using System.Text.Json.Serialization;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Kernel.Amounts;
using KoSales.Domain.Pii.Names;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Domain.Places;
using NodaTime;

namespace KoSales.Domain.Customers;

[JsonConverter(typeof(JsonStringEnumConverter<CustomerStatus>))]
public enum CustomerStatus
{
    [JsonStringEnumMemberName("active")]
    Active,

    /// <summary>Gets no goods for the time being.</summary>
    [JsonStringEnumMemberName("on_hold")]
    OnHold,

    /// <summary>No customer any more; it changes hands no longer.</summary>
    [JsonStringEnumMemberName("closed")]
    Closed,
}

/// <summary>A business, or a person who buys like one, that has an account with us. Its name and addresses
/// are those of a business, hence in the clear; phone, e-mail address, GSTIN and PAN are in the
/// vault.</summary>
public sealed record Customer : PersonalEntity
{
    private static readonly FrozenSet<string> Shown = FrozenSet.Create(
        "name",
        "phone",
        "email",
        "gstin",
        "pan"
    );

    public required CustomerId Id { get; init; }

    /// <summary>The inventory system's id; one customer has it. Null for one that system does not know
    /// yet.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Trading name; not personal data.</summary>
    public string Name { get; init; } = "";

    public string? GstinMasked { get; init; }

    public string? PanMasked { get; init; }

    public BuyerKind Kind { get; init; }

    public BusinessAddress? BillingAddress { get; init; }

    public IReadOnlyList<ShippingAddress> ShippingAddresses { get; init; } = [];

    /// <summary>Those whose <c>customer_id</c> names it, in the order in which they came; written with
    /// theirs.</summary>
    public IReadOnlyList<string> ContactIds { get; init; } = [];

    /// <summary>A key of the inventory system.</summary>
    public string? PriceList { get; init; }

    /// <summary>The inventory system's; null while it has told nothing.</summary>
    public CustomerCredit? Credit { get; init; }

    /// <summary>The inventory system's; null while it has told nothing.</summary>
    public CustomerLifetime? Lifetime { get; init; }

    public CustomerStatus Status { get; init; }

    /// <summary>Whence it was last brought up to date; null for one made by hand.</summary>
    public CustomerSync? Sync { get; init; }

    /// <summary>In rupees, as filters and rules compare it.</summary>
    public decimal? OutstandingInr => Credit?.Outstanding?.Value;

    /// <summary>In rupees, as filters, rules and sorts compare it.</summary>
    public decimal? LifetimeInr => Lifetime?.Value?.Value;

    [JsonIgnore]
    public override string Key => Id.Value;

    [JsonIgnore]
    public override EntityRef Ref => new(EntityKind.Customer, Id.Value);

    [JsonIgnore]
    public override bool IsOpen => Status != CustomerStatus.Closed;

    [JsonIgnore]
    public override string StatusName => WireNames<CustomerStatus>.Of(Status);

    [JsonIgnore]
    public override string? TradingName => Name;

    [JsonIgnore]
    public override IReadOnlySet<string> ShownBy => Shown;

    [JsonIgnore]
    public override MaskedFields Masks =>
        base.Masks with
        {
            GstinMasked = GstinMasked,
            PanMasked = PanMasked,
        };

    /// <summary>A customer of which nothing is known yet.</summary>
    public static Customer Blank(CustomerId id) =>
        new()
        {
            Id = id,
            PiiId = "",
            DisplayName = "",
        };

    public override string NameOf(string? fullName, string known) =>
        DisplayNames.Of(Name, fullName, known);

    public override Customer Showing(MaskedFields masked) =>
        (Customer)base.Showing(masked) with
        {
            GstinMasked = masked.GstinMasked,
            PanMasked = masked.PanMasked,
        };

    /// <summary>As it is: a customer goes through no pipeline.</summary>
    public override Customer At(StageDefinition stage, string? reason, Instant now) => this;
}

/// <param name="Limit">Null for none.</param>
public sealed record CustomerCredit(Money? Limit, Money? Outstanding);

/// <summary>What it has bought so far.</summary>
public sealed record CustomerLifetime(int Orders, Money? Value)
{
    public Instant? FirstOrderAt { get; init; }

    public Instant? LastOrderAt { get; init; }
}

/// <param name="Source">The system that told.</param>
/// <param name="SourceVersion">An older one changes nothing.</param>
public sealed record CustomerSync(string Source, long SourceVersion)
{
    public Instant? SourceUpdatedAt { get; init; }

    public string? LastEventId { get; init; }

    public required Instant SyncedAt { get; init; }
}

[JsonSerializable(typeof(Customer))]
internal sealed partial class CustomerJson : JsonSerializerContext;
