using KoSales.Domain.Calendars;

namespace KoSales.Functions.Calendars;

/// <summary>For those who name a calendar.</summary>
public static class CalendarReads
{
    public static Fault NoCalendar { get; } =
        Fault.Invalid("/calendar_id", "calendar.unknown", "There is no such calendar.");

    /// <summary>False for one that was deleted.</summary>
    public static async ValueTask<bool> HasCalendarAsync(
        this IDocumentStore store,
        string id,
        CancellationToken cancellationToken
    ) =>
        await store.FindAsync(CalendarStore.Collection, id, cancellationToken)
            is { DeletedAt: null };
}
