using KoSales.Domain.Agents;
using KoSales.Domain.Calendars;
using NodaTime;

namespace KoSales.Functions.Calendars.Effective;

/// <summary>Shows what is in force where layers meet.</summary>
public sealed class EffectiveCalendars(IDocumentStore store, CalendarCache cache)
{
    /// <param name="on">Null for today.</param>
    public async Task<Verdict<EffectiveCalendarView>> ShowAsync(
        string id,
        string? agentId,
        LocalDate? on,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var index = await cache.CurrentAsync(cancellationToken);
        if (!index.Calendars.TryGetValue(id, out var calendar))
            return Fault.NotFound("calendar", QueryFaults.Shown(id));
        if (agentId is not null && !await SeesAsync(agentId, command.Actor, cancellationToken))
            return Fault.NotFound("agent", QueryFaults.Shown(agentId));
        var day = DayOf(calendar, on, command.Now);
        return View(calendar, agentId, day, index.Over(id, agentId, day.Start));
    }

    private static LocalDay DayOf(Calendar calendar, LocalDate? on, Instant now)
    {
        var zone = DateTimeZoneProviders.Tzdb[
            calendar.TimeZone ?? CalendarDefinition.Default.TimeZone
        ];
        return new LocalDay(on ?? now.InZone(zone).Date, zone);
    }

    private static EffectiveCalendarView View(
        Calendar calendar,
        string? agentId,
        LocalDay day,
        CalendarStack stack
    )
    {
        var definition = CalendarLayers.Compose(stack);
        var worked = WorkingTime.Accepted(definition).Elapsed(day.Start, day.End);
        return new EffectiveCalendarView(
            calendar.Id.Value,
            agentId,
            day.Date,
            stack.Key,
            [.. stack.Layers.Select(l => l.Id)],
            [.. stack.Leave.Select(CalendarKey.Write)],
            definition.TimeZone,
            definition.Week,
            definition.Holidays,
            definition.HoursOn(day.Date),
            (long)worked.TotalMinutes
        );
    }

    private readonly record struct LocalDay(LocalDate Date, DateTimeZone Zone)
    {
        public Instant Start => Date.AtStartOfDayInZone(Zone).ToInstant();

        public Instant End => Date.PlusDays(1).AtStartOfDayInZone(Zone).ToInstant();
    }

    private async ValueTask<bool> SeesAsync(
        string agentId,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var visible = Filter.AllOf(
            Filter.Eq("id", agentId),
            Filter.Missing("deleted_at"),
            AgentScope.Visible(actor)
        );
        return (
                await store.QueryAsync(
                    new Query(Agent.Collection, visible) { Limit = 1 },
                    cancellationToken
                )
            ).Count > 0;
    }
}
