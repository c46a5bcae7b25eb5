using KoSales.Domain.Filters.Dates;
using NodaTime;

namespace KoSales.Domain.Filters;

/// <summary>One tree for list filters, cohort rules, stage guards and both stores. Compiled to a delegate,
/// to SQL and to a MongoDB query.</summary>
/// <remarks>
/// A condition on a missing (or null) field is unknown; a document matches only what is true. Negation is a
/// true complement:
/// <c>not x</c>, <c>ne</c> and <c>nin</c> match every document that <c>x</c>, <c>eq</c> and <c>in</c> do
/// not, missing fields included.
/// </remarks>
public abstract record Filter
{
    private Filter() { }

    /// <summary>True when every term is; true when there is none.</summary>
    public sealed record All(IReadOnlyList<Filter> Terms) : Filter;

    /// <summary>True when a term is; false when there is none.</summary>
    public sealed record Any(IReadOnlyList<Filter> Terms) : Filter;

    public sealed record Not(Filter Term) : Filter;

    /// <param name="Field">Dotted path, such as <c>address.state_code</c> or <c>custom.country</c>.</param>
    public sealed record Condition(string Field, FilterOperator Operator, FilterValue Value)
        : Filter;

    public static readonly Filter Everything = new All([]);

    public static readonly Filter Nothing = new Any([]);

    public static Filter Eq(string field, string value) =>
        new Condition(field, FilterOperator.Eq, new FilterValue.Text(value));

    public static Filter In(string field, IEnumerable<string> values) =>
        new Condition(
            field,
            FilterOperator.In,
            new FilterValue.Many([.. values.Select(v => new FilterValue.Text(v))])
        );

    public static Filter Missing(string field) =>
        new Condition(field, FilterOperator.Exists, new FilterValue.Flag(false));

    public static Filter Present(string field) =>
        new Condition(field, FilterOperator.Exists, new FilterValue.Flag(true));

    /// <summary>Conjunction without needless nesting: nested conjunctions are flattened,
    /// <see cref="Everything"/> dropped.</summary>
    public static Filter AllOf(params IEnumerable<Filter> terms)
    {
        List<Filter> flat = [];
        foreach (var term in terms)
        {
            if (term is All all)
                flat.AddRange(all.Terms);
            else
                flat.Add(term);
        }

        return flat switch
        {
            [] => Everything,
            [var only] => only,
            _ => new All(flat),
        };
    }

    public static Filter AnyOf(params IEnumerable<Filter> terms) => new Any([.. terms]);
}

/// <summary>The operators of api.md; the wire name is the snake_case of the member.</summary>
public enum FilterOperator
{
    Eq,
    Ne,
    Gt,
    Gte,
    Lt,
    Lte,
    In,
    Nin,

    /// <summary>
    /// Value: a flag. True: the field has a value other than null. On an array field, value <see
    /// cref="FilterValue.Filled"/>: it holds something.
    /// </summary>
    Exists,

    /// <summary>Text that starts with the value, case-sensitive, by code point.</summary>
    Prefix,

    /// <summary>The array field holds at least one of the values.</summary>
    ContainsAny,

    /// <summary>The array field holds all of the values.</summary>
    ContainsAll,

    /// <summary>Instant or date field, value a span: at or after now − span, and not after now. On a date
    /// field both ends are the company's calendar days.</summary>
    WithinLast,

    /// <summary>Instant or date field, value a span: before now − span.</summary>
    OlderThan,

    /// <summary>Instant or date field, value a span: at or after now, and not after now + span.</summary>
    WithinNext,

    /// <summary>Instant or date field, value a <see cref="CalendarPeriod"/> of the company's calendar in
    /// which it lies.</summary>
    InPeriod,
}

/// <summary>What a condition compares with, typed by the field it is compared to.</summary>
public abstract record FilterValue
{
    private FilterValue() { }

    public sealed record Text(string Value) : FilterValue;

    public sealed record Number(decimal Value) : FilterValue;

    public sealed record Flag(bool Value) : FilterValue;

    /// <summary>Whether an array holds anything; an empty one counts as missing.</summary>
    public sealed record Filled(bool Value) : FilterValue;

    /// <summary>Stored as UTC text with milliseconds, so that text order is time order.</summary>
    public sealed record Moment(Instant Value) : FilterValue;

    /// <summary>Stored as <c>YYYY-MM-DD</c>.</summary>
    public sealed record Day(LocalDate Value) : FilterValue;

    /// <summary>A rolling span of elapsed time, such as <c>7d</c>, <c>12h</c>, <c>30m</c>.</summary>
    /// <param name="OfDays">Compared with a date field rather than with an instant.</param>
    public sealed record Span(Duration Value, bool OfDays = false) : FilterValue;

    /// <param name="OfDays">As for <see cref="Span"/>.</param>
    public sealed record Period(CalendarPeriod Value, bool OfDays = false) : FilterValue;

    public sealed record Many(IReadOnlyList<FilterValue> Values) : FilterValue;
}

/// <summary>The type of a field as far as filters and stores care.</summary>
public enum FieldType
{
    Text,
    Number,
    Flag,
    Instant,
    Date,

    /// <summary>An array of texts.</summary>
    TextList,
}
