using KoSales.Domain.Kernel.Amounts;

namespace KoSales.Domain.Quotations.Printing;

/// <summary>Amounts grouped as in India: the last three digits, then two by two.</summary>
public static class IndianDigits
{
    /// <summary><c>12,34,567.80</c>; with a minus before it below zero.</summary>
    public static string Of(decimal amount)
    {
        var text = DecimalText.Amount(Math.Abs(amount));
        var whole = text[..^3];
        for (var place = whole.Length - 3; place > 0; place -= 2)
            whole = whole.Insert(place, ",");
        return (amount < 0 ? "-" : "") + whole + text[^3..];
    }
}
