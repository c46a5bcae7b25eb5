using KoSales.Domain.Kernel.Amounts;

namespace KoSales.Domain.Quotations.Printing;

/// <summary>Rupees as Indian documents spell them, in lakh and crore: <c>Rupees One Lakh Twenty-Three
/// Thousand Four Hundred Fifty-Six and Seventy-Eight Paise Only</c>.</summary>
public static class AmountInWords
{
    private const long Crore = 10_000_000;
    private const long Lakh = 100_000;
    private const long Thousand = 1_000;
    private const long Hundred = 100;

    private static readonly string[] Small =
    [
        "Zero",
        "One",
        "Two",
        "Three",
        "Four",
        "Five",
        "Six",
        "Seven",
        "Eight",
        "Nine",
        "Ten",
        "Eleven",
        "Twelve",
        "Thirteen",
        "Fourteen",
        "Fifteen",
        "Sixteen",
        "Seventeen",
        "Eighteen",
        "Nineteen",
    ];

    private static readonly string[] Tens =
    [
        "",
        "",
        "Twenty",
        "Thirty",
        "Forty",
        "Fifty",
        "Sixty",
        "Seventy",
        "Eighty",
        "Ninety",
    ];

    /// <param name="rupees">0 or more; rounded to the paisa, half away from zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public static string Of(decimal rupees)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rupees);
        var rounded = Paise.Round(rupees);
        var whole = (long)decimal.Truncate(rounded);
        var paise = (long)((rounded - whole) * 100);
        if (paise == 0)
            return $"Rupees {Number(whole)} Only";
        var unit = paise == 1 ? "Paisa" : "Paise";
        return $"Rupees {Number(whole)} and {Number(paise)} {unit} Only";
    }

    private static string Number(long number) =>
        number == 0 ? Small[0] : string.Join(' ', Words(number));

    // Crores have no larger unit above them: a hundred thousand crore is One Lakh Crore.
    private static IEnumerable<string> Words(long number)
    {
        if (number >= Crore)
            yield return $"{Number(number / Crore)} Crore";
        if (number % Crore >= Lakh)
            yield return $"{BelowHundred(number % Crore / Lakh)} Lakh";
        if (number % Lakh >= Thousand)
            yield return $"{BelowHundred(number % Lakh / Thousand)} Thousand";
        if (number % Thousand >= Hundred)
            yield return $"{Small[number % Thousand / Hundred]} Hundred";
        if (number % Hundred > 0)
            yield return BelowHundred(number % Hundred);
    }

    private static string BelowHundred(long number)
    {
        if (number < Small.Length)
            return Small[number];
        return number % 10 == 0 ? Tens[number / 10] : $"{Tens[number / 10]}-{Small[number % 10]}";
    }
}
