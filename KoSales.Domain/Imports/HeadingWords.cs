using System.Collections.Frozen;
using System.Globalization;

namespace KoSales.Domain.Imports;

/// <summary>
/// What columns are called: in English and Hindi, by spreadsheets, by Facebook lead ads, by IndiaMART, by
/// contact
/// lists.
/// </summary>
public static class HeadingWords
{
    private static readonly FrozenDictionary<string, string> Known = new Dictionary<
        string,
        string[]
    >
    {
        ["name"] =
        [
            "name",
            "fullname",
            "leadname",
            "customername",
            "contactname",
            "farmername",
            "personname",
            "contactperson",
            "sendername",
            "buyername",
            "नाम",
            "पूरा नाम",
            "किसान का नाम",
            "ग्राहक का नाम",
        ],
        ["business_name"] =
        [
            "business",
            "businessname",
            "company",
            "companyname",
            "firm",
            "firmname",
            "shop",
            "shopname",
            "dealership",
            "organisation",
            "organization",
            "sendercompany",
            "organizationname",
            "दुकान",
            "दुकान का नाम",
            "फर्म",
            "फर्म का नाम",
            "कंपनी",
        ],
        ["phone"] =
        [
            "phone",
            "phoneno",
            "phonenumber",
            "mobile",
            "mobileno",
            "mobilenumber",
            "contact",
            "contactno",
            "contactnumber",
            "cell",
            "whatsapp",
            "whatsappno",
            "whatsappnumber",
            "sendermobile",
            "sendermobilealt",
            "senderphone",
            "senderphonealt",
            "alternatenumber",
            "alternatephone",
            "alternatemobile",
            "altphone",
            "telephone",
            "tel",
            "मोबाइल",
            "मोबाइल नंबर",
            "मोबाइल नं",
            "फोन",
            "फ़ोन",
            "फोन नंबर",
            "संपर्क नंबर",
            "दूरभाष",
        ],
        ["email"] =
        [
            "email",
            "emailid",
            "emailaddress",
            "mail",
            "mailid",
            "senderemail",
            "ईमेल",
            "ई-मेल",
        ],
        ["gstin"] = ["gst", "gstin", "gstno", "gstnumber", "sendergst", "जीएसटी", "जीएसटी नंबर"],
        ["kind"] = ["kind", "leadtype", "customertype", "प्रकार"],
        ["source.channel"] = ["source", "leadsource", "channel", "origin", "स्रोत"],
        ["source.campaign"] = ["campaign", "campaignname", "utmcampaign"],
        ["source.medium"] = ["medium", "utmmedium", "platform"],
        ["source.ref"] = ["ref", "reference", "referrer", "formid"],
        ["address.village"] = ["village", "town", "gram", "gaon", "गांव", "गाँव", "ग्राम"],
        ["address.district"] =
        [
            "district",
            "city",
            "jila",
            "zila",
            "zilla",
            "sendercity",
            "जिला",
            "ज़िला",
            "शहर",
        ],
        ["address.state_code"] =
        [
            "state",
            "statename",
            "statecode",
            "gststate",
            "senderstate",
            "province",
            "राज्य",
            "प्रदेश",
        ],
        ["address.pincode"] =
        [
            "pin",
            "pincode",
            "zip",
            "zipcode",
            "postalcode",
            "postcode",
            "senderpincode",
            "पिन",
            "पिन कोड",
            "पिनकोड",
        ],
        ["language"] = ["language", "lang", "preferredlanguage", "भाषा"],
        ["external_ref"] =
        [
            "externalref",
            "externalid",
            "leadnumber",
            "leadid",
            "leadno",
            "recordid",
            "id",
            "uniquequeryid",
            "queryid",
        ],
        ["crops"] = ["crop", "crops", "cropname", "फसल", "फसलें"],
        ["products"] =
        [
            "product",
            "products",
            "productname",
            "productinterest",
            "interestedin",
            "queryproductname",
            "उत्पाद",
        ],
        ["tags"] = ["tag", "tags", "labels"],
        ["land_acres"] =
        [
            "land",
            "acres",
            "acre",
            "landacres",
            "landsize",
            "landarea",
            "farmsize",
            "area",
            "एकड़",
            "जमीन",
            "ज़मीन",
            "भूमि",
        ],
        ["owner_id"] =
        [
            "owner",
            "ownerid",
            "owneremail",
            "leadowner",
            "assignedto",
            "agent",
            "salesperson",
            "agentemail",
        ],
        ["stage"] =
        [
            "stage",
            "leadstage",
            "status",
            "leadstatus",
            "pipelinestage",
            "चरण",
            "स्थिति",
            "लीड स्थिति",
        ],
        ["lost_reason"] = ["lostreason", "reasonlost", "reasonforloss", "lossreason"],
        ["team_id"] = ["teamid"],
        ["created_at"] =
        [
            "createdat",
            "createdon",
            "createddate",
            "creationdate",
            "createdtime",
            "querytime",
            "leaddate",
            "enquirydate",
        ],
        ["next_action_at"] =
        [
            "nextaction",
            "nextactionat",
            "nextfollowup",
            "followupdate",
            "callback",
        ],
        ["do_not_contact"] = ["donotcontact", "dnc", "dnd", "donotcall"],
    }
        .SelectMany(field => field.Value, (field, word) => (field.Key, Word: Key(word)))
        .DistinctBy(p => p.Word)
        .ToFrozenDictionary(pair => pair.Word, pair => pair.Key);

