using System.Text;

namespace KoSales.Domain.Fields;

/// <summary>Short lower-case keys for tags, crops and products, so that <c>Soy Bean</c>, <c>soy-bean</c>
/// and <c>soy_bean</c> are one.</summary>
public static class Slugs
{
    public const int MaxLength = 50;

    /// <summary>
    /// Lower-cases, turns runs of blanks, <c>_</c> and <c>-</c> into one <c>-</c> and drops them at the
    /// ends. Refused when empty, longer than
    /// <see cref="MaxLength"/>, or with a character that is neither letter, mark (Indian scripts need
    /// them), digit, <c>-</c> nor one of <c>. / + : &amp;</c>.
    /// </summary>
    public static bool TryParse(string? text, out string slug)
    {
        var built = new StringBuilder();
        foreach (var rune in Texts.Tidy(text ?? "").EnumerateRunes())
        {
            if (IsGap(rune))
            {
                if (built.Length > 0 && built[^1] != '-')
                    built.Append('-');
                continue;
            }

            if (!IsAllowed(rune))
            {
                slug = "";
                return false;
            }

            built.Append(Rune.ToLowerInvariant(rune));
        }

        slug = built.ToString().TrimEnd('-');
        return slug.Length is > 0 and <= MaxLength;
    }

    private static bool IsGap(Rune rune) => Rune.IsWhiteSpace(rune) || rune.Value is '_' or '-';

    private static bool IsAllowed(Rune rune) =>
        Rune.IsLetterOrDigit(rune)
        || Rune.GetUnicodeCategory(rune)
            is System.Globalization.UnicodeCategory.NonSpacingMark
                or System.Globalization.UnicodeCategory.SpacingCombiningMark
        || rune.Value is '.' or '/' or '+' or ':' or '&';
}
