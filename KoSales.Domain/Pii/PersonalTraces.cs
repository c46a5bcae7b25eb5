using System.Text.RegularExpressions;
using KoSales.Domain.Pii.Values;

namespace KoSales.Domain.Pii;

/// <summary>
/// Finds phone numbers, e-mail addresses, GSTINs and PANs in free text that is kept in the clear. The one
/// detector:
/// what it knows is masked or refused.
/// </summary>
/// <remarks>Only what stands by itself counts, so that longer numbers and keys of other systems are left
/// alone; names
/// and addresses cannot be told from other words.</remarks>
public static partial class PersonalTraces
{
    /// <summary>The code of a text that is refused for what it holds.</summary>
    public const string Refused = "personal_data.in_the_clear";

    /// <summary>The code of a warning that something was masked.</summary>
    public const string Masked = "personal_data.masked";

    /// <summary>Fewer digits than this are no number of anybody.</summary>
    private const int FewestDigits = 4;

    public static bool Holds(string? text) =>
        text is not null && MayHold(text) && Found(text).Any();

    /// <summary>The text with the mask of each find in its place; the same string when there is none.</summary>
    public static string Mask(string text)
    {
        if (!MayHold(text))
            return text;
        var masked = Email().Replace(text, MaskedEmail);
        masked = Gstin15().Replace(masked, MaskedGstin);
        masked = Pan10().Replace(masked, MaskedPan);
        masked = Digits().Replace(masked, MaskedPhone);
        return masked == text ? text : masked;
    }

    private static string MaskedEmail(Match found) =>
        EmailAddress.TryParse(found.Value, out var email) ? email.Mask() : "****";

    private static string MaskedGstin(Match found) =>
        Gstin.TryParse(found.Value, out var gstin) ? gstin.Mask() : "****";

    private static string MaskedPan(Match found) =>
        Pan.TryParse(found.Value, out var pan) ? pan.Mask() : "****";

    private static string MaskedPhone(Match found) =>
        PhoneIn(found.Value) is { } phone ? phone.Mask() : found.Value;

    /// <summary>The fault of a text that may not hold such a thing; it never repeats it.</summary>
    public static Fault Fault(string pointer) =>
        Kernel.Fault.Invalid(
            pointer,
            Refused,
            "This text is kept in the clear and holds a phone number, an e-mail address or a tax number; put that into its own member."
        );

    /// <summary>Cheap, and true for every text in which something is found.</summary>
    private static bool MayHold(string text)
    {
        if (text.Contains('@', StringComparison.Ordinal))
            return true;
        var digits = 0;
        foreach (var c in text)
        {
            if (char.IsDigit(c) && ++digits == FewestDigits)
                return true;
        }

        return false;
    }

    private static IEnumerable<string> Found(string text) =>
        Email()
            .Matches(text)
            .Select(m => m.Value)
            .Concat(Gstin15().Matches(text).Select(m => m.Value))
            .Concat(Pan10().Matches(text).Select(m => m.Value))
            .Concat(Digits().Matches(text).Select(m => m.Value).Where(d => PhoneIn(d) is not null));

    /// <summary>
    /// Mobiles however they are written; other numbers with the 0 of their STD code or a +, which tell them
    /// from
    /// amounts and keys.
    /// </summary>
    private static PhoneNumber? PhoneIn(string digits) =>
        PhoneNumber.TryParse(digits.Replace('/', ' '), out var phone)
        && (phone.IsIndianMobile || digits[0] is '0' or '+')
            ? phone
            : null;

    [GeneratedRegex(
        @"[\p{L}\p{Nd}._%+\-]+@[\p{L}\p{Nd}\-]+(?:\.[\p{L}\p{Nd}\-]+)*\.\p{L}{2,}",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Email();

    [GeneratedRegex(
        @"(?<![\p{L}\p{Nd}])[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][0-9A-Z]{3}(?![\p{L}\p{Nd}])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Gstin15();

    [GeneratedRegex(
        @"(?<![\p{L}\p{Nd}])[A-Z]{5}[0-9]{4}[A-Z](?![\p{L}\p{Nd}])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Pan10();

    [GeneratedRegex(
        @"(?<![\p{L}\p{Nd}])\+?\p{Nd}(?:[\s\-.()/]{0,3}\p{Nd}){7,14}(?![\p{L}\p{Nd}])",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Digits();
}
