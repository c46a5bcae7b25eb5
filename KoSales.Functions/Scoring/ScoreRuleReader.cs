using System.Collections.Frozen;
using KoSales.Domain.Fields;
using KoSales.Domain.Filters.Reading;
using KoSales.Domain.Leads;
using KoSales.Domain.Rules;
using KoSales.Domain.Scoring;
using KoSales.Functions.CustomFields;
using NodaTime;

namespace KoSales.Functions.Scoring;

/// <summary>Makes stored rules ready to be asked.</summary>
public sealed class ScoreRuleReader(CustomFieldCache customFields)
{
    /// <summary>Null when the rule names a field that is gone since: it then counts for nothing, and its
    /// explanation says so.</summary>
    public async ValueTask<ReadyRule?> ReadAsync(
        ScoreRule rule,
        CancellationToken cancellationToken
    )
    {
        var fields = await FieldsAsync(cancellationToken);
        var filter = FilterJson.Parse(rule.Rule, new AcceptedFields(fields));
        return filter.IsRefused ? null : Ready(rule, filter.Value, fields);
    }

    public async ValueTask<EntityFields<Lead>> FieldsAsync(CancellationToken cancellationToken) =>
        LeadFields.With(await customFields.OfAsync(EntityKind.Lead, cancellationToken));

    private static ReadyRule Ready(ScoreRule rule, Filter filter, EntityFields<Lead> fields)
    {
        Filter.Condition[] conditions = [.. ConditionsOf(filter)];
        var isRelative = conditions.Any(c => c.Operator.IsRelative());
        return new ReadyRule(
            rule,
            filter,
            conditions.Select(c => c.Field).ToHashSet(),
            isRelative,
            MatchOf(filter, fields, isRelative)
        )
        {
            NextChange = isRelative ? NextChangeOf(filter, fields) : (_, _) => null,
        };
    }

    /// <summary>Compiled once, or for each instant where it is relative to now.</summary>
    private static Func<Lead, Instant, bool> MatchOf(
        Filter filter,
        EntityFields<Lead> fields,
        bool isRelative
    )
    {
        if (isRelative)
            return (lead, now) => FilterMatcher.Compile(filter, fields, now)(lead);
        var always = FilterMatcher.Compile(filter, fields, default);
        return (lead, _) => always(lead);
    }

    private static Func<Lead, Instant, Instant?> NextChangeOf(
        Filter filter,
        EntityFields<Lead> fields
    )
    {
        var rule = CompiledRule.Of(
            filter,
            new RuleCatalog(fields, FrozenDictionary<string, FieldType>.Empty),
            new RuleFields()
        );
        var plan = RulePlan.Of(rule);
        return (lead, now) =>
            rule.NextChange(
                plan.Read(
                    new RawDocument(lead.Key, lead.Version, LeadStore.Collection.Write(lead))
                ),
                now
            );
    }

    private static IEnumerable<Filter.Condition> ConditionsOf(Filter filter) =>
        filter switch
        {
            Filter.Condition condition => [condition],
            Filter.Not not => ConditionsOf(not.Term),
            Filter.All all => all.Terms.SelectMany(ConditionsOf),
            Filter.Any any => any.Terms.SelectMany(ConditionsOf),
            _ => throw new ArgumentException(
                $"{filter.GetType().Name} is no filter",
                nameof(filter)
            ),
        };
}
