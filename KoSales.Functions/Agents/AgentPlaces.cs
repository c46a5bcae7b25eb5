using System.Runtime.CompilerServices;
using KoSales.Domain.Agents;
using KoSales.Domain.Teams;
using KoSales.Functions.Calendars;

namespace KoSales.Functions.Agents;

/// <summary>Whether the team, the manager and the calendar that an agent is given exist and can be
/// that.</summary>
public sealed class AgentPlaces(IDocumentStore store)
{
    /// <param name="before">What is the same as here is not checked again; null for everything.</param>
    public async Task<IReadOnlyList<Fault>> CheckAsync(
        Agent? before,
        Agent after,
        CancellationToken cancellationToken
    )
    {
        List<Fault> faults = [];
        await foreach (var fault in FaultsOfAsync(before, after, cancellationToken))
            faults.Add(fault);
        await foreach (var fault in LeaveFaultsAsync(before, after.Leave, cancellationToken))
            faults.Add(fault);
        return faults;
    }

    private async IAsyncEnumerable<Fault> FaultsOfAsync(
        Agent? before,
        Agent after,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (
            after.TeamId is { } team
            && team != before?.TeamId
            && await store.FindAsync(Team.Collection, team.Value, cancellationToken)
                is not { DeletedAt: null }
        )
            yield return NoTeam;
        if (
            after.ManagerId is { } manager
            && manager != before?.ManagerId
            && !await CanLeadAsync(manager, cancellationToken)
        )
            yield return ManagerUnfit;
        if (
            after.CalendarId is { } calendar
            && calendar != before?.CalendarId
            && !await store.HasCalendarAsync(calendar, cancellationToken)
        )
            yield return CalendarReads.NoCalendar;
    }

    private async IAsyncEnumerable<Fault> LeaveFaultsAsync(
        Agent? before,
        IReadOnlyList<LeavePeriod> leave,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var (i, period) in leave.Index())
        {
            if (
                period.DelegateTo is { } stand
                && !IsKnown(before, stand)
                && !await CanStandInAsync(stand, cancellationToken)
            )
                yield return Fault.Invalid(
                    $"/leave/{i}/delegate_to",
                    "agent.delegate_unfit",
                    "The one who stands in is an agent who works leads."
                );
        }
    }

    public static Fault NoTeam { get; } =
        Fault.Invalid("/team_id", "team.not_found", "There is no such team.");

    private static Fault ManagerUnfit { get; } =
        Fault.Invalid(
            "/manager_id",
            "agent.manager_unfit",
            "The manager is an active agent with the role manager or admin."
        );

    private static bool IsKnown(Agent? before, AgentId stand) =>
        before?.Leave.Any(l => l.DelegateTo == stand) == true;

    private async Task<bool> CanStandInAsync(AgentId id, CancellationToken cancellationToken) =>
        await store.FindAsync(Agent.Collection, id.Value, cancellationToken)
            is { MayLogIn: true } agent
        && agent.Roles.Any(r => r is Role.Agent or Role.Manager or Role.Admin);

    private async Task<bool> CanLeadAsync(AgentId id, CancellationToken cancellationToken) =>
        await store.FindAsync(Agent.Collection, id.Value, cancellationToken) is { MayLead: true };
}
