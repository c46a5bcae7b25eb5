using System.Buffers;
using System.Globalization;
using System.Text;
using KoSales.Domain.Kernel.Canonical;

namespace KoSales.Domain.Kernel;

/// <summary>
/// Texts in the one form in which they are kept and compared, whatever keyboard or program they came from.
/// </summary>
public static class Texts
{
    /// <summary>
    /// Zero-width spaces, soft hyphens, byte order marks and controls of writing direction: nobody sees
    /// them, so
    /// nothing may depend on them.
    /// </summary>
    private static readonly SearchValues<char> Invisible = SearchValues.Create(
        "\u00AD\u061C\u180E\u200B\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\uFEFF"
    );

    /// <summary>Joiners shape letters of Indian scripts within a word; at its ends they are invisible
    /// too.</summary>
    private static readonly char[] Joiners = ['\u200C', '\u200D'];

    /// <summary>Letters without a shape, the empty Braille pattern, and what only changes the look of the
    /// character before it.</summary>
    private static readonly SearchValues<char> Shapeless = SearchValues.Create(
        "\u034F\u115F\u1160\u17B4\u17B5\u180B\u180C\u180D\u180F\u2800\u3164\uFFA0"
            + "\uFE00\uFE01\uFE02\uFE03\uFE04\uFE05\uFE06\uFE07"
            + "\uFE08\uFE09\uFE0A\uFE0B\uFE0C\uFE0D\uFE0E\uFE0F"
    );

    /// <summary>True when nothing of the text can be seen: it is empty, or has blanks, controls and invisible
    /// characters alone.</summary>
    public static bool IsBlank(ReadOnlySpan<char> text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsSeen(rune))
                return false;
        }

        return true;
    }

    /// <summary>
    /// The text in composed form (NFC), without invisible characters; joiners stay within it. Blanks are
    /// left alone. Empty where there are other characters than those of ASCII and none can be seen.
    /// Idempotent.
    /// </summary>
    public static string Tidy(string text)
    {
        if (Ascii.IsValid(text))
            return text;
        if (IsBlank(text))
            return "";
        var seen = text.AsSpan().ContainsAny(Invisible)
            ? string.Concat(text.Where(c => !Invisible.Contains(c)))
            : text;
        return CanonicalForm.Compose(seen.Trim(Joiners));
    }

    /// <summary>The form by which names are sorted and searched: tidy, one blank between words, lower
    /// case.</summary>
    public static string SortKey(string name) =>
        string.Join(' ', Words(Tidy(name))).ToLowerInvariant();

    private static bool IsSeen(Rune rune) =>
        !Rune.IsWhiteSpace(rune)
        && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format)
        && !(rune.IsBmp && Shapeless.Contains((char)rune.Value))
        && rune.Value is not (>= 0xE0100 and <= 0xE01EF);

    /// <summary>The words between blanks.</summary>
    public static string[] Words(string text) =>
        text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
