namespace KoSales.Domain.Pii.Values;

/// <summary>A phone number in E.164, such as <c>+919876543210</c>: + and 8 to 15 digits.</summary>
/// <remarks>
/// India is the default: ten digits, and the same after 0, 91, +91 or 0091, are one number. Mobiles start
/// with 6 to 9; a landline is told by the 0 or 91
/// before its STD code. Numbers of other countries need the +. Nothing that could belong to another number
/// is dropped:
/// a fraction, an abbreviated second
/// number and an extension are refused. What spreadsheets and lead forms put around a number (<c>'98…</c>,
/// <c>p:+91…</c>, a trailing <c>.0</c>) is read.
/// </remarks>
public readonly record struct PhoneNumber : IPersonalValue<PhoneNumber>
{
    private const int National = 10;

    private PhoneNumber(string e164) => E164 = e164;

    public string E164 { get; }

    public bool IsIndian => E164.StartsWith("+91", StringComparison.Ordinal);

    public bool IsIndianMobile => IsIndian && E164[3] >= '6';

    public static bool TryParse(string? text, out PhoneNumber value) =>
        TryParse(text, out value, out _);

    public static bool TryParse(string? text, out PhoneNumber value, out string reason)
    {
        Span<char> buffer = stackalloc char[20];
        value = default;
        reason = PhoneDigits.Read(SheetMarks.Without(text), buffer, out var length, out var plus);
        if (reason.Length > 0)
            return false;
        ReadOnlySpan<char> digits = buffer[..length];
        var isIndian = IndianPart(digits, plus, out var national, out var prefixed);
        reason = isIndian ? FaultOfIndian(national, prefixed) : FaultOfForeign(digits, plus);
        if (reason.Length == 0)
            value = new PhoneNumber(E164Of(digits, national));
        return reason.Length == 0;
    }

    private static string E164Of(ReadOnlySpan<char> digits, ReadOnlySpan<char> national) =>
        national.IsEmpty ? string.Concat("+", digits) : string.Concat("+91", national);

    /// <summary><c>+91******3210</c>; of other countries' numbers only the last digits, four at most, and
    /// never more than a third.</summary>
    public string Mask()
    {
        if (IsIndian)
            return string.Concat("+91******", E164.AsSpan(^4..));
        var shown = Math.Min(4, (E164.Length - 1) / 3);
        return "+" + new string('*', E164.Length - 1 - shown) + E164[^shown..];
    }

    public override string ToString() => E164 is null ? "" : Mask();

    /// <summary>True when the number is written as an Indian one.</summary>
    /// <param name="national">Then the digits after country code and trunk zero; empty otherwise.</param>
    /// <param name="prefixed">It came with a country code or a trunk zero, which tells a landline from a
    /// mistyped mobile.</param>
    private static bool IndianPart(
        ReadOnlySpan<char> digits,
        bool plus,
        out ReadOnlySpan<char> national,
        out bool prefixed
    )
    {
        prefixed = true;
        national = digits;
        if (plus)
            return After("91", ref national);
        if (digits.StartsWith("00"))
            return After("0091", ref national);
        if (digits.Length == National && digits[0] != '0')
            prefixed = false;
        else if (digits.Length == National + 3 && digits.StartsWith("091"))
            national = digits[3..];
        else if (digits is ['0', ..])
            national = digits[1..];
        else
            return digits.Length < National || After("91", ref national);
        return true;
    }

    private static bool After(string countryCode, ref ReadOnlySpan<char> national)
    {
        if (!national.StartsWith(countryCode))
        {
            national = [];
            return false;
        }

        national = national[countryCode.Length..];
        if (national is ['0', ..] && national.Length == National + 1)
            national = national[1..];
        return true;
    }

    private static string FaultOfIndian(ReadOnlySpan<char> national, bool prefixed) =>
        national switch
        {
            { Length: < National } => "phone.too_short",
            { Length: > National } => "phone.too_long",
            ['0', ..] => "phone.not_indian",
            [< '6', ..] when !prefixed => "phone.landline_prefix",
            _ => "",
        };

    private static string FaultOfForeign(ReadOnlySpan<char> digits, bool plus) =>
        digits switch
        {
            ['0', ..] => "phone.country_code",
            { Length: < 8 } => "phone.too_short",
            { Length: > 15 } => "phone.too_long",
            _ => plus ? "" : "phone.country_code",
        };
}
