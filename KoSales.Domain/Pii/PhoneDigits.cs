using System.Buffers;
using System.Globalization;
using System.Text;

namespace KoSales.Domain.Pii;

/// <summary>Takes the digits out of a number as people write it.</summary>
internal static class PhoneDigits
{
    private static readonly SearchValues<char> MantissaCharacters = SearchValues.Create(
        "0123456789.,"
    );

    /// <summary>
    /// Digits of any script become ASCII; spaces, dashes, dots, brackets and invisible characters between
    /// groups of
    /// digits are dropped.
    /// </summary>
    /// <returns>A reason code, or empty.</returns>
    public static string Read(
        ReadOnlySpan<char> text,
        Span<char> digits,
        out int length,
        out bool plus
    )
    {
        length = 0;
        plus = false;
        var sinceJoint = 0;
        Rune? joint = null;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsDigit(rune))
            {
                if (length == digits.Length)
                    return "phone.too_long";
                digits[length++] = (char)('0' + (int)Rune.GetNumericValue(rune));
                sinceJoint++;
            }
            else if (rune.Value is '+' or 0xFF0B && length == 0 && !plus)
            {
                plus = true;
            }
            else if (IsJoint(rune))
            {
                joint = rune;
                sinceJoint = 0;
            }
            else if (!IsSeparator(rune))
            {
                return FaultAt(rune, text, length);
            }
        }

        if (length == 0)
            return "phone.too_short";
        return sinceJoint == 1 && length > 1 && joint is { } last ? FaultOfTail(last) : "";
    }

    /// <summary>
    /// One digit after a dot is a fraction, after a dash the end of a second number (<c>255115-6</c>);
    /// neither belongs
    /// to the number.
    /// </summary>
    private static string FaultOfTail(Rune joint) =>
        joint.Value == '.' ? "phone.fraction" : "phone.abbreviated";

    private static string FaultAt(Rune rune, ReadOnlySpan<char> text, int digits)
    {
        if (IsScientific(text))
            return "phone.scientific";
        if (rune.Value is '/' or ',')
            return "phone.two_numbers";
        return digits >= 7 && IsExtensionMark(rune)
            ? "phone.extension"
            : "phone.unexpected_character";
    }

    /// <summary><c>9.81E+09</c>: digits, a mark, E, a sign, digits.</summary>
    private static bool IsScientific(ReadOnlySpan<char> text)
    {
        var at = text.IndexOfAny('e', 'E');
        if (at < 0)
            return false;
        var mantissa = text[..at].Trim();
        var exponent = text[(at + 1)..].Trim().TrimStart("+-");
        return mantissa.Length > 0
            && exponent.Length is 1 or 2
            && !mantissa.ContainsAnyExcept(MantissaCharacters)
            && exponent.IndexOfAnyExceptInRange('0', '9') < 0;
    }

    private static bool IsJoint(Rune rune) =>
        rune.Value == '.' || Rune.GetUnicodeCategory(rune) == UnicodeCategory.DashPunctuation;

    private static bool IsSeparator(Rune rune) =>
        Rune.IsWhiteSpace(rune)
        || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.OpenPunctuation
                or UnicodeCategory.ClosePunctuation
                or UnicodeCategory.Format;

    private static bool IsExtensionMark(Rune rune) =>
        rune.Value is '#' or ';' or '*' || Rune.IsLetter(rune);
}

/// <summary>What spreadsheets and lead forms put around a number.</summary>
internal static class SheetMarks
{
    private static readonly string[] Prefixes = ["p:", "tel:"];

    /// <summary>
    /// Without the mark of a text cell (<c>'98…</c>, <c>="98…"</c>), the <c>p:</c> of lead forms,
    /// <c>tel:</c>, and the
    /// <c>.0</c> of a number cell.
    /// </summary>
    public static ReadOnlySpan<char> Without(string? text)
    {
        var rest = text.AsSpan().Trim();
        if (rest.StartsWith("=\"") && rest.EndsWith("\"") && rest.Length > 3)
            rest = rest[2..^1].Trim();
        if (rest is ['\'' or '\u2019', ..])
            rest = rest[1..].TrimStart();
        foreach (var prefix in Prefixes)
        {
            if (rest.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                rest = rest[prefix.Length..].TrimStart();
        }

        return WithoutFraction(rest);
    }

    /// <summary>
    /// A number cell without decimals: digits, then a dot and zeros alone. With another dot before, the
    /// dots are
    /// separators.
    /// </summary>
    private static ReadOnlySpan<char> WithoutFraction(ReadOnlySpan<char> text)
    {
        var dot = text.IndexOf('.');
        if (dot <= 0 || !char.IsDigit(text[dot - 1]))
            return text;
        var zeros = text[(dot + 1)..];
        return zeros.Length is 1 or 2 && zeros.IndexOfAnyExcept('0') < 0 ? text[..dot] : text;
    }
}
