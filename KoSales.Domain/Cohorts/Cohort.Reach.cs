using System.Text.Json.Serialization;

namespace KoSales.Domain.Cohorts;

/// <summary>Whose records a cohort holds, and who may change it.</summary>
public sealed partial record Cohort
{
    /// <summary>The records that it is about, whatever its rule says: for a team's cohort those that a manager of
    /// the team sees.</summary>
    [JsonIgnore]
    public Filter Reach => HolderScope.Of(ActsAs);

    /// <summary>Whom its actions act for: they can do no more than a manager of its team could by hand.</summary>
    [JsonIgnore]
    public Actor ActsAs =>
        TeamId is null
            ? Actor.System
            : Actor.System with
            {
                Roles = [Role.Manager],
                TeamId = TeamId,
            };

    /// <summary>The team that a cohort of the actor's is about; null for everybody's.</summary>
    public static string? TeamOf(Actor actor) => actor.Is(Role.Admin) ? null : actor.TeamId;

    /// <summary>Administrators change all, managers those of their team and those that they made
    /// themselves.</summary>
    public Fault? ObjectionTo(Actor actor) =>
        actor.Is(Role.Admin)
        || (TeamId is not null && TeamId == actor.TeamId)
        || (TeamId is null && CreatedBy == actor.Id)
            ? null
            : new Fault(
                FaultKind.Forbidden,
                "cohort.of_others",
                "An administrator or a manager of the cohort's team changes it; make one of your own."
            );
}
