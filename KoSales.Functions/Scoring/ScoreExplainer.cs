using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Filters.Reading;
using KoSales.Domain.Leads;
using KoSales.Domain.Scoring;
using NodaTime;

namespace KoSales.Functions.Scoring;

/// <summary>Why a lead has its score: what each rule asked, what it saw and what it gave.</summary>
public sealed record LeadScoreView(
    LeadId Id,
    int Score,
    LeadRating Rating,
    IReadOnlyList<RuleShare> Rules
);

/// <param name="Outcome"><c>true</c>, <c>false</c>, <c>unknown</c> (a field is missing), <c>inactive</c>,
/// or <c>broken</c> (it names a field that is gone).</param>
/// <param name="Contribution">The points that count now: those of the rule, or 0.</param>
/// <param name="Explanation">Null for broken rules.</param>
public sealed record RuleShare(
    ScoreRuleId RuleId,
    string Name,
    int Points,
    string Outcome,
    int Contribution,
    ExplainedTerm? Explanation
);

/// <param name="Condition">The condition as in the rule; null for a node that joins others.</param>
/// <param name="Joins"><c>all</c>, <c>any</c> or <c>not</c>; null for a condition.</param>
/// <param name="Seen">The value that the condition saw, or <c>missing</c>.</param>
public sealed record ExplainedTerm(
    string Outcome,
    JsonElement? Condition,
    string? Joins,
    string? Seen,
    IReadOnlyList<ExplainedTerm> Terms
);

[JsonSerializable(typeof(LeadScoreView))]
internal sealed partial class ScoreViewJson : JsonSerializerContext
{
    public static readonly ScoreViewJson Wire = new(DocumentJson.NewOptions());
}

public sealed class ScoreExplainer(IDocumentStore store, ScoreRuleReader reader)
{
    public async Task<Answer> AnswerAsync(
        Lead lead,
        Instant now,
        CancellationToken cancellationToken
    ) =>
        Answers.Of(
            await ExplainAsync(lead, now, cancellationToken),
            ScoreViewJson.Wire.LeadScoreView
        );

    private async Task<LeadScoreView> ExplainAsync(
        Lead lead,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var fields = await reader.FieldsAsync(cancellationToken);
        List<RuleShare> shares = [];
        await foreach (
            var rule in store.StreamAsync(
                ScoreRule.Collection,
                Filter.Missing("deleted_at"),
                cancellationToken
            )
        )
        {
            var filter = FilterJson.Parse(rule.Rule, new AcceptedFields(fields));
            shares.Add(
                filter.IsRefused
                    ? BrokenShareOf(rule)
                    : ShareOf(rule, FilterMatcher.Explain(filter.Value, fields, lead, now))
            );
        }

        return new LeadScoreView(lead.Id, lead.Score, lead.Rating, shares);
    }

    private static RuleShare BrokenShareOf(ScoreRule rule) =>
        new(rule.Id, rule.Name, rule.Points, "broken", 0, null);

    private static RuleShare ShareOf(ScoreRule rule, FilterExplanation explanation)
    {
        var counts = rule.Active && explanation.Outcome == Truth.True;
        return new RuleShare(
            rule.Id,
            rule.Name,
            rule.Points,
            rule.Active ? Word(explanation.Outcome) : "inactive",
            counts ? rule.Points : 0,
            TermOf(explanation)
        );
    }

    private static ExplainedTerm TermOf(FilterExplanation explanation) =>
        new(
            Word(explanation.Outcome),
            explanation.Node is Filter.Condition ? FilterJson.Write(explanation.Node) : null,
            explanation.Node switch
            {
                Filter.All => "all",
                Filter.Any => "any",
                Filter.Not => "not",
                _ => null,
            },
            explanation.Seen,
            [.. explanation.Terms.Select(TermOf)]
        );

    private static string Word(Truth outcome) =>
        outcome switch
        {
            Truth.True => "true",
            Truth.False => "false",
            Truth.Unknown => "unknown",
        };
}
