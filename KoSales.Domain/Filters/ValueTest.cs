using KoSales.Domain.Filters.Dates;
using KoSales.Domain.Filters.Reading;

namespace KoSales.Domain.Filters;

/// <summary>Whether a present or missing value meets one condition.</summary>
internal delegate bool ValueTest(in FieldValue value, FilterClock clock);

/// <summary>Makes the test of a condition. Everything that can be prepared is, so that a test neither
/// allocates nor converts.</summary>
internal static class ValueTests
{
    /// <summary>In-lists longer than this become a hash set.</summary>
    private const int Linear = 8;

    /// <exception cref="ArgumentException">The operator does not take such a value.</exception>
    public static ValueTest For(FilterOperator @operator, FilterValue value) =>
        @operator switch
        {
            FilterOperator.Eq => Equal(value),
            FilterOperator.Ne => Complement(Equal(value)),
            FilterOperator.Gt or FilterOperator.Gte or FilterOperator.Lt or FilterOperator.Lte =>
                Ordered(value, Compared(@operator)),
            FilterOperator.In => OneOf(FilterLiteral.Members(value)),
            FilterOperator.Nin => Complement(OneOf(FilterLiteral.Members(value))),
            FilterOperator.Exists => Existing(value),
            FilterOperator.Prefix => Prefixed(Text(value)),
            FilterOperator.ContainsAny => HoldsAny(Texts(value)),
            FilterOperator.ContainsAll => HoldsAll(Texts(value)),
            FilterOperator.WithinLast
            or FilterOperator.OlderThan
            or FilterOperator.WithinNext
            or FilterOperator.InPeriod => new RelativeTerm(@operator, value).Holds,
        };

    /// <summary>Whether a field that compares so with the value meets the operator, which orders.</summary>
    private static Func<int, bool> Compared(FilterOperator @operator)
    {
        if (@operator == FilterOperator.Gt)
            return static c => c > 0;
        if (@operator == FilterOperator.Gte)
            return static c => c >= 0;
        if (@operator == FilterOperator.Lt)
            return static c => c < 0;
        return static c => c <= 0;
    }

    private static ValueTest Existing(FilterValue value) =>
        value switch
        {
            FilterValue.Filled { Value: true } => static (in FieldValue v, FilterClock _) =>
                v.IsFilled,
            FilterValue.Filled => static (in FieldValue v, FilterClock _) => !v.IsFilled,
            FilterValue.Flag { Value: false } => static (in FieldValue v, FilterClock _) =>
                v.Kind == FieldValueKind.Missing,
            _ => static (in FieldValue v, FilterClock _) => v.Kind != FieldValueKind.Missing,
        };

    private static ValueTest Complement(ValueTest test) =>
        (in FieldValue v, FilterClock clock) => !test(v, clock);

    private static ValueTest Equal(FilterValue value)
    {
        if (value is FilterValue.Number number)
            return (in FieldValue v, FilterClock _) =>
                v.Kind == FieldValueKind.Number && v.Number == number.Value;
        if (value is FilterValue.Flag flag)
            return (in FieldValue v, FilterClock _) =>
                v.Kind == FieldValueKind.Flag && v.Flag == flag.Value;
        var text = Text(value);
        return (in FieldValue v, FilterClock _) =>
            v.Kind == FieldValueKind.Text && v.TextEquals(text);
    }

    private static ValueTest Ordered(FilterValue value, Func<int, bool> holds)
    {
        if (value is FilterValue.Number number)
            return (in FieldValue v, FilterClock _) =>
                v.Kind == FieldValueKind.Number && holds(v.Number.CompareTo(number.Value));
        if (value is FilterValue.Flag flag)
            return (in FieldValue v, FilterClock _) =>
                v.Kind == FieldValueKind.Flag && holds(v.Flag.CompareTo(flag.Value));
        var text = Text(value);
        return (in FieldValue v, FilterClock _) =>
            v.Kind == FieldValueKind.Text && holds(v.CompareText(text));
    }

    private static ValueTest OneOf(IReadOnlyList<FilterValue> values)
    {
        if (values.Count <= Linear || values.Any(v => FilterLiteral.AsText(v) is null))
            return AnyOf([.. values.Select(Equal)]);
        var set = new TextSet(values.Select(v => FilterLiteral.AsText(v)!));
        return (in FieldValue v, FilterClock _) => v.Kind == FieldValueKind.Text && v.IsIn(set);
    }

    private static ValueTest AnyOf(ValueTest[] tests) =>
        (in FieldValue v, FilterClock clock) =>
        {
            foreach (var test in tests)
            {
                if (test(v, clock))
                    return true;
            }

            return false;
        };

    private static ValueTest Prefixed(TextLiteral prefix) =>
        (in FieldValue v, FilterClock _) => v.Kind == FieldValueKind.Text && v.StartsWith(prefix);

    private static ValueTest HoldsAny(TextLiteral[] texts) =>
        (in FieldValue v, FilterClock _) =>
        {
            if (v.Kind != FieldValueKind.List)
                return false;
            foreach (var text in texts)
            {
                if (v.Holds(text))
                    return true;
            }

            return false;
        };

    private static ValueTest HoldsAll(TextLiteral[] texts) =>
        (in FieldValue v, FilterClock _) =>
        {
            if (v.Kind != FieldValueKind.List)
                return false;
            foreach (var text in texts)
            {
                if (!v.Holds(text))
                    return false;
            }

            return true;
        };

    private static TextLiteral[] Texts(FilterValue value) =>
        [.. FilterLiteral.Members(value).Select(Text)];

    private static TextLiteral Text(FilterValue value) =>
        new(
            FilterLiteral.AsText(value)
                ?? throw new ArgumentException(
                    $"{value.GetType().Name} is no value to compare a field with",
                    nameof(value)
                )
        );
}
