namespace KoSales.Domain.Planning;

/// <summary>One agent's share before it is made whole.</summary>
/// <param name="Share">What is due by this plan, at least 0.</param>
/// <param name="Carry">What is owed from before.</param>
/// <param name="Room">The most that may be given; null for no limit.</param>
internal readonly record struct Due(decimal Share, decimal Carry, decimal Weight, int? Room);

/// <summary>Shares made whole.</summary>
/// <param name="Given">What each gets, in the order of the dues.</param>
/// <param name="Carry">What each is owed afterwards.</param>
internal readonly record struct WholeShares(long[] Given, decimal[] Carry);

/// <summary>The whole numbers that a share may become.</summary>
internal readonly record struct WholeRange(long Least, long Most)
{
    // What rounding to digits leaves over from plan to plan never counts as a difference.
    private const decimal Margin = 0.000001m;

    /// <summary>The whole numbers nearer than 1.</summary>
    public static WholeRange Near(decimal value) =>
        new((long)Math.Floor(value - 1 + Margin) + 1, (long)Math.Ceiling(value + 1 - Margin) - 1);

    public WholeRange Meet(WholeRange other) =>
        new(Math.Max(Least, other.Least), Math.Min(Most, other.Most));

    public WholeRange Within(int? room)
    {
        var most = Math.Clamp(Most, 0, room ?? long.MaxValue);
        return new WholeRange(Math.Clamp(Least, 0, most), most);
    }
}

/// <summary>
/// Makes shares whole so that each stays within one record of what is due, in this plan and over all plans
/// together. Whoever would be the first to fall a
/// whole record behind goes first: for a standing set of agents with standing weights this keeps every
/// total within one record for ever.
/// </summary>
internal static class Rounding
{
    private const int Digits = 12;

    /// <param name="dues">Shares that sum to a whole number, in the order in which ties are broken.</param>
    /// <returns>Whole numbers with that sum, and what each is owed afterwards.</returns>
    public static WholeShares Whole(IReadOnlyList<Due> dues)
    {
        var amount = (long)Math.Round(dues.Sum(d => d.Share));
        var claims = Claims(dues);
        return FairBothWays(dues, claims, amount)
            ?? Filled(dues, claims, FairOverAll(dues, claims, amount), amount);
    }

    /// <summary>Within one record of what is due in this plan and over all plans; null when no such shares
    /// exist, or when later plans could not keep to it.</summary>
    private static WholeShares? FairBothWays(IReadOnlyList<Due> dues, decimal[] claims, long amount)
    {
        WholeRange[] ranges =
        [
            .. dues.Select(
                (d, i) => WholeRange.Near(d.Share).Meet(WholeRange.Near(claims[i])).Within(d.Room)
            ),
        ];
        if (!Fits(ranges, amount))
            return null;
        var shares = Filled(dues, claims, ranges, amount);
        return Outlook.IsGood(dues, shares.Carry) ? shares : null;
    }

    /// <summary>Within one record of what is due over all plans; where that does not add up, at least the
    /// whole part of this plan's share.</summary>
    private static WholeRange[] FairOverAll(IReadOnlyList<Due> dues, decimal[] claims, long amount)
    {
        WholeRange[] overall =
        [
            .. dues.Select((d, i) => WholeRange.Near(claims[i]).Within(d.Room)),
        ];
        return Fits(overall, amount)
            ? overall
            :
            [
                .. dues.Select(d =>
                    new WholeRange((long)Math.Floor(d.Share), amount).Within(d.Room)
                ),
            ];
    }

    private static WholeShares Filled(
        IReadOnlyList<Due> dues,
        decimal[] claims,
        WholeRange[] ranges,
        long amount
    )
    {
        long[] given = [.. ranges.Select(r => r.Least)];

        // With one more given, who is furthest behind for the weight.
        int[] NextInLine(long atMost) =>
            [
                .. Enumerable
                    .Range(0, given.Length)
                    .Where(i => given[i] < ranges[i].Most)
                    .OrderBy(i => (given[i] + 1 - claims[i]) / dues[i].Weight)
                    .Take((int)Math.Min(atMost, given.Length)),
            ];

        var rest = amount - given.Sum();
        while (rest > 0 && NextInLine(rest) is { Length: > 0 } next)
        {
            foreach (var i in next)
                given[i]++;
            rest -= next.Length;
        }

        return new WholeShares(given, [.. claims.Select((c, i) => c - given[i])]);
    }

    /// <summary>Share and carry, the carries levelled so that together they owe nothing: only the standing
    /// among these agents counts.</summary>
    private static decimal[] Claims(IReadOnlyList<Due> dues)
    {
        var perWeight = dues.Count == 0 ? 0 : dues.Sum(d => d.Carry) / dues.Sum(d => d.Weight);
        return
        [
            .. dues.Select(d => Math.Round(d.Share + d.Carry - (perWeight * d.Weight), Digits)),
        ];
    }

    private static bool Fits(WholeRange[] ranges, long amount) =>
        ranges.Sum(r => r.Least) <= amount && ranges.Sum(r => r.Most) >= amount;
}
