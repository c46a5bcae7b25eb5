using System.Text.Json;
using System.Text.Json.Serialization;

namespace KoSales.Domain.Cohorts;

/// <summary>Whose records a cohort holds, and who may change it.</summary>
public sealed partial record Cohort
{
    private const string PlaceWithin = "/rule/all/1";

    /// <summary>The rule as it is evaluated: that of a team's cohort is about records of the team only.</summary>
    [JsonIgnore]
    public JsonElement? LiveRule =>
        Rule is { } rule && TeamId is { } team ? Within(team, rule) : Rule;

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

    /// <summary>A fault of <see cref="LiveRule"/>, at its place in <see cref="Rule"/>.</summary>
    public Fault InRuleAsWritten(Fault fault) =>
        TeamId is not null
        && fault.Pointer?.StartsWith(PlaceWithin, StringComparison.Ordinal) is true
            ? fault with
            {
                Pointer = $"/rule{fault.Pointer[PlaceWithin.Length..]}",
            }
            : fault;

    /// <summary>What <see cref="HolderScope"/> lets a manager see of a team's, and of nobody's, as a rule around
    /// the rule.</summary>
    private static JsonElement Within(string team, JsonElement rule) =>
        JsonElement.Parse(
            $$"""
            {"all": [
              {"any": [
                {"field": "team_id", "op": "eq", "value": "{{JsonEncodedText.Encode(team)}}"},
                {"all": [
                  {"field": "team_id", "op": "exists", "value": false},
                  {"field": "owner_id", "op": "exists", "value": false}
                ]}
              ]},
              {{rule.GetRawText()}}
            ]}
            """
        );
}
