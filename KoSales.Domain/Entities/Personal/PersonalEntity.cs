using System.Collections.Frozen;
using System.Text.Json.Serialization;
using KoSales.Domain.Pii;
using KoSales.Domain.Pii.Names;
using NodaTime;

namespace KoSales.Domain.Entities.Personal;

/// <summary>An entity that is about a person or a business: what is personal is in its PII document; here
/// are masked copies and blind indexes only.</summary>
public abstract record PersonalEntity : Entity
{
    public required string PiiId { get; init; }

    /// <summary>See <see cref="DisplayNames"/>.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Null when there is no phone, hence nobody to call.</summary>
    public string? PhoneMasked { get; init; }

    public string? EmailMasked { get; init; }

    /// <summary>Not on the wire: blind index of the primary phone.</summary>
    public string? PhoneIndex { get; init; }

    /// <summary>Not on the wire.</summary>
    public string? EmailIndex { get; init; }

    /// <summary>Not on the wire.</summary>
    public string? GstinIndex { get; init; }

    /// <summary>
    /// Not on the wire: blind indexes of the words of the name. Null for leads of earlier releases, until
    /// their name or
    /// number changes.
    /// </summary>
    public IReadOnlyList<string>? NameIndex { get; init; }

    /// <summary>Whether the consent ledger leaves no channel.</summary>
    public bool DoNotContact { get; init; }

    /// <summary>The lines of the consent ledger that are in force.</summary>
    public IReadOnlyList<ShownConsent> Consent
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>A projection of the verified documents of the PII document; never written by
    /// people.</summary>
    /// <remarks>Records of earlier releases have none, which the serializer hands over as null.</remarks>
    public IReadOnlyList<ShownLicence> Licences
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Types of which there is a verified document, for filters and rules; null for
    /// none.</summary>
    [JsonPropertyName("verified_documents")]
    public IReadOnlyList<string>? DocumentTypes =>
        Licences.Any(l => l.IsProof)
            ? [.. Licences.Where(l => l.IsProof).Select(l => l.Type).Distinct()]
            : null;

    /// <summary>When the person had their data erased; null otherwise. Such a record is kept for the counts
    /// and can no longer be changed.</summary>
    public Instant? ErasedAt { get; init; }

    [JsonIgnore]
    public override string ShownName => DisplayName;

    [JsonIgnore]
    public override IReadOnlySet<string> VerifiedDocuments => (DocumentTypes ?? []).ToFrozenSet();

    [JsonIgnore]
    public override IReadOnlySet<ConsentChannel> Barred => this.BarredChannels();

    [JsonIgnore]
    public override Fault? Objection =>
        ErasedAt is null
            ? null
            : new Fault(
                FaultKind.Gone,
                $"{Noun}.erased",
                $"The personal data of {Key} was erased; it can no longer be changed."
            );

    /// <summary>The name of a business by which it is found as by a person's; null for none.</summary>
    [JsonIgnore]
    public abstract string? TradingName { get; }

    /// <summary>The members of bodies by which its name or its masks go.</summary>
    [JsonIgnore]
    public abstract IReadOnlySet<string> ShownBy { get; }

    /// <summary>What it shows of its personal data.</summary>
    [JsonIgnore]
    public virtual MaskedFields Masks =>
        new(DisplayName, PhoneMasked, EmailMasked, PhoneIndex, EmailIndex, GstinIndex)
        {
            NameIndex = NameIndex,
        };

    /// <summary>As in events and codes.</summary>
    [JsonIgnore]
    protected string Noun => WireNames<EntityKind>.Of(Ref.Type);

    /// <summary>What lists call it.</summary>
    /// <param name="known">What else tells it apart, where it has no name: a mask.</param>
    public abstract string NameOf(string? fullName, string known);

    /// <summary>The same record showing that of its personal data.</summary>
    public virtual PersonalEntity Showing(MaskedFields masked) =>
        this with
        {
            DisplayName = masked.DisplayName,
            PhoneMasked = masked.PhoneMasked,
            EmailMasked = masked.EmailMasked,
            PhoneIndex = masked.PhoneIndex,
            EmailIndex = masked.EmailIndex,
            GstinIndex = masked.GstinIndex,
            NameIndex = masked.NameIndex,
        };
}

/// <summary>One statement of consent; a withdrawal is a later one with <paramref name="Given"/>
/// false.</summary>
/// <param name="Purpose">Such as <c>marketing</c>.</param>
/// <param name="Channel">Such as <c>whatsapp</c>.</param>
public sealed record ShownConsent(
    string Purpose,
    string Channel,
    bool Given,
    Instant At,
    string? Source = null
);

/// <summary>What a record shows and is found by of its personal data.</summary>
/// <param name="PhoneIndex">Blind index of the primary phone.</param>
public sealed record MaskedFields(
    string DisplayName,
    string? PhoneMasked,
    string? EmailMasked,
    string? PhoneIndex,
    string? EmailIndex,
    string? GstinIndex
)
{
    /// <summary>Blind indexes of the words of the name.</summary>
    public IReadOnlyList<string>? NameIndex { get; init; }

    public string? GstinMasked { get; init; }

    public string? PanMasked { get; init; }

    /// <summary>With the name that lists show; without any name, what else tells the record apart.</summary>
    public MaskedFields Named(PersonalEntity fields, string? fullName) =>
        this with
        {
            DisplayName = fields.NameOf(
                fullName,
                PhoneMasked ?? EmailMasked ?? DisplayNames.Unknown
            ),
        };
}
