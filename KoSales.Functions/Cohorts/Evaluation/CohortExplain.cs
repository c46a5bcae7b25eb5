using System.Text.Json;
using System.Text.Json.Nodes;
using KoSales.Domain.Cohorts;
using KoSales.Domain.Filters.Dates;
using KoSales.Domain.Filters.Reading;
using KoSales.Domain.Rules;
using KoSales.Functions.Cohorts.Members;
using KoSales.Functions.Rules;

namespace KoSales.Functions.Cohorts.Evaluation;

/// <summary>Says why a record is in a cohort or not.</summary>
public sealed class CohortExplain(
    RuleEngine rules,
    CohortDesk desk,
    CohortChecks checks,
    CohortMembers members
)
{
    /// <summary>Refused with <c>{entity}.not_found</c> for a record that the actor may not see. A frozen
    /// cohort is explained without its rule.</summary>
    public async Task<Verdict<CohortExplanationView>> RunAsync(
        string cohortId,
        string entityId,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var found = await desk.FindAsync(cohortId, command, cancellationToken);
        if (found.IsRefused)
            return found.Refusal;
        var cohort = found.Value;
        var visible = await checks.VisibleAsync(
            cohort.Entity,
            [entityId],
            command.Actor,
            cancellationToken
        );
        if (!visible.Contains(entityId))
            return Fault.NotFound(
                WireNames<EntityKind>.Of(cohort.Entity),
                QueryFaults.Shown(entityId)
            );
        var live = await LiveAsync(cohort, cancellationToken);
        var subject = await SubjectAsync(live, entityId, cancellationToken);
        var periods = await members.PeriodsAsync(cohortId, entityId, cancellationToken);
        return ViewOf(live, cohort, subject, periods, command);
    }

    private async ValueTask<RuleSubject> SubjectAsync(
        LiveCohort live,
        string entityId,
        CancellationToken cancellationToken
    )
    {
        var plan = live.Rule is { } rule ? RulePlan.Of(rule) : RulePlan.Of();
        var subjects = await rules.LoadAsync(
            live.Cohort.Entity,
            plan,
            [entityId],
            cancellationToken
        );
        return subjects[0];
    }

    /// <summary>With its pins alone where the rule no longer holds.</summary>
    private async ValueTask<LiveCohort> LiveAsync(
        Cohort cohort,
        CancellationToken cancellationToken
    )
    {
        var compiled = await checks.CompileStoredAsync(cohort, cancellationToken);
        return compiled is { IsRefused: false }
            ? new LiveCohort(cohort, compiled.Value.Value)
            : new LiveCohort(cohort with { Mode = CohortMode.Static }, null);
    }

    private static CohortExplanationView ViewOf(
        LiveCohort live,
        Cohort cohort,
        RuleSubject subject,
        IReadOnlyList<PastMember> periods,
        Command command
    )
    {
        var clock = new FilterClock(command.Now);
        var (standing, nextChange) = live.Judge(subject, clock);
        return new CohortExplanationView(
            cohort.Key,
            subject.Id,
            cohort.Status,
            periods is [{ LeftAt: null }, ..],
            standing.IsMember,
            standing.IsMember ? standing.Source : null,
            live.PinInForce(subject.Id, command.Now),
            Explained(live.Rule, subject, command),
            nextChange,
            [.. periods.Select(s => new CohortStayView(s.Source, s.JoinedAt, s.LeftAt))]
        );
    }

    private static JsonElement? Explained(
        CompiledRule? rule,
        RuleSubject subject,
        Command command
    ) =>
        rule is null
            ? null
            : JsonElement.Parse(Annotated(rule.Explain(subject, command.Now)).ToJsonString());

    /// <summary>The rule as it is written, each node with its outcome.</summary>
    private static JsonObject Annotated(RuleExplanation node)
    {
        var json = Written(node);
        json["outcome"] = WireNames<Truth>.Of(node.Outcome);
        if (node.Seen is { } seen)
            json["seen"] = seen;
        if (node.ChangesAt is { } at)
            json["changes_at"] = InstantConverter.Write(at);
        return json;
    }

    private static JsonObject Written(RuleExplanation node)
    {
        if (node.Node is Filter.Condition)
            return JsonNode.Parse(FilterJson.Write(node.Node).GetRawText())!.AsObject();
        JsonNode terms =
            node.Node is Filter.Not
                ? Annotated(node.Terms[0])
                : new JsonArray([.. node.Terms.Select(Annotated)]);
        return new JsonObject { [NameOf(node.Node)] = terms };
    }

    private static string NameOf(Filter node) =>
        node switch
        {
            Filter.All => "all",
            Filter.Any => "any",
            _ => "not",
        };
}
