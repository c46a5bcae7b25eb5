namespace KoSales.Domain.Feed;

/// <summary>Which entries an actor may read: those of records that were in scope when it happened, and those
/// of the actor's own work.</summary>
public static class FeedScope
{
    public static Filter Of(Actor actor) =>
        SeesAll(actor)
            ? Filter.Everything
            : Filter.AnyOf(Scope.Owned(actor), Filter.Eq("worker_id", actor.Id));

    /// <summary>The same for an entry in hand.</summary>
    public static bool Sees(Actor actor, FeedEntry entry)
    {
        if (SeesAll(actor) || entry.OwnerId == actor.Id || entry.WorkerId == actor.Id)
            return true;
        var ofTeam = actor.TeamId is not null && entry.TeamId == actor.TeamId;
        return ofTeam && (actor.Is(Role.Manager) || entry.OwnerId is null);
    }

    private static bool SeesAll(Actor actor) => Scope.Owned(actor) == Filter.Everything;
}
