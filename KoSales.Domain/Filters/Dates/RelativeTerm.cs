using NodaTime;

namespace KoSales.Domain.Filters.Dates;

/// <summary>A comparison with now, on instants or on days. The one meaning of relative dates, for the
/// matcher, both stores and the prediction of changes.</summary>
internal sealed class RelativeTerm
{
    /// <summary>Predictions keep away from the ends of the calendar.</summary>
    private const long FarMillis = 200_000_000_000_000;

    private readonly FilterOperator _operator;
    private readonly bool _days;
    private readonly Duration _span;
    private readonly long _spanMillis;
    private readonly CalendarPeriod _period;

    /// <exception cref="ArgumentException">The operator does not take such a value.</exception>
    public RelativeTerm(FilterOperator @operator, FilterValue value)
    {
        _operator = @operator;
        (_days, _span, _period) = value switch
        {
            FilterValue.Span span when @operator.TakesSpan() => (span.OfDays, span.Value, default),
            FilterValue.Period period when @operator == FilterOperator.InPeriod => (
                period.OfDays,
                Duration.Zero,
                period.Value
            ),
            _ => throw new ArgumentException(
                $"{@operator.Wire()} compares with a {(@operator.TakesSpan() ? "span" : "period")}",
                nameof(value)
            ),
        };
        _spanMillis = (long)_span.TotalMilliseconds;
    }

    /// <summary>The same comparison with fixed values, true for the same documents at this moment.</summary>
    public IReadOnlyList<Filter.Condition> Fixed(string field, Instant now)
    {
        Filter.Condition Bound(FilterOperator comparison, Instant at) =>
            new(
                field,
                comparison,
                _days ? new FilterValue.Day(CompanyDay.Of(at)) : new FilterValue.Moment(at)
            );

        return _operator switch
        {
            FilterOperator.WithinLast =>
            [
                Bound(FilterOperator.Gte, now - _span),
                Bound(FilterOperator.Lte, now),
            ],
            FilterOperator.OlderThan => [Bound(FilterOperator.Lt, now - _span)],
            FilterOperator.WithinNext =>
            [
                Bound(FilterOperator.Gte, now),
                Bound(FilterOperator.Lte, now + _span),
            ],
            _ => InPeriod(field, CompanyDay.Of(now)),
        };
    }

    public bool Holds(in FieldValue value, FilterClock clock)
    {
        if (value.Kind != FieldValueKind.Text)
            return false;
        if (value.TryTime(_days, out var at))
            return Holds(at, clock);
        // Text of another form, such as what a removed custom field left behind: as the stores compare it.
        foreach (var bound in Fixed("at", clock.Now))
        {
            if (!ValueTests.For(bound.Operator, bound.Value)(value, clock))
                return false;
        }

        return true;
    }

    /// <summary>The earliest moment after now at which the outcome for this value differs from now's; null
    /// when it stays.</summary>
    public Instant? NextChange(in FieldValue value, FilterClock clock)
    {
        if (value.Kind != FieldValueKind.Text || !value.TryTime(_days, out var at))
            return null;
        if (_days ? at is < 366 or > 3_600_000 : Math.Abs(at) > FarMillis)
            return null;
        var (enters, leaves) = Turns(at);
        if (enters > clock.Millis)
            return Instant.FromUnixTimeMilliseconds(enters.Value);
        return leaves > clock.Millis ? Instant.FromUnixTimeMilliseconds(leaves.Value) : null;
    }

    private Filter.Condition[] InPeriod(string field, LocalDate today)
    {
        var (first, after) = _period.SeenFrom(today);
        FilterValue Start(LocalDate day) =>
            _days ? new FilterValue.Day(day) : new FilterValue.Moment(CompanyDay.StartOf(day));
        return
        [
            new(field, FilterOperator.Gte, Start(first)),
            new(field, FilterOperator.Lt, Start(after)),
        ];
    }

    private bool Holds(long at, FilterClock clock)
    {
        if (_operator == FilterOperator.InPeriod)
        {
            var window = clock.Of(_period, _days);
            return at >= window.From && at < window.Before;
        }

        return _operator switch
        {
            FilterOperator.WithinLast => at >= Shifted(clock, -1) && at <= Shifted(clock, 0),
            FilterOperator.OlderThan => at < Shifted(clock, -1),
            _ => at >= Shifted(clock, 0) && at <= Shifted(clock, 1),
        };
    }

    /// <summary>Now, or a span away from it.</summary>
    private long Shifted(FilterClock clock, int spans) =>
        !_days
            ? clock.Millis + (spans * _spanMillis)
            : DayNumbers.NumberOf(
                spans == 0 ? clock.Today : CompanyDay.Of(clock.Now + (_span * spans))
            );

    /// <summary>When, as now goes by, the condition becomes true for a value and when it ends being
    /// so.</summary>
    private (long? Enters, long? Leaves) Turns(long at)
    {
        var day = _days ? DayNumbers.DayOfNumber(at) : default;
        var first = _days ? Start(day) : at;
        var after = _days ? Start(day.PlusDays(1)) : at + 1;
        return _operator switch
        {
            FilterOperator.WithinLast => (first, after + _spanMillis),
            FilterOperator.OlderThan => (after + _spanMillis, null),
            FilterOperator.WithinNext => (first - _spanMillis, after),
            _ => Turns(_days ? day : CompanyDay.Of(Instant.FromUnixTimeMilliseconds(at))),
        };
    }

    private (long? Enters, long? Leaves) Turns(LocalDate day)
    {
        var (first, after) = _period.DaysThatSee(day);
        return (Start(first), Start(after));
    }

    private static long Start(LocalDate day) => CompanyDay.StartOf(day).ToUnixTimeMilliseconds();
}
