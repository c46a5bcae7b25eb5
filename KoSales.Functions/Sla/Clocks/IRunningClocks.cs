using KoSales.Domain.Calendars;
using NodaTime;

namespace KoSales.Functions.Sla.Clocks;

/// <summary>The clocks that entities of one kind carry. One implementation per kind, registered as a
/// singleton.</summary>
public interface IRunningClocks
{
    /// <summary>Brings them under the calendars in force.</summary>
    /// <returns>How many clocks moved, and whether one was left since somebody changed its entity
    /// meanwhile.</returns>
    Task<(int Moved, bool Missed)> WalkAsync(
        CalendarIndex index,
        Instant now,
        CancellationToken cancellationToken
    );
}
