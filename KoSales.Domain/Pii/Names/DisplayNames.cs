using System.Globalization;

namespace KoSales.Domain.Pii.Names;

/// <summary>What lists show of a name: enough to recognise, not enough to identify.</summary>
public static class DisplayNames
{
    public const string Erased = "Erased";

    public const string Unknown = "Unknown";

    /// <summary>A business name as it is; of a person the first name and the initial of the last (<c>Ramesh
    /// P.</c>); else what still tells leads apart.</summary>
    /// <param name="fallback">Such as the external reference, for leads without a name.</param>
    public static string Of(string? businessName, string? fullName, string fallback)
    {
        if (!string.IsNullOrWhiteSpace(businessName))
            return string.Join(' ', Texts.Words(PersonalTraces.Mask(businessName)));
        return string.IsNullOrWhiteSpace(fullName) ? fallback : OfPerson(fullName);
    }

    /// <summary>
    /// <c>Shri Ramesh Kumar Patel</c> and <c>Patel, Ramesh Kumar</c> → <c>Ramesh P.</c>; <c>K. Ramesh</c> →
    /// <c>Ramesh K.</c>; a single word stays. A name that is
    /// a number or an address is masked.
    /// </summary>
    public static string OfPerson(string fullName)
    {
        var masked = PersonalTraces.Mask(fullName);
        if (!ReferenceEquals(masked, fullName))
            return string.Join(' ', Texts.Words(masked));
        var words = PersonNames.WordsOf(fullName);
        return words.Count < 2 ? words[0] : $"{words[0]} {FirstLetter(words[^1])}.";
    }

    /// <summary>By grapheme, since a letter of an Indian script may be several code points.</summary>
    private static string FirstLetter(string word) =>
        StringInfo.GetNextTextElement(word).ToUpperInvariant();
}
