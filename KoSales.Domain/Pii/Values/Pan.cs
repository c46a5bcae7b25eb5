using System.Text.RegularExpressions;

namespace KoSales.Domain.Pii.Values;

/// <summary>An Indian income-tax number: five letters, four digits, a letter, in upper case.</summary>
public readonly partial record struct Pan : IPersonalValue<Pan>
{
    private Pan(string number) => Number = number;

    public string Number { get; }

    public static bool TryParse(string? text, out Pan value) => TryParse(text, out value, out _);

    public static bool TryParse(string? text, out Pan value, out string reason)
    {
        var number = TaxNumbers.Normalise(text);
        var fits = Shape().IsMatch(number);
        value = fits ? new Pan(number) : default;
        reason = fits ? "" : "pan.shape";
        return fits;
    }

    /// <summary><c>******234F</c>.</summary>
    public string Mask() => string.Concat("******", Number.AsSpan(6));

    public override string ToString() => Number is null ? "" : Mask();

    [GeneratedRegex(@"^[A-Z]{5}[0-9]{4}[A-Z]\z")]
    private static partial Regex Shape();
}

internal static class TaxNumbers
{
    private const int Longest = 40;

    /// <summary>Upper case, without spaces and dashes.</summary>
    public static string Normalise(string? text) =>
        text is null || text.Length > Longest
            ? ""
            : string.Concat(text.Where(c => !char.IsWhiteSpace(c) && c != '-')).ToUpperInvariant();
}
