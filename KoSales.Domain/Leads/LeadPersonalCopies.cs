using KoSales.Domain.Entities.Personal;

namespace KoSales.Domain.Leads;

/// <summary>What leads keep of personal data. Reasons go too, since people write personal things
/// there.</summary>
public sealed class LeadPersonalCopies() : PersonalCopies(EntityKind.Lead, LeadStore.Collection)
{
    protected override IReadOnlyDictionary<string, string?> Own { get; } =
        new Dictionary<string, string?>
        {
            ["business_name"] = null,
            ["external_ref"] = null,
            ["address.village"] = null,
            ["address.pincode"] = null,
            ["lost_reason"] = null,
        };
}
