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
    /// moment. One that is outside of it has no next change either.</summary>
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
        Filter[] Each(IReadOnlyList<Filter> terms) =>
            [.. terms.Select(t => Widened(t, isOpen, widen))];

        return filter switch
        {
            Filter.Condition condition => isOpen(condition) ? Unasked(widen) : condition,
            Filter.Not not => Opposite(Widened(not.Term, isOpen, !widen)),
            Filter.All all => AllOf(Each(all.Terms)),
            Filter.Any any => AnyOf(Each(any.Terms)),
            _ => throw new ArgumentException(
                $"{filter.GetType().Name} is no filter",
                nameof(filter)
            ),
        };
    }

    private static Filter Unasked(bool widen) => widen ? Filter.Everything : Filter.Nothing;

    private static Filter Opposite(Filter term)
    {
        if (IsNothing(term))
            return Filter.Everything;
        return IsEverything(term) ? Filter.Nothing : new Filter.Not(term);
    }

    private static Filter AllOf(Filter[] terms) =>
        Joint(terms, IsNothing, Filter.Nothing, IsEverything, kept => new Filter.All(kept));

    private static Filter AnyOf(Filter[] terms) =>
        Joint(terms, IsEverything, Filter.Everything, IsNothing, kept => new Filter.Any(kept));

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
