namespace KoSales.Domain.Planning;

/// <summary>One agent's share before it is made whole.</summary>
/// <param name="Share">What is due by this plan, at least 0.</param>
/// <param name="Carry">What is owed from before.</param>
/// <param name="Room">The most that may be given; null for no limit.</param>
internal readonly record struct Due(decimal Share, decimal Carry, decimal Weight, int? Room);

/// <summary>
/// Makes shares whole so that each stays within one record of what is due, in this plan and over all plans
/// together. Whoever would be the first to fall a
/// whole record behind goes first: for a standing set of agents with standing weights this keeps every
/// total within one record for ever.
/// </summary>
internal static class Rounding
{
    private const int Digits = 12;

    // What rounding to digits leaves over from plan to plan never counts as a difference.
    private const decimal Margin = 0.000001m;

    /// <param name="dues">Shares that sum to a whole number, in the order in which ties are broken.</param>
    /// <returns>Whole numbers with that sum, and what each is owed afterwards.</returns>
    public static (long[] Given, decimal[] Carry) Whole(IReadOnlyList<Due> dues)
    {
        var amount = (long)Math.Round(dues.Sum(d => d.Share));
        var claims = Claims(dues);
        (long Least, long Most)[] overall =
        [
            .. dues.Select((d, i) => Clamped(Near(claims[i]), d.Room)),
        ];
        (long Least, long Most)[] both =
        [
            .. dues.Select((d, i) => Clamped(Meet(Near(d.Share), Near(claims[i])), d.Room)),
        ];
        (long Least, long Most)[] any =
        [
            .. dues.Select(d => Clamped(((long)Math.Floor(d.Share), amount), d.Room)),
        ];
        if (
            Fits(both, amount)
            && Filled(dues, claims, both, amount) is { } exact
            && Outlook.IsGood(dues, exact.Carry)
        )
            return exact;
        return Filled(dues, claims, Fits(overall, amount) ? overall : any, amount);
    }

    private static (long[] Given, decimal[] Carry) Filled(
        IReadOnlyList<Due> dues,
        decimal[] claims,
        (long Least, long Most)[] windows,
        long amount
    )
    {
        long[] given = [.. windows.Select(w => w.Least)];
        var rest = amount - given.Sum();
        while (rest > 0)
        {
            var next = Enumerable
                .Range(0, given.Length)
                .Where(i => given[i] < windows[i].Most)
                .OrderBy(i => (given[i] + 1 - claims[i]) / dues[i].Weight)
                .Take((int)Math.Min(rest, given.Length))
                .ToList();
            if (next.Count == 0)
                break;
            foreach (var i in next)
                given[i]++;
            rest -= next.Count;
        }

        return (given, [.. claims.Select((c, i) => c - given[i])]);
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

    private static bool Fits((long Least, long Most)[] windows, long amount) =>
        windows.Sum(w => w.Least) <= amount && windows.Sum(w => w.Most) >= amount;

    /// <summary>The whole numbers nearer than 1.</summary>
    private static (long Least, long Most) Near(decimal value) =>
        ((long)Math.Floor(value - 1 + Margin) + 1, (long)Math.Ceiling(value + 1 - Margin) - 1);

    private static (long Least, long Most) Meet(
        (long Least, long Most) a,
        (long Least, long Most) b
    ) => (Math.Max(a.Least, b.Least), Math.Min(a.Most, b.Most));

    private static (long Least, long Most) Clamped((long Least, long Most) window, int? room)
    {
        var most = Math.Clamp(window.Most, 0, room ?? long.MaxValue);
        return (Math.Clamp(window.Least, 0, most), most);
    }
}
