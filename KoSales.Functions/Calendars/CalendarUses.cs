using KoSales.Domain.Agents;
using KoSales.Domain.Sla;
using KoSales.Domain.Teams;

namespace KoSales.Functions.Calendars;

/// <summary>Who names a calendar.</summary>
public sealed class CalendarUses(IDocumentStore store)
{
    /// <summary>The id of an agent, team or policy; null when nobody does.</summary>
    public async ValueTask<string?> OfAsync(string calendarId, CancellationToken cancellationToken)
    {
        foreach (
            var collection in new Collection[]
            {
                SlaPolicies.Collection,
                Team.Collection,
                Agent.Collection,
            }
        )
        {
            var users = new Query(
                collection,
                Filter.AllOf(Filter.Eq("calendar_id", calendarId), Filter.Missing("deleted_at"))
            )
            {
                Limit = 1,
            };
            if (await store.QueryAsync(users, cancellationToken) is [var user, ..])
                return user.Id;
        }

        return null;
    }
}
