using KoSales.Domain.Kernel;

namespace KoSales.Domain.Leads;

/// <summary>What lists show of a name: enough to recognise, not enough to identify.</summary>
public static class DisplayNames
{
    public const string Erased = "Erased";

    public const string Unknown = "Unknown";

    /// <summary>A business name as it is; of a person the first name and the initial of the last (<c>Ramesh P.</c>); else what still tells leads apart.</summary>
    /// <param name="fallback">Such as the external reference, for leads without a name.</param>
    public static string Of(string? businessName, string? fullName, string fallback)
    {
        if (!string.IsNullOrWhiteSpace(businessName)) return Tidy(businessName);
        return string.IsNullOrWhiteSpace(fullName) ? fallback : OfPerson(fullName);
    }

    /// <summary>The form that is compared when searching: tidied and lower case.</summary>
    public static string SearchKey(string displayName) => Texts.SortKey(displayName);

    /// <summary><c>Ramesh Kumar Patel</c> → <c>Ramesh P.</c>; a single word stays.</summary>
    public static string OfPerson(string fullName)
    {
        var words = Texts.Words(fullName);
        return words.Length < 2 ? words[0] : $"{words[0]} {FirstLetter(words[^1])}.";
    }

    private static string Tidy(string text) => string.Join(' ', Texts.Words(text));

    /// <summary>By grapheme, since a letter of an Indian script may be several code points.</summary>
    private static string FirstLetter(string word) => System.Globalization.StringInfo.GetNextTextElement(word).ToUpperInvariant();
}
