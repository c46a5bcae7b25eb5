using NodaTime;

namespace KoSales.Domain.Quotations;

/// <summary>When the owner is reminded of a sent quotation that nobody has decided.</summary>
/// <param name="DaysBefore">Before its last day; 0 for that day itself.</param>
/// <param name="At">In company time.</param>
public sealed record ReminderPolicy(IReadOnlyList<int> DaysBefore, LocalTime At)
{
    public static readonly ReminderPolicy Usual = new([3, 1, 0], new LocalTime(10, 0));

    /// <summary>The first one later than <paramref name="after"/>; null when there is none, and for what is
    /// not with the customer.</summary>
    public Instant? NextAfter(Quotation quotation, Instant after)
    {
        if (quotation is not { Status: QuotationStatus.Sent, SentAt: { } sentAt })
            return null;
        var since = Instant.Max(after, sentAt);
        return DaysBefore
            .Select(days => InstantOf(quotation.ValidUntil.PlusDays(-days)))
            .Where(at => at > since)
            .Order()
            .Select(at => (Instant?)at)
            .FirstOrDefault();
    }

    private Instant InstantOf(LocalDate day) =>
        day.At(At).InZoneLeniently(CompanyDay.Zone).ToInstant();
}
