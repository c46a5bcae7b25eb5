namespace KoSales.Domain.Pii.Values;

/// <summary>A piece of personal data in its one normal form. Never stored or logged as it is:
/// <c>ToString</c> gives the mask.</summary>
/// <remarks><c>default</c> holds nothing; make one with <c>TryParse</c>.</remarks>
public interface IPersonalValue<TSelf>
    where TSelf : struct, IPersonalValue<TSelf>
{
    /// <param name="reason">A stable code such as <c>phone.too_short</c>; empty when parsed.</param>
    static abstract bool TryParse(string? text, out TSelf value, out string reason);

    /// <summary>What lists may show of it.</summary>
    string Mask();
}

public static class PersonalValues
{
    /// <summary>The value, or a fault at the pointer with the reason as its code. The fault never repeats
    /// the text.</summary>
    public static Verdict<TValue> Parse<TValue>(string? text, string pointer)
        where TValue : struct, IPersonalValue<TValue> =>
        TValue.TryParse(text, out var value, out var reason)
            ? value
            : Fault.Invalid(pointer, reason, Sentence(reason));

    /// <summary>The reason code as a sentence for the person who typed the value.</summary>
    public static string Sentence(string reason) =>
        reason switch
        {
            "phone.too_short" => "The phone number has too few digits.",
            "phone.too_long" => "The phone number has too many digits; give one number.",
            "phone.extension" => "The phone number has an extension; leave it out.",
            "phone.fraction" =>
                "The phone number ends in a fraction, so it may have been read as an amount; write it without.",
            "phone.abbreviated" =>
                "A second phone number is abbreviated; write both in full, with / or , between them.",
            "phone.scientific" =>
                "A spreadsheet has rounded the phone number (9.8E+09); format the column as text and enter the number again.",
            "phone.two_numbers" => "Give one phone number.",
            "phone.too_many_numbers" => "Give at most two phone numbers, with / or , between them.",
            "phone.unexpected_character" =>
                "The phone number has characters that are no part of one.",
            "phone.country_code" =>
                "A number outside India is written with + and its country code.",
            "phone.landline_prefix" =>
                "A ten-digit Indian mobile number starts with 6 to 9; write a landline with the 0 of its STD code.",
            "phone.not_indian" => "No Indian number has a 0 there.",
            "email.too_long" =>
                "The e-mail address is longer than 254 characters, or its name than 64.",
            "email.local_part" => "The part before @ is not one that mail servers take.",
            "email.domain" => "The part after @ is not a domain name.",
            "gstin.length" => "A GSTIN has 15 characters.",
            "gstin.state_code" => "The first two digits of the GSTIN are not a GST state code.",
            "gstin.pan" => "Characters 3 to 12 of the GSTIN are not a PAN.",
            "gstin.shape" => "Characters 13 and 14 of the GSTIN are not such as are given out.",
            "gstin.check_character" =>
                "The last character of the GSTIN does not fit the others; one of them is mistyped.",
            "pan.shape" => "A PAN is five letters, four digits and a letter.",
            _ => "The value is missing or not well-formed.",
        };
}