    private static readonly FrozenDictionary<string, int> NameParts = new Dictionary<string, int>
    {
        ["firstname"] = 0,
        ["givenname"] = 0,
        ["fname"] = 0,
        ["forename"] = 0,
        ["पहला नाम"] = 0,
        ["middlename"] = 1,
        ["fathername"] = 1,
        ["lastname"] = 2,
        ["surname"] = 2,
        ["familyname"] = 2,
        ["lname"] = 2,
        ["उपनाम"] = 2,
        ["अंतिम नाम"] = 2,
    }.ToFrozenDictionary(p => Key(p.Key), p => p.Value);

    /// <summary>Columns that say what kind of thing stands in another one (<c>E-mail 1 - Type</c>).</summary>
    private static readonly string[] AboutAnother = ["type", "label", "- type", "- label"];

    /// <summary>The field that a column of this name surely holds, or null.</summary>
    public static string? FieldOf(string heading)
    {
        var key = Key(heading);
        if (Known.TryGetValue(key, out var field))
            return field;
        if (IsAboutAnother(heading))
            return null;
        return Known.GetValueOrDefault(Numberless(key));
    }

    /// <summary>The file's words for channels as ours; every other word is <c>other</c>, no word an
    /// import.</summary>
    public static IReadOnlyDictionary<string, string> Channels { get; } =
        new Dictionary<string, string>
        {
            ["website"] = "website",
            ["whatsapp"] = "whatsapp",
            ["call"] = "call",
            ["phone"] = "call",
            ["facebook"] = "facebook",
            ["fb"] = "facebook",
            ["ig"] = "facebook",
            ["instagram"] = "facebook",
            ["google"] = "google",
            ["indiamart"] = "indiamart",
            ["referral"] = "referral",
            ["reference"] = "referral",
            ["event"] = "event",
            ["import"] = "import",
            ["manual"] = "manual",
            [""] = "import",
            [ImportOptions.AnyOther] = "other",
        };

    /// <summary>Where a file with these columns comes from, when they give it away.</summary>
    public static string? ChannelOf(IReadOnlyList<string> columns)
    {
        var keys = columns.Select(Key).ToHashSet();
        if (keys.Contains("uniquequeryid"))
            return "indiamart";
        return keys.Contains("adid") && keys.Contains("formid") ? "facebook" : null;
    }

    /// <summary>Which part of a person's name it is, first to last; null for none.</summary>
    public static int? NamePartOf(string heading) =>
        NameParts.TryGetValue(Key(heading), out var part) ? part : null;

    public static bool IsAboutAnother(string heading)
    {
        var text = heading.Trim().ToLowerInvariant();
        return heading.Any(char.IsDigit)
            && AboutAnother.Any(a => text.EndsWith(a, StringComparison.Ordinal));
    }

    /// <summary>Letters, the marks that belong to them, and digits.</summary>
    public static string Key(string text) =>
        new([.. Texts.Tidy(text).Where(IsKept).Select(char.ToLowerInvariant)]);

    /// <summary><c>contactno1</c> and <c>phone1value</c> are the first of several.</summary>
    private static string Numberless(string key)
    {
        var bare =
            key.EndsWith("value", StringComparison.Ordinal) && key.Any(char.IsDigit)
                ? key[..^"value".Length]
                : key;
        return bare.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
    }

    private static bool IsKept(char c) =>
        char.IsLetterOrDigit(c)
        || char.GetUnicodeCategory(c)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark;
}
