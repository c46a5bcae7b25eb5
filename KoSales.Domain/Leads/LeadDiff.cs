using System.Globalization;
using KoSales.Domain.Timeline;
using NodaTime;

namespace KoSales.Domain.Leads;

/// <summary>Which fields differ between two states of a lead, with values a person can read and nothing
/// personal.</summary>
public static class LeadDiff
{
    private static readonly Field[] Fields =
    [
        new("display_name", l => l.DisplayName),
        new("name", _ => null)
        {
            Compared = l => l.NameIndex is null ? null : string.Join(' ', l.NameIndex),
        },
        new("business_name", l => l.BusinessName),
        new("phone", l => l.PhoneMasked) { Compared = l => l.PhoneIndex },
        new("email", l => l.EmailMasked) { Compared = l => l.EmailIndex },
        new("gstin", _ => null) { Compared = l => l.GstinIndex },
        new("kind", l => WireNames<LeadKind>.Of(l.Kind)),
        new("source.channel", l => WireNames<SourceChannel>.Of(l.Source.Channel)),
        new("source.campaign", l => l.Source.Campaign),
        new("source.medium", l => l.Source.Medium),
        new("source.ref", l => l.Source.Ref),
        new("address.village", l => l.Address?.Village),
        new("address.district", l => l.Address?.District),
        new("address.state_code", l => l.Address?.StateCode),
        new("address.pincode", l => l.Address?.Pincode),
        new("language", l => l.Language),
        new("external_ref", l => l.ExternalRef),
        new("crops", l => List(l.Crops)),
        new("products", l => List(l.Products)),
        new("tags", l => List(l.Tags)),
        new("land_acres", l => l.LandAcres?.ToString(CultureInfo.InvariantCulture)),
        new("status", l => WireNames<LeadStatus>.Of(l.Status)),
        new("stage", l => l.Stage),
        new("lost_reason", l => l.LostReason),
        new("owner_id", l => l.OwnerId),
        new("team_id", l => l.TeamId),
        new("next_action_at", l => Text(l.NextActionAt)),
        new("do_not_contact", l => l.DoNotContact ? "true" : "false"),
        new(
            "consent",
            l =>
                List([
                    .. l.Consent.Select(c =>
                        $"{c.Purpose}/{c.Channel}: {(c.Given ? "given" : "withdrawn")}"
                    ),
                ])
        ),
    ];

    /// <summary>In the order of the table; custom fields last, by key.</summary>
    public static IReadOnlyList<FieldChange> Between(Lead before, Lead after)
    {
        List<FieldChange> changes = [];
        foreach (var field in Fields)
            if (field.Compared(before) != field.Compared(after))
                changes.Add(new FieldChange(field.Path, field.Shown(before), field.Shown(after)));
        if (!ReferenceEquals(before.Custom, after.Custom))
            changes.AddRange(CustomChanges(before, after));
        return changes;
    }

    private static IEnumerable<FieldChange> CustomChanges(Lead before, Lead after) =>
        from key in before.Custom.Keys.Union(after.Custom.Keys).Order(StringComparer.Ordinal)
        let old = CustomText(before, key)
        let fresh = CustomText(after, key)
        where old != fresh
        select new FieldChange("custom." + key, old, fresh);

    private static string? CustomText(Lead lead, string key) =>
        lead.Custom.TryGetValue(key, out var value) ? value.ToString() : null;

    private static string? List(IReadOnlyList<string> values) =>
        values.Count == 0 ? null : string.Join(", ", values);

    private static string? Text(Instant? value) =>
        value is { } instant ? InstantConverter.Write(instant) : null;

    private sealed record Field(string Path, Func<Lead, string?> Shown)
    {
        /// <summary>What tells whether it changed, where the shown value is masked and may stay the
        /// same.</summary>
        public Func<Lead, string?> Compared { get; init; } = Shown;
    }
}
