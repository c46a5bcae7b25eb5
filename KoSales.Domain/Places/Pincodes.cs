using System.Collections.Frozen;

namespace KoSales.Domain.Places;

/// <summary>Indian postal codes: six digits, the first not 0. The first two digits are the postal circle,
/// hence the state.</summary>
public static class Pincodes
{
    private static readonly PostalCircle[] Circles =
    [
        new(11, 11, "07"),
        new(12, 13, "06"),
        new(14, 15, "03"),
        new(16, 16, "04", "03", "06"),
        new(17, 17, "02"),
        new(18, 19, "01", "38"),
        new(20, 23, "09"),
        new(24, 26, "09", "05"),
        new(27, 28, "09"),
        new(30, 34, "08"),
        new(36, 39, "24", "25", "26"),
        new(40, 40, "27", "30"),
        new(41, 44, "27"),
        new(45, 48, "23"),
        new(49, 49, "22"),
        new(50, 50, "36"),
        new(51, 52, "37", "28"),
        new(53, 53, "37", "28", "34"),
        new(56, 59, "29"),
        new(60, 60, "33", "34"),
        new(61, 64, "33"),
        new(67, 67, "32", "34"),
        new(68, 68, "32", "31"),
        new(69, 69, "32"),
        new(70, 72, "19"),
        new(73, 73, "19", "11"),
        new(74, 74, "19", "35"),
        new(75, 77, "21"),
        new(78, 78, "18"),
        new(79, 79, "12", "13", "14", "15", "16", "17"),
        new(80, 80, "10"),
        new(81, 81, "10", "20"),
        new(82, 82, "20", "10"),
        new(83, 83, "20"),
        new(84, 85, "10"),
    ];

    /// <summary>First two digits → the states whose post offices use them. The army's own (90-99) belong to
    /// none.</summary>
    private static readonly FrozenDictionary<int, string[]> States = Circles
        .SelectMany(circle => circle.Prefixes.Select(prefix => (prefix, circle.States)))
        .ToFrozenDictionary(c => c.prefix, c => c.States);

    /// <summary>Accepts blanks around and inside (<c>466 001</c>).</summary>
    public static bool TryParse(string? text, out string pincode)
    {
        pincode = (text ?? "").Replace(" ", "", StringComparison.Ordinal);
        return pincode.Length == 6
            && pincode[0] is >= '1' and <= '9'
            && pincode.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;
    }

    /// <summary>False only when the postal circle is known and lies in other states: people on a border do
    /// give the nearest office.</summary>
    public static bool MayLieIn(string pincode, string stateCode) =>
        !States.TryGetValue((pincode[0] - '0') * 10 + pincode[1] - '0', out var states)
        || states.Contains(stateCode)
        || stateCode is "97" or "99";

    /// <param name="From">First two digits, as a number.</param>
    /// <param name="To">The last of the circle.</param>
    private sealed record PostalCircle(int From, int To, params string[] States)
    {
        public IEnumerable<int> Prefixes => Enumerable.Range(From, To - From + 1);
    }
}
