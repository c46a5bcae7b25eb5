namespace KoSales.Domain.Entities;

/// <summary>Which entities an actor may see or change.</summary>
/// <remarks>As <see cref="Scope.Owned"/>, and managers also see those that have neither owner nor team (web
/// forms, imports), since somebody must place them.</remarks>
public static class EntityScope
{
    public static Filter Of(Actor actor)
    {
        var owned = Scope.Owned(actor);
        return Unrestricted(actor) || !actor.Is(Role.Manager)
            ? owned
            : Filter.AnyOf(
                owned,
                Filter.AllOf(Filter.Missing("owner_id"), Filter.Missing("team_id"))
            );
    }

    /// <summary>The same for an entity in hand.</summary>
    public static bool Sees(Actor actor, Entity entity) =>
        Sees(actor, entity.OwnerId, entity.TeamId);

    /// <summary>The same for an entity of which only the holder is known.</summary>
    public static bool Sees(Actor actor, string? ownerId, string? teamId)
    {
        if (Unrestricted(actor) || ownerId == actor.Id)
            return true;
        var ofTeam = actor.TeamId is not null && teamId == actor.TeamId;
        return actor.Is(Role.Manager)
            ? ofTeam || (ownerId is null && teamId is null)
            : ofTeam && ownerId is null;
    }

    private static bool Unrestricted(Actor actor) =>
        actor.Is(Role.Admin) || actor.Is(Role.Auditor) || actor.Is(Role.Integration);
}
