namespace KoSales.Domain.Access;

/// <summary>Which records an actor may see or change that have an owner, a team, or neither for a
/// while.</summary>
/// <remarks>As <see cref="Scope.Owned"/>, and managers also see what has neither owner nor team, since
/// somebody must place it.</remarks>
public static class HolderScope
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

    /// <summary>The same for a record in hand.</summary>
    public static bool Sees(Actor actor, string? ownerId, string? teamId)
    {
        if (SeesAll(actor) || ownerId == actor.Id)
            return true;
        var ofTeam = actor.TeamId is not null && teamId == actor.TeamId;
        return actor.Is(Role.Manager)
            ? ofTeam || (ownerId is null && teamId is null)
            : ofTeam && ownerId is null;
    }

    /// <summary>Whether the actor is an administrator, or a manager in whose scope the record is: who may
    /// mend what others wrote.</summary>
    public static bool Manages(Actor actor, string? ownerId, string? teamId) =>
        actor.Is(Role.Admin) || (actor.Is(Role.Manager) && Sees(actor, ownerId, teamId));

    private static bool SeesAll(Actor actor) =>
        actor.Is(Role.Admin) || actor.Is(Role.Auditor) || actor.Is(Role.Integration);
}
