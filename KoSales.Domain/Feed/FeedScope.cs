namespace KoSales.Domain.Feed;

/// <summary>Which entries an actor may read: those of records that were in scope when it happened, and those
/// of the actor's own work.</summary>
public static class FeedScope
{
    public static bool Sees(Actor actor, FeedEntry entry)
    {
        if (SeesAll(actor) || entry.OwnerId == actor.Id || entry.WorkerId == actor.Id)
            return true;
        var ofTeam = actor.TeamId is not null && entry.TeamId == actor.TeamId;
        return ofTeam && (actor.Is(Role.Manager) || entry.OwnerId is null);
    }

    private static bool SeesAll(Actor actor) =>
        actor.Is(Role.Admin) || actor.Is(Role.Auditor) || actor.Is(Role.Integration);
}
