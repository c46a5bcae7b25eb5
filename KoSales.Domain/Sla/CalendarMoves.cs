using KoSales.Domain.Calendars;
using NodaTime;

namespace KoSales.Domain.Sla;

/// <summary>Whether a running clock is still under the calendar that counts for it.</summary>
public static class CalendarMoves
{
    /// <summary>The clock under the layers now in force, from the instant at which they came into force;
    /// the clock itself when it is under them.</summary>
    /// <remarks>A new version of a calendar that the clock is under counts from its effective instant,
    /// another calendar or another leave from now.</remarks>
    public static SlaClock Follow(this SlaClock clock, CalendarStack inForce, Instant now)
    {
        var current = clock.CalendarKey;
        return current == SlaClock.WallKey || current == inForce.Key || clock.StoppedAt is not null
            ? clock
            : clock.Under(EffectiveAt(current, inForce, now), inForce.Key);
    }

    private static Instant EffectiveAt(string currentKey, CalendarStack inForce, Instant now)
    {
        var (before, leave) = CalendarKey.Read(currentKey);
        var calendars = before.Select(CalendarOf).ToHashSet(StringComparer.Ordinal);
        var sameLayers =
            calendars.SetEquals(inForce.Layers.Select(l => l.CalendarId.Value))
            && leave.SequenceEqual(inForce.Leave);
        return sameLayers
            ? inForce.Layers.Where(l => !before.Contains(l.Id)).Max(l => l.EffectiveFrom)
            : now;
    }

    private static string CalendarOf(string versionId) => versionId[..versionId.LastIndexOf('.')];
}
