using System.Buffers;
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

    /// <summary>
    /// The text in composed form (NFC), without invisible characters; joiners stay within it. Blanks are
    /// left alone.
    /// Idempotent.
    /// </summary>
    public static string Tidy(string text)
    {
        if (Ascii.IsValid(text))
            return text;
        var seen = text.AsSpan().ContainsAny(Invisible)
            ? string.Concat(text.Where(c => !Invisible.Contains(c)))
            : text;
        return CanonicalForm.Compose(seen.Trim(Joiners));
    }

    /// <summary>The form by which names are sorted and searched: tidy, one blank between words, lower
    /// case.</summary>
    public static string SortKey(string name) =>
        string.Join(' ', Words(Tidy(name))).ToLowerInvariant();

    /// <summary>The words between blanks.</summary>
    public static string[] Words(string text) =>
        text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
