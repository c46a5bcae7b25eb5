using System.Security.Cryptography;
using System.Text;
using KoSales.Domain.Agents;
using NodaTime;

namespace KoSales.Domain.Calendars;

/// <summary>Whose time is asked for.</summary>
/// <param name="CalendarId">Named by a policy: it counts as it is, with its state's holidays and without
/// anybody's shift or leave.</param>
public sealed record CalendarQuestion(string? CalendarId, string? AgentId, string? TeamId);

/// <summary>What decides about an agent's time.</summary>
public sealed record AgentPlace(
    string? CalendarId,
    string? TeamId,
    IReadOnlyList<LeavePeriod> Leave
);

/// <summary>All calendars with their versions, and who is under which: enough to say which time counts for
/// whom, at any instant.</summary>
/// <param name="Teams">Team id → calendar id, for teams that name one.</param>
public sealed record CalendarIndex(
    IReadOnlyDictionary<string, Calendar> Calendars,
    IReadOnlyDictionary<string, IReadOnlyList<CalendarVersion>> Versions,
    IReadOnlyDictionary<string, AgentPlace> Agents,
    IReadOnlyDictionary<string, string> Teams
)
{
    private readonly Calendar? _default = Calendars.Values.FirstOrDefault(c => c.IsDefault);

    public string? DefaultId => _default?.Id.Value;

    /// <summary>The version in force: of those that have begun, the one made last. The first one also
    /// before its beginning. Null for an unknown calendar.</summary>
    public CalendarVersion? At(string? calendarId, Instant now) =>
        calendarId is null || !Versions.TryGetValue(calendarId, out var versions)
            ? null
            : InForce(versions, now);

    /// <summary>The layers that count at an instant, and the base calendar as people know it.</summary>
    public (string BaseId, CalendarStack Stack) Of(CalendarQuestion question, Instant now)
    {
        if (question.CalendarId is not null)
            return Stacked(At(question.CalendarId, now), null, null, now);
        var agent = question.AgentId is { } id ? Agents.GetValueOrDefault(id) : null;
        return Stacked(
            null,
            At(agent?.CalendarId ?? TeamCalendar(question.TeamId ?? agent?.TeamId), now),
            agent,
            now
        );
    }

    /// <summary>A calendar with an agent's own layers on top of it; without an agent, with its state's
    /// holidays.</summary>
    public CalendarStack Over(string calendarId, string? agentId, Instant now)
    {
        var agent = agentId is null ? null : Agents.GetValueOrDefault(agentId);
        return Stacked(
            At(calendarId, now),
            At(agent?.CalendarId ?? TeamCalendar(agent?.TeamId), now),
            agent,
            now
        ).Stack;
    }

    /// <summary>Differs when at least one answer of <see cref="Of"/> may differ.</summary>
    public string Fingerprint(Instant now)
    {
        var text = new StringBuilder(DefaultId);
        AppendVersions(text, now);
        foreach (var (id, team) in Teams.OrderBy(t => t.Key, StringComparer.Ordinal))
            text.Append('\n').Append(id).Append(' ').Append(team);
        foreach (var (id, agent) in Agents.OrderBy(a => a.Key, StringComparer.Ordinal))
            Append(text, id, agent, now);
        return Hash(text.ToString());
    }

    private void AppendVersions(StringBuilder text, Instant now)
    {
        foreach (var id in Versions.Keys.Order(StringComparer.Ordinal))
            text.Append('\n').Append(At(id, now)!.Id).Append(Calendars.ContainsKey(id) ? '+' : '-');
    }

    private static string Hash(string text) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private void Append(StringBuilder text, string id, AgentPlace agent, Instant now)
    {
        text.Append('\n').Append(id);
        text.Append(' ').Append(agent.CalendarId);
        text.Append(' ').Append(agent.TeamId);
        foreach (var leave in LeaveAhead(agent, At(DefaultId, now), now))
            text.Append(' ').Append(CalendarKey.Write(leave));
    }

    private (string BaseId, CalendarStack Stack) Stacked(
        CalendarVersion? asked,
        CalendarVersion? own,
        AgentPlace? agent,
        Instant now
    )
    {
        var bottom = OfKind(CalendarKind.Base, asked, own, At(DefaultId, now));
        var shift = OfKind(CalendarKind.Shift, asked, own);
        var state =
            OfKind(CalendarKind.Holidays, asked)
            ?? StateHolidays(shift?.StateCode ?? bottom?.StateCode, now);
        var layers = new[] { bottom, state, shift }.OfType<CalendarVersion>();
        return (
            bottom?.CalendarId.Value ?? "default",
            new CalendarStack([.. layers], LeaveAhead(agent, bottom, now))
        );
    }

    private static CalendarVersion? OfKind(
        CalendarKind kind,
        params ReadOnlySpan<CalendarVersion?> versions
    )
    {
        foreach (var version in versions)
        {
            if (version?.Kind == kind)
                return version;
        }

        return null;
    }

    private static CalendarVersion InForce(IReadOnlyList<CalendarVersion> versions, Instant now)
    {
        for (var i = versions.Count - 1; i > 0; i--)
        {
            if (versions[i].EffectiveFrom <= now)
                return versions[i];
        }

        return versions[0];
    }

    private string? TeamCalendar(string? teamId) =>
        teamId is null ? null : Teams.GetValueOrDefault(teamId);

    private CalendarVersion? StateHolidays(string? stateCode, Instant now) =>
        stateCode is null ? null : At(HolidaysOf(stateCode), now);

    private string? HolidaysOf(string stateCode) =>
        Calendars
            .Values.Where(c => c.Kind == CalendarKind.Holidays && c.StateCode == stateCode)
            .Select(c => c.Id.Value)
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();

    /// <summary>Leave that is over cannot matter any more, and would only make keys long.</summary>
    private static IReadOnlyList<LeavePeriod> LeaveAhead(
        AgentPlace? agent,
        CalendarVersion? bottom,
        Instant now
    )
    {
        if (agent is null or { Leave.Count: 0 })
            return [];
        var today = now.InZone(
            DateTimeZoneProviders.Tzdb[bottom?.TimeZone ?? CalendarDefinition.Default.TimeZone]
        ).Date;
        return [.. agent.Leave.Where(l => l.To >= today)];
    }
}
