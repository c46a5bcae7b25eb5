using System.Buffers;
using System.Globalization;
using System.Text;

namespace KoSales.Domain.Pii.Values;

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
        var number = new Number(digits);
        var fault = FaultWhileReading(text, ref number);
        length = number.Length;
        plus = number.Plus;
        return fault;
    }

    private static string FaultWhileReading(ReadOnlySpan<char> text, ref Number number)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsDigit(rune) && number.IsFull)
                return "phone.too_long";
            if (!number.Takes(rune) && !IsSeparator(rune))
                return FaultAt(rune, text, number.Length);
        }

        if (number.Length == 0)
            return "phone.too_short";
        return number.Tail is { } joint ? FaultOfTail(joint) : "";
    }

    private static bool IsPlus(Rune rune) => rune.Value is '+' or 0xFF0B;

    /// <summary>
    /// One digit after a dot is a fraction, after a dash the end of a second number (<c>255115-6</c>);
    /// neither
    /// belongs to the number.
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

    /// <summary>What is read of a number so far.</summary>
    private ref struct Number(Span<char> digits)
    {
        private readonly Span<char> _digits = digits;
        private int _sinceJoint;
        private Rune? _joint;

        public int Length { get; private set; }

        /// <summary>A + stands before the digits.</summary>
        public bool Plus { get; set; }

        public readonly bool IsFull => Length == _digits.Length;

        /// <summary>The joint with one digit alone after it; null when there is none.</summary>
        public readonly Rune? Tail => _sinceJoint == 1 && Length > 1 ? _joint : null;

        /// <summary>A digit, the + before the first one, a joint. False for anything
        /// else.</summary>
        public bool Takes(Rune rune)
        {
            if (Rune.IsDigit(rune))
                Add(rune);
            else if (IsPlus(rune) && this is { Length: 0, Plus: false })
                Plus = true;
            else if (IsJoint(rune))
                Join(rune);
            else
                return false;
            return true;
        }

        private void Add(Rune digit)
        {
            _digits[Length++] = (char)('0' + (int)Rune.GetNumericValue(digit));
            _sinceJoint++;
        }

        private void Join(Rune joint)
        {
            _joint = joint;
            _sinceJoint = 0;
        }
    }
}

/// <summary>What spreadsheets and lead forms put around a number.</summary>
internal static class SheetMarks
{
    private static readonly string[] Prefixes = ["p:", "tel:"];

    /// <summary>
    /// Without the mark of a text cell (<c>'98…</c>, <c>="98…"</c>), the <c>p:</c> of lead forms,
    /// <c>tel:</c>, and the <c>.0</c> of a number cell.
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
    /// dots
    /// are separators.
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
