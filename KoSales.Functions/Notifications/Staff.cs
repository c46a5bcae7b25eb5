using KoSales.Domain.Agents;
using KoSales.Domain.Teams;

namespace KoSales.Functions.Notifications;

/// <summary>Who is to be told of what concerns a holder. Asked of the store each time: whoever was made a
/// moment ago is told as well.</summary>
public sealed class Staff(IDocumentStore store)
{
    private const int MostAdmins = 100;
    private const int MostManagers = 100;

    /// <summary>The administrators who work here.</summary>
    public ValueTask<IReadOnlyList<Agent>> AdminsAsync(CancellationToken cancellationToken)
    {
        return store.ListAsync(
            Agent.Collection,
            new Query(Agent.Collection, Working("admin")) { Limit = MostAdmins },
            cancellationToken
        );
    }

    /// <summary>The owner; where nobody owns it, or the owner no longer works here, whoever leads the team.
    /// Null when there is neither.</summary>
    public async ValueTask<string?> HolderAsync(
        string? ownerId,
        string? teamId,
        CancellationToken cancellationToken
    ) =>
        await WorkingAsync(ownerId, cancellationToken)
        ?? await ManagerAsync(ownerId, teamId, cancellationToken);

    /// <summary>The first of <see cref="Leading.ManagersOf"/> who works here, the same one each time; null when there
    /// is none.</summary>
    public async ValueTask<string?> ManagerAsync(
        string? ownerId,
        string? teamId,
        CancellationToken cancellationToken
    )
    {
        var owner = await FindAsync(ownerId, cancellationToken);
        var team = await TeamAsync(teamId ?? owner?.TeamId?.Value, cancellationToken);
        var known = await KnownAsync(owner, team, cancellationToken);
        return Leading.ManagersOf(owner, team, known).FirstOrDefault(a => a.MayLogIn)?.Key;
    }

    private async ValueTask<LedTeam?> TeamAsync(
        string? teamId,
        CancellationToken cancellationToken
    ) =>
        teamId is not null
        && await store.FindAsync(Team.Collection, teamId, cancellationToken)
            is { DeletedAt: null } team
            ? new LedTeam(teamId, team.ManagerId)
            : null;

    /// <summary>Who may be meant: those who are named, and the managers of the team.</summary>
    private async ValueTask<IReadOnlyCollection<Agent>> KnownAsync(
        Agent? owner,
        LedTeam? team,
        CancellationToken cancellationToken
    )
    {
        AgentId?[] named = [owner?.ManagerId, team?.ManagerId];
        string[] ids = [.. named.OfType<AgentId>().Select(id => id.Value).Distinct()];
        var known = (await store.GetManyAsync(Agent.Collection, ids, cancellationToken)).Select(
            Agent.Collection.Read
        );
        if (team is null)
            return [.. known];
        var managers = Filter.AllOf(Filter.Eq("team_id", team.Id), Working("manager"));
        var byRole = await store.ListAsync(
            Agent.Collection,
            new Query(Agent.Collection, managers) { Limit = MostManagers },
            cancellationToken
        );
        return [.. known.UnionBy(byRole, a => a.Key)];
    }

    private static Filter Working(string role) =>
        Filter.AllOf(
            Filter.Eq("status", "active"),
            Filter.Missing("deleted_at"),
            new Filter.Condition(
                "roles",
                FilterOperator.ContainsAny,
                new FilterValue.Many([new FilterValue.Text(role)])
            )
        );

    /// <summary>The agent, as long as they work here.</summary>
    public async ValueTask<string?> WorkingAsync(
        string? agentId,
        CancellationToken cancellationToken
    ) => await FindAsync(agentId, cancellationToken) is { MayLogIn: true } ? agentId : null;

    private async ValueTask<Agent?> FindAsync(
        string? agentId,
        CancellationToken cancellationToken
    ) =>
        agentId is null
            ? null
            : await store.FindAsync(Agent.Collection, agentId, cancellationToken);
}
