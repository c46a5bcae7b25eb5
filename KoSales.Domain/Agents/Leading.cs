namespace KoSales.Domain.Agents;

/// <summary>Who leads the holder of a record: whom "the manager" means, in tasks and notices alike.</summary>
public static class Leading
{
    /// <summary>Everybody who may be meant, the first choice first: the owner's own manager, the one whom the team
    /// names, then the active agents of the team with that role, by id. Who of them is at work is not
    /// looked at; somebody may come twice, and the owner may be among them.</summary>
    /// <param name="owner">Null where nobody owns it.</param>
    /// <param name="team">The record's, else the owner's; null for none, and for one that was deleted.</param>
    /// <param name="known">Those who can be meant, in whatever order; whoever is not among them is passed
    /// over.</param>
    public static IEnumerable<Agent> ManagersOf(
        Agent? owner,
        LedTeam? team,
        IReadOnlyCollection<Agent> known
    ) => Named(owner?.ManagerId, known).Concat(OfTeam(team, known));

    /// <summary>Whether the agent leads the team by role alone.</summary>
    public static bool LeadsByRole(this Agent agent, string teamId) =>
        agent.DeletedAt is null
        && agent.Status == AgentStatus.Active
        && agent.TeamId?.Value == teamId
        && agent.Roles.Contains(Role.Manager);

    private static IEnumerable<Agent> OfTeam(LedTeam? team, IReadOnlyCollection<Agent> known) =>
        team is null
            ? []
            : Named(team.ManagerId, known)
                .Concat(
                    known
                        .Where(a => a.LeadsByRole(team.Id))
                        .OrderBy(a => a.Id.Value, StringComparer.Ordinal)
                );

    private static IEnumerable<Agent> Named(AgentId? id, IReadOnlyCollection<Agent> known) =>
        id is null ? [] : known.Where(a => a.Id == id);
}

/// <summary>A living team, as far as it says who leads it.</summary>
/// <param name="ManagerId">Null where it names nobody.</param>
public sealed record LedTeam(string Id, AgentId? ManagerId);
