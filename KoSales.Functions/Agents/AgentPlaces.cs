using KoSales.Domain.Agents;
using KoSales.Domain.Kernel;
using KoSales.Domain.Storage;
using KoSales.Domain.Teams;

namespace KoSales.Functions.Agents;

/// <summary>Whether the team and the manager that an agent is given exist and can be that.</summary>
public sealed class AgentPlaces(IDocumentStore store)
{
    /// <param name="before">What is the same as here is not checked again; null for everything.</param>
    public async Task<IReadOnlyList<Fault>> CheckAsync(Agent? before, Agent after, CancellationToken cancellationToken)
    {
        List<Fault> faults = [];
        if (after.TeamId is { } team && team != before?.TeamId && await store.FindAsync(Team.Collection, team.Value, cancellationToken) is not { DeletedAt: null })
            faults.Add(NoTeam);
        if (after.ManagerId is { } manager && manager != before?.ManagerId && !await CanLeadAsync(manager, cancellationToken))
            faults.Add(Fault.Invalid("/manager_id", "agent.manager_unfit", "The manager is an active agent with the role manager or admin."));
        return faults;
    }

    public static Fault NoTeam { get; } = Fault.Invalid("/team_id", "team.not_found", "There is no such team.");

    private async Task<bool> CanLeadAsync(AgentId id, CancellationToken cancellationToken) =>
        await store.FindAsync(Agent.Collection, id.Value, cancellationToken) is { MayLead: true };
}
