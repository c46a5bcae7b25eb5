using KoSales.Domain.Filters.Reading;

namespace KoSales.Functions.Storage.Sqlite.Reading;

/// <summary>Whether every document that one filter matches is matched by another; a careful no when it
/// cannot tell.</summary>
internal static class FilterImplication
{
    /// <param name="where">The condition of a partial index: eq, in and exists joined by all.</param>
    public static bool Holds(Filter filter, Filter where)
    {
        var known = Terms(filter).OfType<Filter.Condition>().ToArray();
        return Terms(where)
            .All(wanted =>
                wanted is Filter.Condition condition && known.Any(k => Implies(k, condition))
            );
    }

    private static IEnumerable<Filter> Terms(Filter filter) =>
        filter is Filter.All all ? all.Terms.SelectMany(Terms) : [filter];

    private static bool Implies(Filter.Condition known, Filter.Condition wanted) =>
        known.Field == wanted.Field
        && wanted.Operator switch
        {
            FilterOperator.Exists => wanted.Value is FilterValue.Flag { Value: true }
                ? NeedsValue(known)
                : known.Operator == FilterOperator.Exists && known.Value == wanted.Value,
            FilterOperator.Eq or FilterOperator.In => known.Operator
                is FilterOperator.Eq
                    or FilterOperator.In
                && FilterLiteral
                    .Members(known.Value)
                    .All(FilterLiteral.Members(wanted.Value).Contains),
            _ => false,
        };

    private static bool NeedsValue(Filter.Condition known) =>
        known.Operator switch
        {
            FilterOperator.Ne or FilterOperator.Nin => false,
            FilterOperator.Exists => known.Value is FilterValue.Flag { Value: true },
            _ => true,
        };
}
