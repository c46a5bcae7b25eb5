using KoSales.Domain.Filters.Reading;

namespace KoSales.Functions.Storage.Sqlite.Reading;

/// <summary>What holds for every document that a filter matches, as far as its conditions joined by all say
/// so.</summary>
/// <remarks>A careful no where it cannot tell.</remarks>
internal readonly struct FilterImplication(Filter filter)
{
    private readonly Filter.Condition[] _known = ConditionsOf(filter);

    /// <summary>The conditions that a filter joins by all; other terms are left out.</summary>
    public static Filter.Condition[] ConditionsOf(Filter filter)
    {
        List<Filter.Condition> conditions = [];
        Collect(filter, conditions);
        return [.. conditions];
    }

    /// <param name="where">The conditions of a partial index: eq, in and exists, joined by all.</param>
    public bool Holds(Filter.Condition[] where)
    {
        foreach (var wanted in where)
        {
            if (!Holds(wanted))
                return false;
        }

        return true;
    }

    private bool Holds(Filter.Condition wanted)
    {
        foreach (var known in _known)
        {
            if (known.Field == wanted.Field && Implies(known, wanted))
                return true;
        }

        return false;
    }

    private static void Collect(Filter filter, List<Filter.Condition> conditions)
    {
        if (filter is Filter.Condition condition)
            conditions.Add(condition);
        if (filter is not Filter.All all)
            return;
        foreach (var term in all.Terms)
            Collect(term, conditions);
    }

    private static bool Implies(Filter.Condition known, Filter.Condition wanted) =>
        wanted.Operator switch
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
