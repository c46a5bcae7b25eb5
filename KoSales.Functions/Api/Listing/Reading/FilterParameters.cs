using System.Collections.Frozen;
using System.Globalization;
using KoSales.Domain.Filters.Dates;
using KoSales.Domain.Filters.Reading;
using NodaTime;
using NodaTime.Text;

namespace KoSales.Functions.Api.Listing.Reading;

/// <summary>Query parameters such as <c>score[gte]=50</c> as conditions.</summary>
internal static class FilterParameters
{
    public const int MostValues = 200;
    private const int LongestValue = 256;

    public static readonly FrozenDictionary<string, FilterOperator> Operators = new Dictionary<
        string,
        FilterOperator
    >
    {
        ["eq"] = FilterOperator.Eq,
        ["ne"] = FilterOperator.Ne,
        ["gt"] = FilterOperator.Gt,
        ["gte"] = FilterOperator.Gte,
        ["lt"] = FilterOperator.Lt,
        ["lte"] = FilterOperator.Lte,
        ["in"] = FilterOperator.In,
        ["nin"] = FilterOperator.Nin,
        ["exists"] = FilterOperator.Exists,
        ["prefix"] = FilterOperator.Prefix,
        ["contains_any"] = FilterOperator.ContainsAny,
        ["contains_all"] = FilterOperator.ContainsAll,
        ["within_last"] = FilterOperator.WithinLast,
        ["older_than"] = FilterOperator.OlderThan,
        ["within_next"] = FilterOperator.WithinNext,
        ["in_period"] = FilterOperator.InPeriod,
    }.ToFrozenDictionary();

    /// <summary>Wire names of the operators that a field of this type takes.</summary>
    public static IReadOnlyList<string> For(FieldType type) =>
        type switch
        {
            FieldType.Text => ["eq", "ne", "in", "nin", "exists", "prefix"],
            FieldType.Number => ["eq", "ne", "gt", "gte", "lt", "lte", "in", "nin", "exists"],
            FieldType.Flag => ["eq", "ne", "exists"],
            FieldType.Instant =>
            [
                "eq",
                "ne",
                "gt",
                "gte",
                "lt",
                "lte",
                "exists",
                "within_last",
                "older_than",
                "within_next",
                "in_period",
            ],
            FieldType.Date =>
            [
                "eq",
                "ne",
                "gt",
                "gte",
                "lt",
                "lte",
                "in",
                "nin",
                "exists",
                "within_last",
                "older_than",
                "within_next",
                "in_period",
            ],
            FieldType.TextList => ["contains_any", "contains_all", "exists"],
        };

    /// <summary>Splits <c>field[op]</c>; without brackets the operator is null.</summary>
    public static (string Field, string? Operator) Split(string name) =>
        name.EndsWith(']') && name.IndexOf('[', StringComparison.Ordinal) is var open and > 0
            ? (name[..open], name[(open + 1)..^1])
            : (name, null);

    /// <summary>The condition, or null when the value is not one of the field's type.</summary>
    public static Filter.Condition? Condition(
        string field,
        FieldType type,
        string? operatorName,
        string value
    )
    {
        var (op, list) = Resolve(type, operatorName, value);
        var parsed = op switch
        {
            FilterOperator.Exists => FilterText.Parse(type, op, value),
            FilterOperator.InPeriod => Period(type, value),
            _ when op.TakesSpan() => Span(type, value),
            _ when list => Many(type, value),
            _ => One(type, value),
        };
        return parsed is null ? null : new Filter.Condition(field, op, parsed);
    }

    private static FilterValue.Period? Period(FieldType type, string value) =>
        CalendarPeriods.TryParse(value, out var period)
            ? new FilterValue.Period(period, type == FieldType.Date)
            : null;

    private static FilterValue.Span? Span(FieldType type, string value) =>
        Span(value) is { } span ? span with { OfDays = type == FieldType.Date } : null;

    // field=v is equality, field=a,b membership; on an array field both ask whether it holds one of them.
    private static (FilterOperator Operator, bool List) Resolve(
        FieldType type,
        string? name,
        string value
    )
    {
        if (name is null && type == FieldType.TextList)
            return (FilterOperator.ContainsAny, true);
        if (name is null)
            return value.Contains(',', StringComparison.Ordinal)
                ? (FilterOperator.In, true)
                : (FilterOperator.Eq, false);
        var op = Operators[name];
        return (
            op,
            op
                is FilterOperator.In
                    or FilterOperator.Nin
                    or FilterOperator.ContainsAny
                    or FilterOperator.ContainsAll
        );
    }

    private static FilterValue.Many? Many(FieldType type, string value)
    {
        var parts = value.Split(',', MostValues + 1);
        if (parts.Length > MostValues)
            return null;
        var values = new FilterValue[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (One(type, parts[i]) is not { } one)
                return null;
            values[i] = one;
        }
        return new FilterValue.Many(values);
    }

    private static FilterValue? One(FieldType type, string value) =>
        type switch
        {
            FieldType.Number => Number(value),
            FieldType.Flag => Flag(value),
            FieldType.Instant => InstantConverter.TryRead(value, out var instant)
                ? new FilterValue.Moment(instant)
                : null,
            FieldType.Date => LocalDatePattern.Iso.Parse(value) is { Success: true } date
                ? new FilterValue.Day(date.Value)
                : null,
            FieldType.Text or FieldType.TextList => value.Length is > 0 and <= LongestValue
            && !value.Contains('\0', StringComparison.Ordinal)
                ? new FilterValue.Text(value)
                : null,
        };

    private static FilterValue.Number? Number(string value) =>
        decimal.TryParse(
            value,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? new FilterValue.Number(number)
            : null;

    private static FilterValue.Flag? Flag(string value) =>
        value switch
        {
            "true" => new FilterValue.Flag(true),
            "false" => new FilterValue.Flag(false),
            _ => null,
        };

    // 7d, 12h, 30m, 45s
    private static FilterValue.Span? Span(string value)
    {
        if (
            value.Length < 2
            || !int.TryParse(
                value.AsSpan(..^1),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var count
            )
            || count > 100_000
        )
            return null;
        return value[^1] switch
        {
            'd' => new FilterValue.Span(Duration.FromDays(count)),
            'h' => new FilterValue.Span(Duration.FromHours(count)),
            'm' => new FilterValue.Span(Duration.FromMinutes(count)),
            's' => new FilterValue.Span(Duration.FromSeconds(count)),
            _ => null,
        };
    }
}
