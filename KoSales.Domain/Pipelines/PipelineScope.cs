namespace KoSales.Domain.Pipelines;

/// <summary>Which pipelines an actor may see or move: those of the entities that it may see.</summary>
/// <remarks>As <see cref="Scope.Owned"/>, and managers also see what has neither owner nor team, since
/// somebody must place it.</remarks>
public static class PipelineScope
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

    /// <summary>The same for a pipeline in hand.</summary>
    public static bool Sees(Actor actor, Pipeline pipeline)
    {
        if (SeesAll(actor) || pipeline.OwnerId == actor.Id)
            return true;
        var ofTeam = actor.TeamId is not null && pipeline.TeamId == actor.TeamId;
        return actor.Is(Role.Manager)
            ? ofTeam || (pipeline.OwnerId is null && pipeline.TeamId is null)
            : ofTeam && pipeline.OwnerId is null;
    }

    private static bool SeesAll(Actor actor) =>
        actor.Is(Role.Admin) || actor.Is(Role.Auditor) || actor.Is(Role.Integration);
}
