namespace KoSales.Domain.Leads;

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
    public LeadMaskedFields Named(Lead fields, string? fullName) =>
        this with
        {
            DisplayName = DisplayNames.Of(
                fields.BusinessName,
                fullName,
                fields.ExternalRef ?? PhoneMasked ?? EmailMasked ?? DisplayNames.Unknown
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
