using KoSales.Domain.Cohorts;
using KoSales.Domain.Rules;
using KoSales.Functions.CustomFields;

namespace KoSales.Functions.Cohorts;

/// <summary>Fields that the rules of cohorts ask for, archived ones left out.</summary>
public sealed class CohortRuleUses(IDocumentStore store) : IFieldUses
{
    public async ValueTask<IReadOnlyList<FieldUse>> OfAsync(
        EntityKind entity,
        string path,
        CancellationToken cancellationToken
    )
    {
        List<FieldUse> uses = [];
        await foreach (
            var cohort in store.StreamAsync(
                Cohort.Collection,
                Filter.Missing("deleted_at"),
                cancellationToken
            )
        )
        {
            if (
                cohort.Entity != entity
                || cohort.Status == CohortStatus.Archived
                || cohort.Rule is not { } rule
            )
                continue;
            uses.AddRange(
                RuleTree
                    .Mentions(rule, path, "/rule")
                    .Select(place => new FieldUse("cohort", cohort.Key, cohort.Name, place))
            );
        }

        return uses;
    }
}
