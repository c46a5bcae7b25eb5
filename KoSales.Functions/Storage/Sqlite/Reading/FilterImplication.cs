namespace KoSales.Functions.Storage.Sqlite.Reading;

/// <summary>What holds for every document that a filter matches, as far as its conditions joined by all say
/// so.</summary>
/// <remarks>A careful no where it cannot tell. Asked for every statement that is written, so it makes no
/// objects.</remarks>
internal readonly struct FilterImplication(Filter filter)
{
    /// <param name="where">The condition of a partial index: eq, in and exists, joined by all.</param>
    public bool Holds(Filter where)
    {
        if (where is Filter.Condition wanted)
            return IsKnown(filter, wanted);
        var terms = ((Filter.All)where).Terms;
        for (var i = 0; i < terms.Count; i++)
        {
            if (!Holds(terms[i]))
                return false;
        }

        return true;
    }

    /// <summary>Whether a condition that the filter joins by all says so.</summary>
    private static bool IsKnown(Filter filter, Filter.Condition wanted)
    {
        if (filter is Filter.Condition known)
            return known.Field == wanted.Field && Implies(known, wanted);
        if (filter is not Filter.All all)
            return false;
        for (var i = 0; i < all.Terms.Count; i++)
        {
            if (IsKnown(all.Terms[i], wanted))
                return true;
        }

        return false;
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
                && AreAll(known.Value, wanted.Value),
            _ => false,
        };

    /// <summary>Whether every member of one list is one of the other.</summary>
    private static bool AreAll(FilterValue known, FilterValue wanted)
    {
        if (known is not FilterValue.Many many)
            return IsOne(known, wanted);
        for (var i = 0; i < many.Values.Count; i++)
        {
            if (!IsOne(many.Values[i], wanted))
                return false;
        }

        return true;
    }

    private static bool IsOne(FilterValue value, FilterValue wanted) =>
        wanted is FilterValue.Many many ? many.Values.Contains(value) : wanted == value;

    private static bool NeedsValue(Filter.Condition known) =>
        known.Operator switch
        {
            FilterOperator.Ne or FilterOperator.Nin => false,
            FilterOperator.Exists => known.Value is FilterValue.Flag { Value: true },
            _ => true,
        };
}
