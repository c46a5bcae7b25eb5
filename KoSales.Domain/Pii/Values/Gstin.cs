namespace KoSales.Domain.Pii.Values;

/// <summary>A GST registration number: state code (2), PAN (10), registration number within the state (1),
/// kind (1), check character (1).</summary>
public readonly record struct Gstin : IPersonalValue<Gstin>
{
    private const int Base = 36;

    private Gstin(string number) => Number = number;

    public string Number { get; }

    public string StateCode => Number[..2];

    public Pan Pan =>
        Pan.TryParse(Number[2..12], out var pan)
            ? pan
            : throw new InvalidOperationException("a GSTIN that was not parsed");

    public static bool TryParse(string? text, out Gstin value) => TryParse(text, out value, out _);

    public static bool TryParse(string? text, out Gstin value, out string reason)
    {
        var number = TaxNumbers.Normalise(text);
        reason = FaultOf(number);
        value = reason.Length == 0 ? new Gstin(number) : default;
        return reason.Length == 0;
    }

    /// <summary>The check character of the first 14: each digit value in base 36 is weighted 1, 2, 1, 2,
    /// ...; the digits of the products are added.</summary>
    public static char CheckCharacter(ReadOnlySpan<char> first14)
    {
        var sum = 0;
        for (var i = 0; i < first14.Length; i++)
        {
            var product = ValueOf(first14[i]) * (i % 2 + 1);
            sum += product / Base + product % Base;
        }

        var check = (Base - sum % Base) % Base;
        return (char)(check < 10 ? '0' + check : 'A' + check - 10);
    }

    /// <summary>State code and the last three characters; the PAN inside is hidden:
    /// <c>27**********1ZV</c>.</summary>
    public string Mask() => string.Concat(Number.AsSpan(0, 2), "**********", Number.AsSpan(12));

    public override string ToString() => Number is null ? "" : Mask();

    private static string FaultOf(string number)
    {
        if (number.Length != 15)
            return "gstin.length";
        if (!IsStateCode(number.AsSpan(0, 2)))
            return "gstin.state_code";
        if (!Pan.TryParse(number[2..12], out _))
            return "gstin.pan";
        if (
            number[12] is not ((>= '1' and <= '9') or (>= 'A' and <= 'Z'))
            || number[13] is not ('Z' or 'C' or 'D')
        )
            return "gstin.shape";
        return number[14] == CheckCharacter(number.AsSpan(0, 14)) ? "" : "gstin.check_character";
    }

    /// <summary>01 to 38 are states and union territories, 97 other territory, 99 the centre.</summary>
    private static bool IsStateCode(ReadOnlySpan<char> code) =>
        char.IsAsciiDigit(code[0])
        && char.IsAsciiDigit(code[1])
        && ((code[0] - '0') * 10 + code[1] - '0') is (>= 1 and <= 38) or 97 or 99;

    private static int ValueOf(char c) => char.IsAsciiDigit(c) ? c - '0' : c - 'A' + 10;
}
