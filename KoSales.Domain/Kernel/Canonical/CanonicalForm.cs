using System.Globalization;
using System.Text;

namespace KoSales.Domain.Kernel.Canonical;

/// <summary>
/// The composed form (NFC) of texts. Our own, since the runtime has none where it runs without the system's
/// language data, as this app does.
/// </summary>
public static class CanonicalForm
{
    private const int HangulBase = 0xAC00;
    private const int LeadBase = 0x1100;
    private const int VowelBase = 0x1161;
    private const int TailBase = 0x11A7;
    private const int Leads = 19;
    private const int Vowels = 21;
    private const int Tails = 28;

    /// <summary>Below this every text is composed already.</summary>
    private const char FirstConcerned = '\u0300';

    private static readonly Dictionary<int, (int First, int Second)> Apart = [];
    private static readonly Dictionary<(int First, int Second), int> Together = [];
    private static readonly Dictionary<int, int> Ranks = [];

    static CanonicalForm()
    {
        var tables = CanonicalTables.Read();
        foreach (var (composed, parts) in Rows(tables.Pairs))
        {
            var pair = PairOf(parts);
            Apart[composed] = pair;
            Together[pair] = composed;
        }

        foreach (var (composed, parts) in Rows(tables.Apart))
            Apart[composed] = PairOf(parts);
        foreach (var (other, kept) in Rows(tables.Same))
            Apart[other] = (Hex(kept), 0);
        foreach (var row in tables.Ranks)
            AddRanks(row);
    }

    /// <summary>The same string when it is composed already. Lone halves of characters become U+FFFD.</summary>
    public static string Compose(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange(FirstConcerned, char.MaxValue))
            return text;
        List<int> points = new(text.Length);
        foreach (var rune in text.EnumerateRunes())
            TakeApart(rune.Value, points);
        Order(points);
        PutTogether(points);
        var built = new StringBuilder(text.Length);
        foreach (var point in points)
            built.Append(new Rune(point));
        return built.Equals(text) ? text : built.ToString();
    }

    private static void TakeApart(int point, List<int> into)
    {
        var syllable = point - HangulBase;
        if (syllable is >= 0 and < Leads * Vowels * Tails)
        {
            TakeSyllableApart(syllable, into);
        }
        else if (Apart.TryGetValue(point, out var parts))
        {
            TakeApart(parts.First, into);
            if (parts.Second != 0)
                TakeApart(parts.Second, into);
        }
        else
        {
            into.Add(point);
        }
    }

    private static void TakeSyllableApart(int syllable, List<int> into)
    {
        into.Add(LeadBase + syllable / (Vowels * Tails));
        into.Add(VowelBase + syllable % (Vowels * Tails) / Tails);
        if (syllable % Tails > 0)
            into.Add(TailBase + syllable % Tails);
    }

    /// <summary>Sorts each run of marks by rank; those of one rank stay as they are.</summary>
    private static void Order(List<int> points)
    {
        for (var i = 1; i < points.Count; i++)
        {
            var rank = RankOf(points[i]);
            if (rank == 0)
                continue;
            for (var j = i; j > 0 && RankOf(points[j - 1]) > rank; j--)
                (points[j - 1], points[j]) = (points[j], points[j - 1]);
        }
    }

    /// <summary>
    /// Joins each character with the last one that stands by itself, unless a mark of the same or a higher rank
    /// is between them.
    /// </summary>
    private static void PutTogether(List<int> points)
    {
        var (kept, starter, lastRank) = (0, -1, -1);
        for (var i = 0; i < points.Count; i++)
        {
            var point = points[i];
            var rank = RankOf(point);
            var reaches = starter >= 0 && (lastRank < rank || lastRank == -1);
            if (reaches && Joined(points[starter], point) is { } joined)
            {
                points[starter] = joined;
                continue;
            }

            points[kept] = point;
            (starter, lastRank) = rank == 0 ? (kept, -1) : (starter, rank);
            kept++;
        }

        points.RemoveRange(kept, points.Count - kept);
    }

    private static int? Joined(int first, int second)
    {
        var (lead, vowel) = (first - LeadBase, second - VowelBase);
        if (lead is >= 0 and < Leads && vowel is >= 0 and < Vowels)
            return HangulBase + (lead * Vowels + vowel) * Tails;
        var (syllable, tail) = (first - HangulBase, second - TailBase);
        if (
            syllable is >= 0 and < Leads * Vowels * Tails
            && syllable % Tails == 0
            && tail is > 0 and < Tails
        )
            return first + tail;
        return Together.TryGetValue((first, second), out var composed) ? composed : null;
    }

    private static int RankOf(int point) => Ranks.GetValueOrDefault(point);

    private static void AddRanks(string row)
    {
        var (range, rank) = Split(row, '=');
        var (first, last) = range.Contains('-', StringComparison.Ordinal)
            ? Split(range, '-')
            : (range, range);
        for (var point = Hex(first); point <= Hex(last); point++)
            Ranks[point] = int.Parse(rank, CultureInfo.InvariantCulture);
    }

    private static IEnumerable<(int Left, string Right)> Rows(IEnumerable<string> table)
    {
        foreach (var row in table)
        {
            var (left, right) = Split(row, '=');
            yield return (Hex(left), right);
        }
    }

    private static (int First, int Second) PairOf(string parts)
    {
        var (first, second) = Split(parts, '+');
        return (Hex(first), Hex(second));
    }

    private static (string Left, string Right) Split(string text, char at)
    {
        var place = text.IndexOf(at, StringComparison.Ordinal);
        return (text[..place], text[(place + 1)..]);
    }

    private static int Hex(string text) =>
        int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
