using KoSales.Domain.Agents;
using KoSales.Domain.Calendars;
using KoSales.Domain.Teams;

namespace KoSales.Functions.Calendars.Effective;

/// <summary>The calendars and who is under which, in memory. What another host changes counts here within
/// the lifetime of the cache.</summary>
public sealed class CalendarCache
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);
    private static readonly Filter Alive = Filter.Missing("deleted_at");

    private readonly ShortCache<CalendarIndex> _index;

    public CalendarCache(IDocumentStore store, TimeProvider time) =>
        _index = new(time, Lifetime, cancellationToken => LoadAsync(store, cancellationToken));

    public ValueTask<CalendarIndex> CurrentAsync(CancellationToken cancellationToken) =>
        _index.GetAsync(cancellationToken);

    public void Evict() => _index.Evict();

    private static async Task<CalendarIndex> LoadAsync(
        IDocumentStore store,
        CancellationToken cancellationToken
    )
    {
        var calendars = await store
            .StreamAsync(CalendarStore.Collection, Alive, cancellationToken)
            .ToDictionaryAsync(c => c.Id.Value, cancellationToken: cancellationToken);
        var versions = await VersionsAsync(store, cancellationToken);
        var agents = await store
            .StreamAsync(Agent.Collection, Alive, cancellationToken)
            .ToDictionaryAsync(
                a => a.Id.Value,
                a => PlaceOf(a),
                cancellationToken: cancellationToken
            );
        var teams = await CalendarsOfTeamsAsync(store, cancellationToken);
        return new CalendarIndex(calendars, versions, agents, teams);
    }

    /// <summary>By calendar, the oldest first.</summary>
    private static async Task<Dictionary<string, IReadOnlyList<CalendarVersion>>> VersionsAsync(
        IDocumentStore store,
        CancellationToken cancellationToken
    )
    {
        var versions = await store
            .StreamAsync(CalendarStore.Versions, Filter.Everything, cancellationToken)
            .ToListAsync(cancellationToken);
        return versions
            .GroupBy(v => v.CalendarId.Value)
            .ToDictionary(
                g => g.Key,
                g => (IReadOnlyList<CalendarVersion>)[.. g.OrderBy(v => v.CalendarVersionNumber)]
            );
    }

    private static AgentPlace PlaceOf(Agent agent) =>
        new(
            agent.CalendarId,
            agent.TeamId?.Value,
            [.. agent.Leave.Select(l => new LeavePeriod(l.From, l.To))]
        );

    private static async Task<Dictionary<string, string>> CalendarsOfTeamsAsync(
        IDocumentStore store,
        CancellationToken cancellationToken
    )
    {
        var withCalendar = Filter.AllOf(Alive, Filter.Present("calendar_id"));
        return await store
            .StreamAsync(Team.Collection, withCalendar, cancellationToken)
            .ToDictionaryAsync(
                t => t.Id.Value,
                t => t.CalendarId!,
                cancellationToken: cancellationToken
            );
    }
}
