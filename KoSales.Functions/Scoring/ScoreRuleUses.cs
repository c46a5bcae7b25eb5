using KoSales.Domain.Rules;
using KoSales.Domain.Scoring;
using KoSales.Functions.CustomFields;

namespace KoSales.Functions.Scoring;

/// <summary>Fields that score rules ask for.</summary>
public sealed class ScoreRuleUses(IDocumentStore store) : IFieldUses
{
    public async ValueTask<IReadOnlyList<FieldUse>> OfAsync(
        EntityKind entity,
        string path,
        CancellationToken cancellationToken
    )
    {
        List<FieldUse> uses = [];
        if (entity != EntityKind.Lead)
            return uses;
        await foreach (
            var rule in store.StreamAsync(
                ScoreRule.Collection,
                Filter.Missing("deleted_at"),
                cancellationToken
            )
        )
            uses.AddRange(
                RuleTree
                    .Mentions(rule.Rule, path, "/rule")
                    .Select(place => new FieldUse("score_rule", rule.Key, rule.Name, place))
            );
        return uses;
    }
}
