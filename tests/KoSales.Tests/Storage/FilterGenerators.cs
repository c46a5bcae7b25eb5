using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using KoSales.Domain.Filters.Dates;
using NodaTime;

namespace KoSales.Tests.Storage;

/// <summary>Random documents and filters over few values, so that conditions often meet them.</summary>
internal static class FilterGenerators
{
    private static readonly string[] Words =
    [
        "",
        "a",
        "ab",
        "abc",
        "b",
        "Ab",
        "é",
        "\uFFFD",
        "🌾",
        "🌾b",
        "a'b",
        "open",
        "new",
        "%",
        "_",
        "10",
        "9",
        ",",
        "a\"b",
        "a\\",
    ];
    private static readonly decimal[] Numbers =
    [
        -1,
        0,
        0.1m,
        0.10m,
        0.3m,
        1,
        2,
        2.5m,
        10,
        100,
        9007199254740993m,
    ];

    public static Gen<Sample> Sample(int number) =>
        from name in Maybe(Gen.Elements(Words))
        from status in Maybe(Gen.Elements(Words))
        from score in Maybe(Gen.Elements(Numbers))
        from hot in Maybe(Gen.Elements(true, false))
        from due in Maybe(Moment())
        from day in Maybe(Day())
        from tags in Maybe(Gen.Elements(Words).ListOf())
        from state in Maybe(Gen.Elements(Words))
        from place in Gen.Elements(true, false)
        select new Sample($"S-{number:D4}")
        {
            Name = name as string,
            Status = status as string,
            Score = score as decimal?,
            Hot = hot as bool?,
            DueAt = due as Instant?,
            Day = hot is null ? day as LocalDate? : null,
            Tags = tags as IReadOnlyList<string>,
            Address = place ? new Place(state as string, null) : null,
        };

    public static Gen<Filter> Filter(int depth) => Filter(depth, Fields);

    public static Gen<Filter> Filter(int depth, (string Path, FieldType Type)[] fields) =>
        Tree(depth, Condition(fields));

    public static Gen<Filter> Tree(int depth, Gen<Filter> condition) =>
        depth == 0
            ? condition
            : Gen.OneOf(
                condition,
                condition,
                from terms in Gen.Choose(0, 3).SelectMany(n => Tree(depth - 1, condition).ListOf(n))
                select (Filter)new Filter.All([.. terms]),
                from terms in Gen.Choose(0, 3).SelectMany(n => Tree(depth - 1, condition).ListOf(n))
                select (Filter)new Filter.Any([.. terms]),
                from term in Tree(depth - 1, condition)
                select (Filter)new Filter.Not(term)
            );

    private static Gen<Filter> Condition((string Path, FieldType Type)[] fields) =>
        from field in Gen.Elements(fields)
        from @operator in Gen.Elements([.. FilterOperators.For(field.Type)])
        from value in Value(field.Type, @operator)
        select (Filter)new Filter.Condition(field.Path, @operator, value);

    public static readonly (string Path, FieldType Type)[] Fields =
    [
        ("name", FieldType.Text),
        ("status", FieldType.Text),
        ("address.state", FieldType.Text),
        ("id", FieldType.Text),
        ("score", FieldType.Number),
        ("hot", FieldType.Flag),
        ("due_at", FieldType.Instant),
        ("day", FieldType.Date),
        ("tags", FieldType.TextList),
        ("version", FieldType.Number),
    ];

    private static Gen<FilterValue> Value(FieldType type, FilterOperator @operator)
    {
        if (@operator == FilterOperator.Exists && type == FieldType.TextList)
            return Gen.Elements(true, false).Select(f => (FilterValue)new FilterValue.Filled(f));
        if (@operator == FilterOperator.Exists)
            return Gen.Elements(true, false).Select(f => (FilterValue)new FilterValue.Flag(f));
        if (@operator == FilterOperator.InPeriod)
            return Gen.Elements(Enum.GetValues<CalendarPeriod>())
                .Select(p => (FilterValue)new FilterValue.Period(p, type == FieldType.Date));
        if (@operator.TakesSpan())
            return Span()
                .Select(span => (FilterValue)new FilterValue.Span(span, type == FieldType.Date));
        if (!@operator.TakesMany())
            return Single(type);
        return Gen.Choose(1, 20)
            .SelectMany(n => Single(type).ListOf(n))
            .Select(values => (FilterValue)new FilterValue.Many([.. values]));
    }

    private static Gen<FilterValue> Single(FieldType type) =>
        type switch
        {
            FieldType.Number => Gen.Elements(Numbers)
                .Select(n => (FilterValue)new FilterValue.Number(n)),
            FieldType.Flag => Gen.Elements(true, false)
                .Select(f => (FilterValue)new FilterValue.Flag(f)),
            FieldType.Instant => Moment().Select(m => (FilterValue)new FilterValue.Moment(m)),
            FieldType.Date => Day().Select(d => (FilterValue)new FilterValue.Day(d)),
            _ => Gen.OneOf(
                    Gen.Elements(Words),
                    Gen.Choose(0, 30)
                        .Select(n => string.Create(CultureInfo.InvariantCulture, $"S-{n:D4}"))
                )
                .Select(w => (FilterValue)new FilterValue.Text(w)),
        };

    private static Gen<Duration> Span() =>
        Gen.OneOf(
            Gen.Choose(0, 6).Select(d => Duration.FromDays(d)),
            Gen.Choose(0, 72).Select(h => Duration.FromHours(h))
        );

    /// <summary>Around now, around midnight in India, and around the ends of the periods.</summary>
    public static Gen<Instant> Moment() =>
        Gen.OneOf(
            Gen.Choose(-6, 6).Select(days => Samples.Now + Duration.FromDays(days)),
            from day in Day()
            from millis in Gen.Elements(-1, 0, 1)
            select CompanyDay.StartOf(day) + Duration.FromMilliseconds(millis)
        );

    private static Gen<LocalDate> Day() =>
        Gen.OneOf(
            Gen.Choose(-7, 7).Select(days => new LocalDate(2026, 11, 22).PlusDays(days)),
            from end in Gen.Elements(
                new LocalDate(2026, 10, 1),
                new LocalDate(2026, 7, 1),
                new LocalDate(2026, 4, 1),
                new LocalDate(2025, 4, 1)
            )
            from days in Gen.Choose(-1, 1)
            select end.PlusDays(days)
        );

    /// <summary>Missing one time in four.</summary>
    public static Gen<object?> Maybe<T>(Gen<T> some) =>
        Gen.Choose(0, 3)
            .SelectMany(n => n == 0 ? Gen.Constant<object?>(null) : some.Select(s => (object?)s));
}
