using System.Text.Json;
using KoSales.Domain.Filters.Dates;
using KoSales.Domain.Filters.Reading;
using NodaTime;
using NodaTime.Text;

namespace KoSales.Tests.Filters;

/// <summary>Where rolling spans and periods begin and end, on Sunday, 22 November 2026, 13:00 in
/// India.</summary>
public sealed class RelativeDateTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 22, 7, 30);

    [Theory]
    [InlineData("within_last", "7d", "2026-11-15T07:30:00.000Z", "2026-11-22T07:30:00.000Z")]
    [InlineData("within_next", "48h", "2026-11-22T07:30:00.000Z", "2026-11-24T07:30:00.000Z")]
    [InlineData("in_period", "today", "2026-11-21T18:30:00.000Z", "2026-11-22T18:29:59.999Z")]
    [InlineData("in_period", "yesterday", "2026-11-20T18:30:00.000Z", "2026-11-21T18:29:59.999Z")]
    [InlineData("in_period", "tomorrow", "2026-11-22T18:30:00.000Z", "2026-11-23T18:29:59.999Z")]
    [InlineData("in_period", "this_week", "2026-11-15T18:30:00.000Z", "2026-11-22T18:29:59.999Z")]
    [InlineData("in_period", "last_week", "2026-11-08T18:30:00.000Z", "2026-11-15T18:29:59.999Z")]
    [InlineData("in_period", "this_month", "2026-10-31T18:30:00.000Z", "2026-11-30T18:29:59.999Z")]
    [InlineData("in_period", "last_month", "2026-09-30T18:30:00.000Z", "2026-10-31T18:29:59.999Z")]
    [InlineData(
        "in_period",
        "this_quarter",
        "2026-09-30T18:30:00.000Z",
        "2026-12-31T18:29:59.999Z"
    )]
    [InlineData(
        "in_period",
        "last_quarter",
        "2026-06-30T18:30:00.000Z",
        "2026-09-30T18:29:59.999Z"
    )]
    [InlineData(
        "in_period",
        "this_fiscal_year",
        "2026-03-31T18:30:00.000Z",
        "2027-03-31T18:29:59.999Z"
    )]
    [InlineData(
        "in_period",
        "last_fiscal_year",
        "2025-03-31T18:30:00.000Z",
        "2026-03-31T18:29:59.999Z"
    )]
    public void Instants_between_the_ends_meet_it_and_those_a_millisecond_outside_do_not(
        string op,
        string value,
        string first,
        string last
    )
    {
        var meets = Compile(FieldType.Instant, op, value);
        var (from, to) = (
            InstantPattern.ExtendedIso.Parse(first).Value,
            InstantPattern.ExtendedIso.Parse(last).Value
        );
        var millisecond = Duration.FromMilliseconds(1);

        Assert.Equal(
            (false, true, true, false),
            (
                meets(At(from - millisecond)),
                meets(At(from)),
                meets(At(to)),
                meets(At(to + millisecond))
            )
        );
    }

    [Theory]
    [InlineData("within_last", "7d", "2026-11-15", "2026-11-22")]
    [InlineData("within_last", "14h", "2026-11-21", "2026-11-22")]
    [InlineData("within_next", "10d", "2026-11-22", "2026-12-02")]
    [InlineData("in_period", "this_week", "2026-11-16", "2026-11-22")]
    [InlineData("in_period", "tomorrow", "2026-11-23", "2026-11-23")]
    [InlineData("in_period", "last_fiscal_year", "2025-04-01", "2026-03-31")]
    public void Days_between_the_ends_meet_it_and_those_outside_do_not(
        string op,
        string value,
        string first,
        string last
    )
    {
        var meets = Compile(FieldType.Date, op, value);
        var (from, to) = (
            LocalDatePattern.Iso.Parse(first).Value,
            LocalDatePattern.Iso.Parse(last).Value
        );

        Assert.Equal(
            (false, true, true, false),
            (
                meets(On(from.PlusDays(-1))),
                meets(On(from)),
                meets(On(to)),
                meets(On(to.PlusDays(1)))
            )
        );
    }

    [Theory]
    [InlineData(FieldType.Instant, "2026-11-15T07:29:59.999Z", true)]
    [InlineData(FieldType.Instant, "2026-11-15T07:30:00.000Z", false)]
    [InlineData(FieldType.Date, "2026-11-14", true)]
    [InlineData(FieldType.Date, "2026-11-15", false)]
    public void Older_is_what_lies_before_the_span(FieldType type, string value, bool expected) =>
        Assert.Equal(
            expected,
            Compile(type, "older_than", "7d")(JsonElement.Parse($"{{\"at\":\"{value}\"}}"))
        );

    [Theory]
    [InlineData("2026-03-31", "2025-04-01", "2026-01-01")]
    [InlineData("2026-04-01", "2026-04-01", "2026-04-01")]
    [InlineData("2028-02-29", "2027-04-01", "2028-01-01")]
    public void Fiscal_years_begin_in_april_and_quarters_with_them(
        string today,
        string year,
        string quarter
    )
    {
        var day = LocalDatePattern.Iso.Parse(today).Value;

        Assert.Equal(
            LocalDatePattern.Iso.Parse(year).Value,
            CalendarPeriod.ThisFiscalYear.SeenFrom(day).First
        );
        Assert.Equal(
            LocalDatePattern.Iso.Parse(quarter).Value,
            CalendarPeriod.ThisQuarter.SeenFrom(day).First
        );
    }

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("[\"2026-11-22T07:30:00.000Z\"]")]
    public void What_is_no_time_meets_nothing(string value) =>
        Assert.All(
            new[]
            {
                ("within_last", "9w"),
                ("older_than", "0d"),
                ("within_next", "9w"),
                ("in_period", "this_fiscal_year"),
            },
            c =>
                Assert.False(
                    Compile(FieldType.Instant, c.Item1, c.Item2)(
                        JsonElement.Parse($"{{\"at\":{value}}}")
                    )
                )
        );

    private static Func<JsonElement, bool> Compile(FieldType type, string op, string value)
    {
        Assert.True(FilterOperators.TryParse(op, out var @operator));
        Assert.Contains(@operator, FilterOperators.For(type));
        return FilterMatcher.Compile(
            new Filter.Condition("at", @operator, FilterText.Parse(type, @operator, value)!),
            JsonFieldReader.Instance,
            Now
        );
    }

    private static JsonElement At(Instant instant) =>
        JsonElement.Parse($"{{\"at\":\"{InstantConverter.Write(instant)}\"}}");

    private static JsonElement On(LocalDate day) =>
        JsonElement.Parse($"{{\"at\":\"{LocalDatePattern.Iso.Format(day)}\"}}");
}
