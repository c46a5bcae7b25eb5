using System.Text.Json;
using NodaTime;

namespace KoSales.Domain.Leads;

/// <summary>What people fill in about a lead, parsed, without personal data.</summary>
public sealed record LeadProfile
{
    public required LeadKind Kind { get; init; }

    public required LeadSource Source { get; init; }

    public LeadAddress? Address { get; init; }

    public string? BusinessName { get; init; }

    public string? Language { get; init; }

    public string? ExternalRef { get; init; }

    public IReadOnlyList<string> Crops { get; init; } = [];

    public IReadOnlyList<string> Products { get; init; } = [];

    public IReadOnlyList<string> Tags { get; init; } = [];

    public decimal? LandAcres { get; init; }

    public Instant? NextActionAt { get; init; }

    public IReadOnlyDictionary<string, JsonElement> Custom { get; init; } =
        new Dictionary<string, JsonElement>();

    public static LeadProfile Of(Lead lead) =>
        new()
        {
            Kind = lead.Kind,
            Source = lead.Source,
            Address = lead.Address,
            BusinessName = lead.BusinessName,
            Language = lead.Language,
            ExternalRef = lead.ExternalRef,
            Crops = lead.Crops,
            Products = lead.Products,
            Tags = lead.Tags,
            LandAcres = lead.LandAcres,
            NextActionAt = lead.NextActionAt,
            Custom = lead.Custom,
        };

    public Lead ApplyTo(Lead lead) =>
        lead with
        {
            Kind = Kind,
            Source = Source,
            Address = Address,
            BusinessName = BusinessName,
            Language = Language,
            ExternalRef = ExternalRef,
            Crops = Crops,
            Products = Products,
            Tags = Tags,
            LandAcres = LandAcres,
            NextActionAt = NextActionAt,
            Custom = Custom,
        };

    /// <summary>This profile, with what it leaves empty taken from another and the lists of both united;
    /// for merging a repeated enquiry into what is known.</summary>
    public LeadProfile FilledFrom(LeadProfile other) =>
        this with
        {
            Address =
                Address is null ? other.Address
                : other.Address is null ? Address
                : new LeadAddress(
                    Address.Village ?? other.Address.Village,
                    Address.District ?? other.Address.District,
                    Address.StateCode ?? other.Address.StateCode,
                    Address.Pincode ?? other.Address.Pincode
                ),
            BusinessName = BusinessName ?? other.BusinessName,
            Language = Language ?? other.Language,
            Crops = [.. Crops.Union(other.Crops)],
            Products = [.. Products.Union(other.Products)],
            Tags = [.. Tags.Union(other.Tags)],
            LandAcres = LandAcres ?? other.LandAcres,
            NextActionAt = NextActionAt ?? other.NextActionAt,
            Custom = other
                .Custom.Concat(Custom)
                .GroupBy(c => c.Key)
                .ToDictionary(g => g.Key, g => g.Last().Value),
        };
}

/// <summary>What a lead shows and is found by of its personal data.</summary>
/// <param name="PhoneIndex">Blind index of the primary phone.</param>
public sealed record LeadMaskedFields(
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

    public static LeadMaskedFields Of(Lead lead) =>
        new(
            lead.DisplayName,
            lead.PhoneMasked,
            lead.EmailMasked,
            lead.PhoneIndex,
            lead.EmailIndex,
            lead.GstinIndex
        )
        {
            NameIndex = lead.NameIndex,
        };

    /// <summary>With the name that lists show; without any name, what else tells the lead apart.</summary>
    public LeadMaskedFields Named(LeadProfile profile, string? fullName) =>
        this with
        {
            DisplayName = DisplayNames.Of(
                profile.BusinessName,
                fullName,
                profile.ExternalRef ?? PhoneMasked ?? EmailMasked ?? DisplayNames.Unknown
            ),
        };

    public Lead ApplyTo(Lead lead) =>
        lead with
        {
            DisplayName = DisplayName,
            PhoneMasked = PhoneMasked,
            EmailMasked = EmailMasked,
            PhoneIndex = PhoneIndex,
            EmailIndex = EmailIndex,
            GstinIndex = GstinIndex,
            NameIndex = NameIndex,
        };
}
