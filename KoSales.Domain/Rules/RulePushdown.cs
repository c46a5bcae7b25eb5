using KoSales.Domain.Filters.Dates;
using NodaTime;

namespace KoSales.Domain.Rules;

/// <summary>The part of a rule that the store can answer by itself.</summary>
/// <param name="Filter">Every document that the rule matches at this moment matches it. Its relative dates
/// are fixed, so that a pass of many queries has one now.</param>
/// <param name="IsExact">The rule asks for nothing beside the document: what the filter matches, the rule
/// does.</param>
public sealed record RulePushdown(Filter Filter, bool IsExact)
{
    public static RulePushdown Of(CompiledRule rule, Instant now)
    {
        var related = Related(rule);
        return new RulePushdown(
            RelativeDates.Fixed(
                Widened(rule.Filter, c => related.Contains(c.Field), widen: true),
                now
            ),
            related.Count == 0
        );
    }

    /// <summary>A filter without relative dates that every document matches which the rule matches at some
    /// moment. One that is outside of it has no next flip either.</summary>
    public static Filter AtAnyTime(CompiledRule rule)
    {
        var related = Related(rule);
        return Widened(
            rule.Filter,
            c => c.Operator.IsRelative() || related.Contains(c.Field),
            widen: true
        );
    }

    private static HashSet<string> Related(CompiledRule rule) =>
        rule
            .Slots.Where(s => s.Field.Source == RuleFieldSource.Related)
            .Select(s => s.Field.Path)
            .ToHashSet();

    /// <param name="isOpen">What cannot be asked.</param>
    /// <param name="widen">True: what cannot be asked counts as true. False, below a negation: as
    /// false.</param>
    private static Filter Widened(Filter filter, Predicate<Filter.Condition> isOpen, bool widen)
    {
        switch (filter)
        {
            case Filter.Condition condition:
                return !isOpen(condition) ? condition
                    : widen ? Filter.Everything
                    : Filter.Nothing;
            case Filter.Not not:
                var term = Widened(not.Term, isOpen, !widen);
                return term is Filter.Any { Terms.Count: 0 } ? Filter.Everything
                    : term is Filter.All { Terms.Count: 0 } ? Filter.Nothing
                    : new Filter.Not(term);
            case Filter.All all:
                return Joint(
                    [.. all.Terms.Select(t => Widened(t, isOpen, widen))],
                    IsNothing,
                    Filter.Nothing,
                    IsEverything,
                    terms => new Filter.All(terms)
                );
            case Filter.Any any:
                return Joint(
                    [.. any.Terms.Select(t => Widened(t, isOpen, widen))],
                    IsEverything,
                    Filter.Everything,
                    IsNothing,
                    terms => new Filter.Any(terms)
                );
            default:
                throw new ArgumentException(
                    $"{filter.GetType().Name} is no filter",
                    nameof(filter)
                );
        }
    }

    private static Filter Joint(
        Filter[] terms,
        Predicate<Filter> decides,
        Filter decided,
        Predicate<Filter> idle,
        Func<IReadOnlyList<Filter>, Filter> join
    )
    {
        if (Array.Exists(terms, decides))
            return decided;
        Filter[] kept = [.. terms.Where(t => !idle(t))];
        return kept is [var only] ? only : join(kept);
    }

    private static bool IsEverything(Filter filter) => filter is Filter.All { Terms.Count: 0 };

    private static bool IsNothing(Filter filter) => filter is Filter.Any { Terms.Count: 0 };
}
