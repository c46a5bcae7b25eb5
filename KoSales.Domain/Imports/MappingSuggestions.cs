using System.Collections.Frozen;

namespace KoSales.Domain.Imports;

/// <summary>A column and the field that it is likely to hold.</summary>
/// <param name="Confidence">0 to 1.</param>
public sealed record MappingSuggestion(string Column, string Path, decimal Confidence);

/// <summary>Guesses which column holds which field, by name: known words first, then likeness.</summary>
public static class MappingSuggestions
{
    private const double LeastLikeness = 0.5;

    // Letters and digits only, as Key() leaves them.
    private static readonly FrozenDictionary<string, string> Known = new Dictionary<string, string[]>
    {
        ["name"] = ["name", "fullname", "leadname", "customername", "contactname", "farmername", "personname", "contactperson"],
        ["business_name"] = ["business", "businessname", "company", "companyname", "firm", "firmname", "shop", "shopname", "dealership", "organisation", "organization"],
        ["phone"] = ["phone", "phoneno", "phonenumber", "mobile", "mobileno", "mobilenumber", "contact", "contactno", "contactnumber", "cell", "whatsapp", "whatsappno", "whatsappnumber"],
        ["email"] = ["email", "emailid", "emailaddress", "mail", "mailid"],
        ["gstin"] = ["gst", "gstin", "gstno", "gstnumber"],
        ["kind"] = ["kind", "type", "leadtype", "category", "customertype"],
        ["source.channel"] = ["source", "leadsource", "channel", "origin"],
        ["source.campaign"] = ["campaign", "campaignname", "utmcampaign"],
        ["source.medium"] = ["medium", "utmmedium"],
        ["source.ref"] = ["ref", "reference", "referrer"],
        ["address.village"] = ["village", "town", "gram"],
        ["address.district"] = ["district", "city", "jila", "zilla"],
        ["address.state_code"] = ["state", "statecode", "gststate"],
        ["address.pincode"] = ["pin", "pincode", "zip", "zipcode", "postalcode", "postcode"],
        ["language"] = ["language", "lang", "preferredlanguage"],
        ["external_ref"] = ["externalref", "externalid", "leadnumber", "leadid", "leadno", "recordid", "id"],
        ["crops"] = ["crop", "crops", "cropname"],
        ["products"] = ["product", "products", "productinterest", "interestedin"],
        ["tags"] = ["tag", "tags", "labels"],
        ["land_acres"] = ["land", "acres", "landacres", "landsize", "farmsize", "area"],
        ["next_action_at"] = ["nextaction", "nextfollowup", "followupdate", "callback"],
        ["do_not_contact"] = ["donotcontact", "dnc", "dnd", "donotcall"],
    }.SelectMany(field => field.Value, (field, word) => (field.Key, word)).ToFrozenDictionary(pair => pair.word, pair => pair.Key);

    /// <summary>At most one column per field and one field per column, the surest first.</summary>
    /// <param name="paths">The fields that there are, custom ones included.</param>
    public static IReadOnlyList<MappingSuggestion> For(IReadOnlyList<string> columns, IReadOnlyCollection<string> paths)
    {
        var suggestions = new List<MappingSuggestion>();
        var candidates =
            from column in columns.Distinct(StringComparer.Ordinal)
            from path in paths
            let confidence = Confidence(Key(column), path)
            where confidence >= LeastLikeness
            orderby confidence descending, column, path
            select new MappingSuggestion(column, path, Math.Round((decimal)confidence, 2));
        foreach (var candidate in candidates)
        {
            if (!suggestions.Exists(s => s.Column == candidate.Column || s.Path == candidate.Path)) suggestions.Add(candidate);
        }

        return suggestions;
    }

    private static double Confidence(string column, string path)
    {
        if (column.Length == 0) return 0;
        var field = Key(path[(path.LastIndexOf('.') + 1)..]);
        if (field == column || Known.GetValueOrDefault(column) == path) return 1;
        // Below a known name, so that a sure word beats a likeness.
        return 0.95 * Likeness(column, field);
    }

    /// <summary>Share of the pairs of neighbouring letters that two words have in common, 0 to 1.</summary>
    private static double Likeness(string one, string other)
    {
        var (left, right) = (Pairs(one), Pairs(other));
        var all = left.Count + right.Count;
        if (all == 0) return 0;
        var common = left.Count(right.Remove);
        return 2.0 * common / all;
    }

    private static List<string> Pairs(string word) => [.. Enumerable.Range(0, Math.Max(0, word.Length - 1)).Select(i => word.Substring(i, 2))];

    private static string Key(string text) => new([.. text.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);
}
