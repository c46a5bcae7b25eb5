using NodaTime;

namespace KoSales.Domain.Assignment;

/// <summary>When people may be called: every day from one local time to before another.</summary>
public sealed record CallingHours(LocalTime From, LocalTime To, DateTimeZone Zone)
{
    public bool Allow(Instant now) =>
        now.InZone(Zone).TimeOfDay is var time && From <= time && time < To;

    /// <summary>The next opening, or now while it is open.</summary>
    public Instant OpensAt(Instant now)
    {
        if (Allow(now))
            return now;
        var local = now.InZone(Zone);
        var day = local.TimeOfDay < From ? local.Date : local.Date.PlusDays(1);
        return Zone.AtLeniently(day + From).ToInstant();
    }
}
