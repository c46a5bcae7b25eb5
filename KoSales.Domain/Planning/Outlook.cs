namespace KoSales.Domain.Planning;

/// <summary>Whether later plans can keep everybody within one record, whatever their sizes.</summary>
internal static class Outlook
{
    // Beyond it the agents who are ahead have long been caught up with; only bounds the work for absurd
    // weights.
    private const int Furthest = 2000;
    private const double Margin = 0.000001;

    /// <summary>False when, after some number of further records, more of them are overdue than there have
    /// been.</summary>
    public static bool IsGood(IReadOnlyList<Due> dues, IReadOnlyList<decimal> carry)
    {
        var all = (double)dues.Sum(d => d.Weight);
        Standing[] standings =
        [
            .. dues.Zip(carry, (d, c) => new Standing((double)d.Weight / all, (double)c + Margin)),
        ];
        var furthest = Math.Min(RecordsUntilCaughtUp(standings), Furthest) + 1;
        for (var records = 1; records <= furthest; records++)
        {
            if (Overdue(standings, records) > records)
                return false;
        }

        return true;
    }

    /// <summary>Until nobody is ahead any more.</summary>
    private static double RecordsUntilCaughtUp(Standing[] standings) =>
        standings.Where(s => s.Owed < 0).Select(s => -s.Owed / s.Rate).DefaultIfEmpty(0).Max();

    private static double Overdue(Standing[] standings, int records)
    {
        var overdue = 0.0;
        foreach (var standing in standings)
            overdue += Math.Max(0, Math.Floor(standing.Owed + (standing.Rate * records)));
        return overdue;
    }

    /// <param name="Rate">The agent's part of every record.</param>
    /// <param name="Owed">Below 0 for who is ahead.</param>
    private readonly record struct Standing(double Rate, double Owed);
}
