using System.Collections.Frozen;
using System.Text.Json.Serialization;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Pii.Names;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Domain.Places;

namespace KoSales.Domain.Contacts;

/// <summary>Whether people work with it. The pipeline's end makes it inactive, a stage makes it active again;
/// blocked is said by a person only, and stays until a person says otherwise.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ContactStatus>))]
public enum ContactStatus
{
    [JsonStringEnumMemberName("active")]
    Active,

    [JsonStringEnumMemberName("inactive")]
    Inactive,

    /// <summary>Nobody does business with it.</summary>
    [JsonStringEnumMemberName("blocked")]
    Blocked,
}

/// <summary>A person who buys, for themselves or for a business. One living contact has a phone.</summary>
public sealed record Contact : PersonalEntity
{
    private static readonly FrozenSet<string> Shown = FrozenSet.Create(
        "name",
        "company",
        "phone",
        "email",
        "gstin",
        "pan"
    );

    public required ContactId Id { get; init; }

    /// <summary>Of which it came; null for one that was made by itself.</summary>
    public string? LeadId { get; init; }

    /// <summary>The business that they buy for.</summary>
    public string? CustomerId { get; init; }

    /// <summary>Trading name; not personal data.</summary>
    public string? Company { get; init; }

    public string? Designation { get; init; }

    public BuyerKind Kind { get; init; }

    public Locality? Address { get; init; }

    public ContactStatus Status { get; init; }

    [JsonIgnore]
    public override string Key => Id.Value;

    [JsonIgnore]
    public override EntityRef Ref => new(EntityKind.Contact, Id.Value);

    [JsonIgnore]
    public override bool IsOpen => Status == ContactStatus.Active;

    [JsonIgnore]
    public override string StatusName => WireNames<ContactStatus>.Of(Status);

    [JsonIgnore]
    public override string? TradingName => Company;

    [JsonIgnore]
    public override IReadOnlySet<string> ShownBy => Shown;

    /// <summary>A contact of which nothing is known yet.</summary>
    public static Contact Blank(ContactId id) =>
        new()
        {
            Id = id,
            PiiId = "",
            DisplayName = "",
        };

    /// <summary>The person first: the company is where they work.</summary>
    public override string NameOf(string? fullName, string known) =>
        DisplayNames.Of(null, fullName, Company ?? known);

    /// <inheritdoc/>
    public override Contact At(StageDefinition stage, string? reason, NodaTime.Instant now) =>
        this with
        {
            Status = Status == ContactStatus.Blocked ? Status : StatusAt(stage.Type),
        };

    private static ContactStatus StatusAt(StageType type) =>
        type switch
        {
            StageType.Open or StageType.Won => ContactStatus.Active,
            StageType.Lost => ContactStatus.Inactive,
        };
}

[JsonSerializable(typeof(Contact))]
internal sealed partial class ContactJson : JsonSerializerContext;
