using System.Collections.Frozen;

namespace KoSales.Domain.Leads;

/// <summary>The two-digit state codes of GST registration numbers.</summary>
public static class StateCodes
{
    /// <summary>Code → name. 25 (Daman and Diu) and 28 (undivided Andhra Pradesh) are historical, and older registrations still carry them.</summary>
    public static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>
    {
        ["01"] = "Jammu and Kashmir", ["02"] = "Himachal Pradesh", ["03"] = "Punjab", ["04"] = "Chandigarh",
        ["05"] = "Uttarakhand", ["06"] = "Haryana", ["07"] = "Delhi", ["08"] = "Rajasthan",
        ["09"] = "Uttar Pradesh", ["10"] = "Bihar", ["11"] = "Sikkim", ["12"] = "Arunachal Pradesh",
        ["13"] = "Nagaland", ["14"] = "Manipur", ["15"] = "Mizoram", ["16"] = "Tripura",
        ["17"] = "Meghalaya", ["18"] = "Assam", ["19"] = "West Bengal", ["20"] = "Jharkhand",
        ["21"] = "Odisha", ["22"] = "Chhattisgarh", ["23"] = "Madhya Pradesh", ["24"] = "Gujarat",
        ["25"] = "Daman and Diu", ["26"] = "Dadra and Nagar Haveli and Daman and Diu", ["27"] = "Maharashtra", ["28"] = "Andhra Pradesh (before division)",
        ["29"] = "Karnataka", ["30"] = "Goa", ["31"] = "Lakshadweep", ["32"] = "Kerala",
        ["33"] = "Tamil Nadu", ["34"] = "Puducherry", ["35"] = "Andaman and Nicobar Islands", ["36"] = "Telangana",
        ["37"] = "Andhra Pradesh", ["38"] = "Ladakh", ["97"] = "Other Territory", ["99"] = "Centre Jurisdiction",
    }.ToFrozenDictionary();

    /// <summary>Accepts the code with or without its leading zero, and surrounding blanks.</summary>
    public static bool TryParse(string? text, out string code)
    {
        code = (text ?? "").Trim();
        if (code.Length == 1) code = "0" + code;
        return Names.ContainsKey(code);
    }
}
