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
        double[] rates = [.. dues.Select(d => (double)d.Weight / all)];
        double[] owed = [.. carry.Select(c => (double)c + Margin)];
        var caughtUp = Enumerable
            .Range(0, owed.Length)
            .Where(i => owed[i] < 0)
            .Select(i => -owed[i] / rates[i])
            .DefaultIfEmpty(0)
            .Max();
        for (var records = 1; records <= Math.Min(caughtUp, Furthest) + 1; records++)
        {
            var overdue = 0.0;
            for (var i = 0; i < owed.Length; i++)
                overdue += Math.Max(0, Math.Floor(owed[i] + (rates[i] * records)));
            if (overdue > records)
                return false;
        }

        return true;
    }
}
