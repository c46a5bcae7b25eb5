using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using KoSales.Domain.Filters.Dates;
using KoSales.Domain.Rules;
using NodaTime;
using static KoSales.Tests.Rules.RuleSamples;

namespace KoSales.Tests.Rules;

/// <summary>What holds for every rule, document and moment.</summary>
public sealed class CompiledRulePropertyTests
{
    private static readonly Config Config = Config.QuickThrowOnFailure.WithMaxTest(2_000);

    [Fact]
    public void A_compiled_rule_matches_what_the_matcher_of_documents_does() =>
        Prop.ForAll(
                Arb.From(OfDocument),
                Arb.From(KnownDocuments),
                Arb.From(Nows),
                (filter, known, now) =>
                {
                    var rule = Compile(filter);
                    var matches = FilterMatcher.Compile(filter, JsonFieldReader.Instance, now);

                    Assert.Equal(
                        matches(JsonElement.Parse(known.Document.Json.Span)),
                        rule.Matches(rule.Subject(known), now)
                    );
                }
            )
            .Check(Config);

    [Fact]
    public void A_negation_matches_exactly_what_the_rule_does_not() =>
        Prop.ForAll(
                Arb.From(Rule),
                Arb.From(KnownDocuments),
                Arb.From(Nows),
                (filter, known, now) =>
                {
                    var (rule, opposite) = (Compile(filter), Compile(new Filter.Not(filter)));

                    Assert.NotEqual(
                        rule.Matches(rule.Subject(known), now),
                        opposite.Matches(opposite.Subject(known), now)
                    );
                }
            )
            .Check(Config);

    [Fact]
    public void An_explanation_is_true_exactly_where_the_rule_matches_at_every_node() =>
        Prop.ForAll(
                Arb.From(Rule),
                Arb.From(KnownDocuments),
                Arb.From(Nows),
                (filter, known, now) =>
                {
                    var rule = Compile(filter);
                    var explained = rule.Explain(rule.Subject(known), now);

                    foreach (var node in Nodes(explained))
                    {
                        var part = Compile(node.Node);
                        Assert.Equal(
                            part.Matches(part.Subject(known), now),
                            node.Outcome == Truth.True
                        );
                    }
                }
            )
            .Check(Config);

    [Fact]
    public void Nothing_changes_before_the_next_change() =>
        Prop.ForAll(
                Arb.From(Gen.OneOf(Rule, Timed)),
                Arb.From(KnownDocuments),
                Arb.From(Nows.Zip(Gen.Choose(1, 999).ListOf(8))),
                (filter, known, drawn) =>
                {
                    var rule = Compile(filter);
                    var (now, parts) = drawn;
                    var subject = rule.Subject(known);
                    var next = rule.NextChange(subject, now);
                    Assert.True(next is null || next > now);

                    var outcome = rule.Matches(subject, now);
                    var end = next ?? now + Duration.FromDays(1_000);
                    foreach (var at in Between(now, end, known, parts))
                        Assert.Equal(outcome, rule.Matches(subject, at));
                }
            )
            .Check(Config);

    [Fact]
    public void Going_from_change_to_change_misses_none() =>
        Prop.ForAll(
                Arb.From(Timed),
                Arb.From(KnownDocuments),
                Arb.From(Nows),
                (filter, known, now) =>
                {
                    var rule = Compile(filter);
                    var subject = rule.Subject(known);
                    var (at, next) = (now, rule.NextChange(subject, now));
                    var outcome = rule.Matches(subject, now);
                    for (
                        var day = CompanyDay.Of(now).PlusDays(1);
                        at < now + Duration.FromDays(30);
                        day = day.PlusDays(1)
                    )
                    {
                        var midnight = CompanyDay.StartOf(day);
                        for (; next <= midnight; next = rule.NextChange(subject, at))
                            (at, outcome) = (next.Value, rule.Matches(subject, next.Value));
                        at = midnight;
                        Assert.Equal(outcome, rule.Matches(subject, at));
                    }
                }
            )
            .Check(Config.WithMaxTest(500));

    [Fact]
    public void The_next_change_of_one_relative_date_is_the_very_moment_at_which_it_changes()
    {
        var changes = 0;
        Prop.ForAll(
                Arb.From(Relative),
                Arb.From(KnownDocuments),
                Arb.From(Nows),
                (condition, known, now) =>
                {
                    var rule = Compile(condition);
                    var subject = rule.Subject(known);
                    if (rule.NextChange(subject, now) is not { } next)
                        return;

                    changes++;
                    Assert.NotEqual(rule.Matches(subject, now), rule.Matches(subject, next));
                    Assert.Equal(
                        rule.Matches(subject, now),
                        rule.Matches(subject, next - Duration.FromMilliseconds(1))
                    );
                }
            )
            .Check(Config);
        Assert.True(changes > 100, $"only {changes} of the cases change with time");
    }

    [Fact]
    public void The_store_is_asked_for_everything_that_matches_and_for_nothing_more_where_it_knows_all() =>
        Prop.ForAll(
                Arb.From(Rule),
                Arb.From(KnownDocuments),
                Arb.From(Nows),
                (filter, known, now) =>
                {
                    var rule = Compile(filter);
                    var pushdown = RulePushdown.Of(rule, now);
                    var asked = FilterMatcher.Compile(
                        pushdown.Filter,
                        JsonFieldReader.Instance,
                        now + Duration.FromHours(5)
                    )(JsonElement.Parse(known.Document.Json.Span));
                    var matches = rule.Matches(rule.Subject(known), now);

                    Assert.True(asked || !matches);
                    if (pushdown.IsExact)
                        Assert.Equal(matches, asked);
                }
            )
            .Check(Config);

    [Fact]
    public void Who_is_outside_at_any_time_never_matches_and_waits_for_nothing()
    {
        var outside = 0;
        Prop.ForAll(
                Arb.From(Rule),
                Arb.From(KnownDocuments),
                Arb.From(Nows),
                (filter, known, now) =>
                {
                    var rule = Compile(filter);
                    if (
                        FilterMatcher.Compile(
                            RulePushdown.AtAnyTime(rule),
                            JsonFieldReader.Instance,
                            now
                        )(JsonElement.Parse(known.Document.Json.Span))
                    )
                        return;

                    outside++;
                    Assert.Equal(
                        new Outlook(false, null),
                        rule.OutlookOf(rule.Subject(known), new FilterClock(now))
                    );
                }
            )
            .Check(Config);
        Assert.True(outside > 100, $"only {outside} of the cases are outside");
    }

    private static IEnumerable<Instant> Between(
        Instant now,
        Instant end,
        Known known,
        IEnumerable<int> parts
    )
    {
        yield return end - Duration.FromMilliseconds(1);
        foreach (var part in parts)
            yield return now + ((end - now) * (part / 1000.0));
        foreach (
            var moment in known
                .Facts.Facts.Select(f => f.Value.NextChange(new FilterClock(now)))
                .OfType<Instant>()
        )
            if (moment < end)
                yield return moment;
        for (
            var day = CompanyDay.Of(now).PlusDays(1);
            CompanyDay.StartOf(day) < end && CompanyDay.StartOf(day) < now + Duration.FromDays(20);
            day = day.PlusDays(1)
        )
            yield return CompanyDay.StartOf(day);
    }

    private static IEnumerable<RuleExplanation> Nodes(RuleExplanation node) =>
        node.Terms.SelectMany(Nodes).Prepend(node);
}
