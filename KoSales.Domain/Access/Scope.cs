namespace KoSales.Domain.Access;

/// <summary>Which records an actor may see or change, as part of the store query itself: lists, counts,
/// search, export, jobs.</summary>
public static class Scope
{
    /// <summary>Records with <c>owner_id</c> and <c>team_id</c>. Admin, auditor and integration: all.
    /// Manager: own, and the team's.
    /// Agent: own, and the team's that nobody owns.</summary>
    public static Filter Owned(Actor actor)
    {
        if (actor.Is(Role.Admin) || actor.Is(Role.Auditor) || actor.Is(Role.Integration))
            return Filter.Everything;
        var own = Filter.Eq("owner_id", actor.Id);
        if (actor.TeamId is null)
            return own;
        var team = Filter.Eq("team_id", actor.TeamId);
        return actor.Is(Role.Manager)
            ? Filter.AnyOf(own, team)
            : Filter.AnyOf(own, Filter.AllOf(team, Filter.Missing("owner_id")));
    }
}
