using System.Collections.Frozen;
using System.Globalization;

namespace KoSales.Domain.Imports;

/// <summary>What the headings of files say by themselves, whatever fields there are.</summary>
public static class HeadingWords
{
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

    private static bool IsKept(char c) =>
        char.IsLetterOrDigit(c)
        || char.GetUnicodeCategory(c)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark;
}
