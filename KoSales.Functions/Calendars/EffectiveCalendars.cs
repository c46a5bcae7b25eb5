using KoSales.Domain.Agents;
using KoSales.Domain.Calendars;
using NodaTime;

namespace KoSales.Functions.Calendars;

/// <summary>Shows what is in force where layers meet.</summary>
public sealed class EffectiveCalendars(IDocumentStore store, CalendarBook book)
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
        var shelf = await book.CurrentAsync(cancellationToken);
        if (!shelf.Calendars.TryGetValue(id, out var calendar))
            return Fault.NotFound("calendar", QueryFaults.Shown(id));
        if (agentId is not null && !await SeesAsync(agentId, command.Actor, cancellationToken))
            return Fault.NotFound("agent", QueryFaults.Shown(agentId));
        var zone = DateTimeZoneProviders.Tzdb[
            calendar.TimeZone ?? CalendarDefinition.Default.TimeZone
        ];
        var date = on ?? command.Now.InZone(zone).Date;
        var start = date.AtStartOfDayInZone(zone).ToInstant();
        return View(calendar, agentId, (date, zone), shelf.Over(id, agentId, start));
    }

    private static EffectiveCalendarView View(
        Calendar calendar,
        string? agentId,
        (LocalDate Date, DateTimeZone Zone) on,
        CalendarStack stack
    )
    {
        var definition = CalendarLayers.Compose(stack);
        var (start, end) = (
            on.Date.AtStartOfDayInZone(on.Zone).ToInstant(),
            on.Date.PlusDays(1).AtStartOfDayInZone(on.Zone).ToInstant()
        );
        return new EffectiveCalendarView(
            calendar.Id.Value,
            agentId,
            on.Date,
            stack.Key,
            [.. stack.Layers.Select(l => l.Id)],
            [.. stack.Leave.Select(CalendarKey.Write)],
            definition.TimeZone,
            definition.Week,
            definition.Holidays,
            definition.HoursOn(on.Date),
            (long)WorkingTime.Accepted(definition).Elapsed(start, end).TotalMinutes
        );
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
