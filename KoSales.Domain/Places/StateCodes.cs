using System.Collections.Frozen;
using KoSales.Domain.CustomFields;

namespace KoSales.Domain.Places;

/// <summary>The two-digit state codes of GST registration numbers.</summary>
public static class StateCodes
{
    /// <summary>Code → name. 25 (Daman and Diu) and 28 (undivided Andhra Pradesh) are historical, and older
    /// registrations still carry them.</summary>
    public static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>
    {
        ["01"] = "Jammu and Kashmir",
        ["02"] = "Himachal Pradesh",
        ["03"] = "Punjab",
        ["04"] = "Chandigarh",
        ["05"] = "Uttarakhand",
        ["06"] = "Haryana",
        ["07"] = "Delhi",
        ["08"] = "Rajasthan",
        ["09"] = "Uttar Pradesh",
        ["10"] = "Bihar",
        ["11"] = "Sikkim",
        ["12"] = "Arunachal Pradesh",
        ["13"] = "Nagaland",
        ["14"] = "Manipur",
        ["15"] = "Mizoram",
        ["16"] = "Tripura",
        ["17"] = "Meghalaya",
        ["18"] = "Assam",
        ["19"] = "West Bengal",
        ["20"] = "Jharkhand",
        ["21"] = "Odisha",
        ["22"] = "Chhattisgarh",
        ["23"] = "Madhya Pradesh",
        ["24"] = "Gujarat",
        ["25"] = "Daman and Diu",
        ["26"] = "Dadra and Nagar Haveli and Daman and Diu",
        ["27"] = "Maharashtra",
        ["28"] = "Andhra Pradesh (before division)",
        ["29"] = "Karnataka",
        ["30"] = "Goa",
        ["31"] = "Lakshadweep",
        ["32"] = "Kerala",
        ["33"] = "Tamil Nadu",
        ["34"] = "Puducherry",
        ["35"] = "Andaman and Nicobar Islands",
        ["36"] = "Telangana",
        ["37"] = "Andhra Pradesh",
        ["38"] = "Ladakh",
        ["97"] = "Other Territory",
        ["99"] = "Centre Jurisdiction",
    }.ToFrozenDictionary();

    // What people write instead; compared as Key() leaves it.
    private static readonly FrozenDictionary<string, string> Known = Names
        .Where(n => n.Key is not ("25" or "28"))
        .Select(n => (n.Value, n.Key))
        .Concat([
            ("J&K", "01"),
            ("JK", "01"),
            ("Jammu & Kashmir", "01"),
            ("HP", "02"),
            ("PB", "03"),
            ("CH", "04"),
            ("UK", "05"),
            ("Uttaranchal", "05"),
            ("HR", "06"),
            ("DL", "07"),
            ("New Delhi", "07"),
            ("NCT of Delhi", "07"),
            ("Delhi NCR", "07"),
            ("RJ", "08"),
            ("UP", "09"),
            ("BR", "10"),
            ("SK", "11"),
            ("AR", "12"),
            ("NL", "13"),
            ("MN", "14"),
            ("MZ", "15"),
            ("TR", "16"),
            ("ML", "17"),
            ("AS", "18"),
            ("WB", "19"),
            ("JH", "20"),
            ("OD", "21"),
            ("OR", "21"),
            ("Orissa", "21"),
            ("CG", "22"),
            ("CT", "22"),
            ("Chattisgarh", "22"),
            ("MP", "23"),
            ("GJ", "24"),
            ("Daman & Diu", "26"),
            ("Dadra & Nagar Haveli", "26"),
            ("MH", "27"),
            ("KA", "29"),
            ("GA", "30"),
            ("LD", "31"),
            ("KL", "32"),
            ("TN", "33"),
            ("Tamilnadu", "33"),
            ("PY", "34"),
            ("Pondicherry", "34"),
            ("Andaman & Nicobar", "35"),
            ("TS", "36"),
            ("TG", "36"),
            ("AP", "37"),
            ("LA", "38"),
            ("जम्मू और कश्मीर", "01"),
            ("हिमाचल प्रदेश", "02"),
            ("पंजाब", "03"),
            ("चंडीगढ़", "04"),
            ("उत्तराखंड", "05"),
            ("हरियाणा", "06"),
            ("दिल्ली", "07"),
            ("राजस्थान", "08"),
            ("उत्तर प्रदेश", "09"),
            ("बिहार", "10"),
            ("पश्चिम बंगाल", "19"),
            ("झारखंड", "20"),
            ("ओडिशा", "21"),
            ("छत्तीसगढ़", "22"),
            ("मध्य प्रदेश", "23"),
            ("म.प्र.", "23"),
            ("गुजरात", "24"),
            ("महाराष्ट्र", "27"),
            ("कर्नाटक", "29"),
            ("गोवा", "30"),
            ("केरल", "32"),
            ("तमिलनाडु", "33"),
            ("तेलंगाना", "36"),
            ("आंध्र प्रदेश", "37"),
        ])
        .DistinctBy(n => Key(n.Item1))
        .ToFrozenDictionary(n => Key(n.Item1), n => n.Item2);

    /// <summary>What stands in files: the code, also as a spreadsheet writes it (<c>23.0</c>) or with the
    /// name behind it (<c>23-Madhya Pradesh</c>), or the
    /// state's name or usual abbreviation in English or Hindi.</summary>
    public static bool TryRead(string cell, out string code)
    {
        if (TryParse(Cells.Whole(cell), out code))
            return true;
        var text = cell.Trim();
        if (
            text.Length > 3
            && char.IsAsciiDigit(text[0])
            && char.IsAsciiDigit(text[1])
            && text[2] is '-' or ' '
            && TryParse(text[..2], out code)
        )
            return true;
        return Known.TryGetValue(Key(text), out code!);
    }

    private static string Key(string name) =>
        string.Concat(
            Texts
                .Tidy(name)
                .Replace("&", "and", StringComparison.Ordinal)
                .Where(c => !char.IsWhiteSpace(c) && c is not ('.' or ',' or '-'))
                .Select(char.ToLowerInvariant)
        );

    /// <summary>Accepts the code with or without its leading zero, and surrounding blanks.</summary>
    public static bool TryParse(string? text, out string code)
    {
        code = (text ?? "").Trim();
        if (code.Length == 1)
            code = "0" + code;
        return Names.ContainsKey(code);
    }
}
