using NodaTime;

namespace KoSales.Domain.Filters.Dates;

/// <summary>Relative conditions as fixed ones, for stores and for passes that go on over time with one
/// now.</summary>
public static class RelativeDates
{
    /// <summary>One or two conditions that a document meets together exactly when it meets the relative one
    /// at this moment.</summary>
    /// <exception cref="ArgumentException">The condition is not relative, or its value does not
    /// fit.</exception>
    public static IReadOnlyList<Filter.Condition> Fixed(Filter.Condition condition, Instant now) =>
        new RelativeTerm(condition.Operator, condition.Value).Fixed(condition.Field, now);

    /// <summary>The filter with every relative condition made fixed.</summary>
    public static Filter Fixed(Filter filter, Instant now) =>
        filter switch
        {
            Filter.All all => new Filter.All([.. all.Terms.Select(t => Fixed(t, now))]),
            Filter.Any any => new Filter.Any([.. any.Terms.Select(t => Fixed(t, now))]),
            Filter.Not not => new Filter.Not(Fixed(not.Term, now)),
            Filter.Condition condition when condition.Operator.IsRelative() => new Filter.All([
                .. Fixed(condition, now),
            ]),
            _ => filter,
        };
}
