using KoSales.Domain.Pii;
using KoSales.Domain.Timeline;

namespace KoSales.Domain.Leads;

/// <summary>What leads and their timelines keep of personal data. An erased lead stays for the counts, and
/// shows the name <see cref="DisplayNames.Erased"/>.</summary>
public sealed class LeadPersonalCopies : IPersonalDataHolder
{
    public IReadOnlyCollection<Collection> Holds { get; } =
    [LeadStore.Collection, Activities.Collection];

    public IReadOnlyList<PersonalCopy> CopiesOf(Erasure erasure)
    {
        string[] leads =
        [
            .. erasure.Subjects.Where(s => s.Type == EntityKind.Lead).Select(s => s.Id),
        ];
        if (leads.Length == 0)
            return [];
        return
        [
            new PersonalCopy(LeadStore.Collection, Filter.In("id", leads), BlankLead(erasure)),
            new PersonalCopy(Activities.Collection, Filter.In("entity.id", leads), BlankEntry),
        ];
    }

    // Custom values, consents and reasons go too, since people write personal things there.
    private static Dictionary<string, string?> BlankLead(Erasure erasure) =>
        new()
        {
            ["display_name"] = Quoted(DisplayNames.Erased),
            ["name_key"] = Quoted(Texts.SortKey(DisplayNames.Erased)),
            ["business_name"] = null,
            ["phone_masked"] = null,
            ["email_masked"] = null,
            ["phone_index"] = null,
            ["email_index"] = null,
            ["gstin_index"] = null,
            ["name_index"] = null,
            ["external_ref"] = null,
            ["address.village"] = null,
            ["address.pincode"] = null,
            ["consent"] = "[]",
            ["custom"] = "{}",
            ["lost_reason"] = null,
            ["do_not_contact"] = "true",
            ["erased_at"] = JsonText.Of(erasure.At),
        };

    private static readonly Dictionary<string, string?> BlankEntry = new()
    {
        ["changes"] = "[]",
        ["reason"] = null,
    };

    private static string Quoted(string text) => $"\"{text}\"";
}
