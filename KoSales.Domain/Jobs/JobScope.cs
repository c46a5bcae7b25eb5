namespace KoSales.Domain.Jobs;

/// <summary>Who sees a job: its requester, the managers of the requester's team, admins; auditors read
/// all.</summary>
public static class JobScope
{
    public static Filter Of(Actor actor)
    {
        if (actor.Is(Role.Admin) || actor.Is(Role.Auditor))
            return Filter.Everything;
        var own = Filter.Eq("owner_id", actor.Id);
        return actor.Is(Role.Manager) && actor.TeamId is { } team
            ? Filter.AnyOf(own, Filter.Eq("team_id", team))
            : own;
    }
}
