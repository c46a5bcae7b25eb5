using System.Collections.Frozen;

namespace KoSales.Domain.Filters;

/// <summary>The operators' wire names, and which fields take which.</summary>
public static class FilterOperators
{
    private static readonly FilterOperator[] Comparisons =
    [
        FilterOperator.Eq,
        FilterOperator.Ne,
        FilterOperator.Gt,
        FilterOperator.Gte,
        FilterOperator.Lt,
        FilterOperator.Lte,
        FilterOperator.Exists,
    ];

    private static readonly FilterOperator[] Relative =
    [
        FilterOperator.WithinLast,
        FilterOperator.OlderThan,
        FilterOperator.WithinNext,
        FilterOperator.InPeriod,
    ];

    private static readonly FilterOperator[] Lists = [FilterOperator.In, FilterOperator.Nin];

    private static readonly FrozenDictionary<FieldType, FilterOperator[]> Allowed = new Dictionary<
        FieldType,
        FilterOperator[]
    >
    {
        [FieldType.Text] = [.. Comparisons, .. Lists, FilterOperator.Prefix],
        [FieldType.Number] = [.. Comparisons, .. Lists],
        [FieldType.Flag] = [FilterOperator.Eq, FilterOperator.Ne, FilterOperator.Exists],
        [FieldType.Instant] = [.. Comparisons, .. Relative],
        [FieldType.Date] = [.. Comparisons, .. Lists, .. Relative],
        [FieldType.TextList] =
        [
            FilterOperator.ContainsAny,
            FilterOperator.ContainsAll,
            FilterOperator.Exists,
        ],
    }.ToFrozenDictionary();

    /// <summary>The name in queries and rules: <c>contains_any</c>.</summary>
    public static string Wire(this FilterOperator @operator) =>
        WireNames<FilterOperator>.Of(@operator);

    public static bool TryParse(string name, out FilterOperator @operator) =>
        WireNames<FilterOperator>.TryRead(name, out @operator);

    public static IReadOnlyList<FilterOperator> For(FieldType type) => Allowed[type];

    public static IReadOnlyCollection<string> Names => WireNames<FilterOperator>.All;

    /// <summary>Whether its outcome for a value may change as time goes by.</summary>
    public static bool IsRelative(this FilterOperator @operator) => Relative.Contains(@operator);

    /// <summary>Whether it compares with a rolling span.</summary>
    public static bool TakesSpan(this FilterOperator @operator) =>
        @operator
            is FilterOperator.WithinLast
                or FilterOperator.OlderThan
                or FilterOperator.WithinNext;

    /// <summary>Whether the operator takes several values.</summary>
    public static bool TakesMany(this FilterOperator @operator) =>
        @operator
            is FilterOperator.In
                or FilterOperator.Nin
                or FilterOperator.ContainsAny
                or FilterOperator.ContainsAll;
}
