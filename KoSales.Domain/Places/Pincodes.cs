using System.Collections.Frozen;

namespace KoSales.Domain.Places;

/// <summary>Indian postal codes: six digits, the first not 0. The first two digits are the postal circle,
/// hence the state.</summary>
public static class Pincodes
{
    /// <summary>First two digits → the states whose post offices use them. The army's own (90-99) belong to
    /// none.</summary>
    private static readonly FrozenDictionary<int, string[]> States = Circles()
        .ToFrozenDictionary(c => c.Prefix, c => c.States);

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

    private static IEnumerable<(int Prefix, string[] States)> Circles()
    {
        (int From, int To, string[] States)[] rows =
        [
            (11, 11, ["07"]),
            (12, 13, ["06"]),
            (14, 15, ["03"]),
            (16, 16, ["04", "03", "06"]),
            (17, 17, ["02"]),
            (18, 19, ["01", "38"]),
            (20, 23, ["09"]),
            (24, 26, ["09", "05"]),
            (27, 28, ["09"]),
            (30, 34, ["08"]),
            (36, 39, ["24", "25", "26"]),
            (40, 40, ["27", "30"]),
            (41, 44, ["27"]),
            (45, 48, ["23"]),
            (49, 49, ["22"]),
            (50, 50, ["36"]),
            (51, 52, ["37", "28"]),
            (53, 53, ["37", "28", "34"]),
            (56, 59, ["29"]),
            (60, 60, ["33", "34"]),
            (61, 64, ["33"]),
            (67, 67, ["32", "34"]),
            (68, 68, ["32", "31"]),
            (69, 69, ["32"]),
            (70, 72, ["19"]),
            (73, 73, ["19", "11"]),
            (74, 74, ["19", "35"]),
            (75, 77, ["21"]),
            (78, 78, ["18"]),
            (79, 79, ["12", "13", "14", "15", "16", "17"]),
            (80, 80, ["10"]),
            (81, 81, ["10", "20"]),
            (82, 82, ["20", "10"]),
            (83, 83, ["20"]),
            (84, 85, ["10"]),
        ];
        return rows.SelectMany(r =>
            Enumerable.Range(r.From, r.To - r.From + 1).Select(p => (p, r.States))
        );
    }
}
