namespace KoSales.Domain.Tasks;

/// <summary>Which tasks an actor may see or work on.</summary>
/// <remarks>As <see cref="Scope.Owned"/>, and managers also see what has neither owner nor team, since
/// somebody must place it.</remarks>
public static class TaskScope
{
    public static Filter Of(Actor actor)
    {
        var owned = Scope.Owned(actor);
        return SeesAll(actor) || !actor.Is(Role.Manager)
            ? owned
            : Filter.AnyOf(
                owned,
                Filter.AllOf(Filter.Missing("owner_id"), Filter.Missing("team_id"))
            );
    }

    /// <summary>The same for a task in hand.</summary>
    public static bool Sees(Actor actor, SalesTask task)
    {
        if (SeesAll(actor) || task.OwnerId == actor.Id)
            return true;
        var ofTeam = actor.TeamId is not null && task.TeamId == actor.TeamId;
        return actor.Is(Role.Manager)
            ? ofTeam || (task.OwnerId is null && task.TeamId is null)
            : ofTeam && task.OwnerId is null;
    }

    private static bool SeesAll(Actor actor) =>
        actor.Is(Role.Admin) || actor.Is(Role.Auditor) || actor.Is(Role.Integration);
}
