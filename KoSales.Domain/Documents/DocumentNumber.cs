using KoSales.Domain.Pii.Values;

namespace KoSales.Domain.Documents;

/// <summary>The number of a document in the form of its type. Never stored or logged as it is:
/// <see cref="ToString"/> gives the mask.</summary>
/// <param name="Text">Upper case, without blanks.</param>
public sealed record DocumentNumber(string Text, string Masked)
{
    private const int Shortest = 3;
    private const int Longest = 40;
    private const int AadhaarDigits = 4;
    private const int ShownOf = 8;
    private const int Shown = 4;

    /// <summary>Set for a registration under GST.</summary>
    public Gstin? Gstin { get; init; }

    /// <summary>Set for a PAN, also the one inside a GSTIN.</summary>
    public Pan? Pan { get; init; }

    /// <summary>Null for a type that may do without one.</summary>
    public static Verdict<DocumentNumber?> Parse(DocumentType type, string? text, string pointer)
    {
        if (string.IsNullOrWhiteSpace(text))
            return type.NeedsNumber()
                ? Fault.Invalid(pointer, "required", "A document of this type needs its number.")
                : default(DocumentNumber);
        return type switch
        {
            DocumentType.GstCertificate => OfGstin(text, pointer),
            DocumentType.PanCard => OfPan(text, pointer),
            DocumentType.Aadhaar => OfAadhaar(text, pointer),
            DocumentType.PesticideLicence
            or DocumentType.FertilizerLicence
            or DocumentType.SeedLicence
            or DocumentType.ShopAct
            or DocumentType.BankProof
            or DocumentType.AddressProof
            or DocumentType.Photo
            or DocumentType.Other => OfAny(text, pointer),
        };
    }

    public override string ToString() => Masked;

    private static Verdict<DocumentNumber?> OfGstin(string text, string pointer)
    {
        var read = PersonalValues.Parse<Gstin>(text, pointer);
        if (read.IsRefused)
            return read.Refusal;
        var gstin = read.Value;
        return new DocumentNumber(gstin.Number, gstin.Mask()) { Gstin = gstin, Pan = gstin.Pan };
    }

    private static Verdict<DocumentNumber?> OfPan(string text, string pointer)
    {
        var read = PersonalValues.Parse<Pan>(text, pointer);
        return read.IsRefused
            ? read.Refusal
            : new DocumentNumber(read.Value.Number, read.Value.Mask()) { Pan = read.Value };
    }

    /// <summary>The whole number is never kept (Aadhaar Act 2016, section 29).</summary>
    private static Verdict<DocumentNumber?> OfAadhaar(string text, string pointer)
    {
        var digits = text.Trim();
        return digits.Length == AadhaarDigits && digits.All(char.IsAsciiDigit)
            ? new DocumentNumber(digits, $"********{digits}")
            : Fault.Invalid(
                pointer,
                "document.aadhaar_last4",
                "Give the last four digits of the Aadhaar number and no more."
            );
    }

    private static Verdict<DocumentNumber?> OfAny(string text, string pointer)
    {
        var number = string.Concat(text.Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();
        return number.Length is >= Shortest and <= Longest && number.All(IsTaken)
            ? new DocumentNumber(number, MaskOf(number))
            : Fault.Invalid(
                pointer,
                "document.number",
                "A number is 3 to 40 letters, digits, and / - . ( ) between them."
            );
    }

    private static bool IsTaken(char c) => char.IsAsciiLetterOrDigit(c) || "/-.()".Contains(c);

    /// <summary>The last four of a long one.</summary>
    private static string MaskOf(string number)
    {
        var shown = number.Length >= ShownOf ? Shown : 0;
        return string.Concat(new string('*', number.Length - shown), number.AsSpan()[^shown..]);
    }
}
