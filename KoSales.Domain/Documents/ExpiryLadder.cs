using NodaTime;

namespace KoSales.Domain.Documents;

/// <summary>When the end of a document is told of: 60, 30, 7 and 0 days before, and on the day after the
/// last, by the company's calendar. After a pause only the rung that holds by then is told.</summary>
public static class ExpiryLadder
{
    /// <summary>The rung of a document whose last day has passed.</summary>
    public const int Over = -1;

    private static readonly int[] Rungs = [60, 30, 7, 0, Over];

    /// <summary>The rung that holds on that day; null while the end is far.</summary>
    public static int? RungOn(LocalDate validTo, LocalDate today)
    {
        var left = Left(validTo, today);
        return Rungs.Where(r => left <= r).Select(r => (int?)r).Min();
    }

    /// <summary>The first instant of the next rung after that day; null when there is none.</summary>
    public static Instant? NextAt(LocalDate validTo, LocalDate today)
    {
        var left = Left(validTo, today);
        return Rungs.Where(r => r < left).Select(r => (int?)r).Max() is { } next
            ? CompanyDay.StartOf(validTo.PlusDays(-next))
            : null;
    }

    /// <summary>When a document that is verified now is due first: at once when a rung holds
    /// already.</summary>
    public static Instant? FirstAt(LocalDate? validTo, Instant now)
    {
        if (validTo is not { } last)
            return null;
        var today = CompanyDay.Of(now);
        return RungOn(last, today) is null ? NextAt(last, today) : now;
    }

    private static int Left(LocalDate validTo, LocalDate today) =>
        Period.DaysBetween(today, validTo);
}
