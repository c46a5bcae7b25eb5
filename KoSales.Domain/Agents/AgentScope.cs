namespace KoSales.Domain.Agents;

/// <summary>Which agents an actor may see, as part of the store query.</summary>
public static class AgentScope
{
    /// <summary>Admin and auditor: all. Anyone else: themselves and their team (an agent sees colleagues as
    /// cards only).</summary>
    public static Filter Visible(Actor actor)
    {
        if (actor.Is(Role.Admin) || actor.Is(Role.Auditor))
            return Filter.Everything;
        var self = Filter.Eq("id", actor.Id);
        return actor.TeamId is null ? self : Filter.AnyOf(self, Filter.Eq("team_id", actor.TeamId));
    }

    /// <summary>The same for a record that is loaded already.</summary>
    public static bool IsVisible(this Agent agent, Actor actor) =>
        actor.Is(Role.Admin)
        || actor.Is(Role.Auditor)
        || agent.Id.Value == actor.Id
        || (actor.TeamId is not null && agent.TeamId?.Value == actor.TeamId);
}
