using KoSales.Domain.Agents;
using KoSales.Domain.Teams;

namespace KoSales.Functions.Notifications;

/// <summary>Who is to be told of what concerns a holder. Asked of the store each time: whoever was made a
/// moment ago is told as well.</summary>
public sealed class Staff(IDocumentStore store)
{
    private const int MostAdmins = 100;

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

    /// <summary>The owner's manager, else the team's, else who has that role in the team, the same one each time;
    /// null when there is none.</summary>
    public async ValueTask<string?> ManagerAsync(
        string? ownerId,
        string? teamId,
        CancellationToken cancellationToken
    )
    {
        var owner = await FindAsync(ownerId, cancellationToken);
        if (await WorkingAsync(owner?.ManagerId?.Value, cancellationToken) is { } own)
            return own;
        if ((teamId ?? owner?.TeamId?.Value) is not { } id)
            return null;
        var team = await store.FindAsync(Team.Collection, id, cancellationToken);
        if (team is not { DeletedAt: null })
            return null;
        return await WorkingAsync(team.ManagerId?.Value, cancellationToken)
            ?? await FirstManagerAsync(id, cancellationToken);
    }

    private async ValueTask<string?> FirstManagerAsync(
        string teamId,
        CancellationToken cancellationToken
    )
    {
        var managers = Filter.AllOf(Filter.Eq("team_id", teamId), Working("manager"));
        var first = await store.FirstAsync(Agent.Collection, managers, cancellationToken);
        return first?.Key;
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
