using System.Text.Json;
using NodaTime;

namespace KoSales.Tests.Filters;

public sealed class FilterMatcherTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 22, 7, 30);

    private static readonly JsonElement Lead = JsonElement.Parse(
        """
        {"id": "K0-100001", "status": "open", "score": 42.5, "hot": true, "name": "J\u00f6rg \ud83c\udf3e", "due_at": "2026-11-20T07:30:00.000Z",
         "born": "1990-05-01",
         "tags": ["vip", "maize"], "none": null, "empty": [], "address": {"state": "27"}}
        """
    );

    public static TheoryData<string, FilterOperator, FilterValue, bool> Cases =>
        new()
        {
            { "status", FilterOperator.Eq, Text("open"), true },
            { "status", FilterOperator.Eq, Text("Open"), false },
            { "name", FilterOperator.Eq, Text("Jörg 🌾"), true },
            { "name", FilterOperator.Prefix, Text("Jör"), true },
            { "name", FilterOperator.Prefix, Text("jör"), false },
            { "name", FilterOperator.Lt, Text("Jörg \uFFFD"), false },
            { "name", FilterOperator.Gt, Text("Jörg \uFFFD"), true },
            {
                "address.state",
                FilterOperator.In,
                new FilterValue.Many([Text("1"), Text("27")]),
                true
            },
            {
                "address.state",
                FilterOperator.In,
                new FilterValue.Many([.. Enumerable.Range(20, 15).Select(i => Text($"{i}"))]),
                true
            },
            {
                "address.state",
                FilterOperator.Nin,
                new FilterValue.Many([.. Enumerable.Range(20, 15).Select(i => Text($"{i}"))]),
                false
            },
            { "address.city", FilterOperator.Nin, new FilterValue.Many([Text("x")]), true },
            { "address.city", FilterOperator.Ne, Text("x"), true },
            { "address.city", FilterOperator.Eq, Text("x"), false },
            { "score", FilterOperator.Eq, Number(42.50m), true },
            { "score", FilterOperator.Gt, Number(42.5m), false },
            { "score", FilterOperator.Gte, Number(42.5m), true },
            { "hot", FilterOperator.Eq, new FilterValue.Flag(true), true },
            { "hot", FilterOperator.Ne, new FilterValue.Flag(true), false },
            { "none", FilterOperator.Exists, new FilterValue.Flag(true), false },
            { "none", FilterOperator.Exists, new FilterValue.Flag(false), true },
            { "empty", FilterOperator.Exists, new FilterValue.Flag(true), true },
            {
                "tags",
                FilterOperator.ContainsAny,
                new FilterValue.Many([Text("rice"), Text("maize")]),
                true
            },
            {
                "tags",
                FilterOperator.ContainsAll,
                new FilterValue.Many([Text("rice"), Text("maize")]),
                false
            },
            {
                "tags",
                FilterOperator.ContainsAll,
                new FilterValue.Many([Text("vip"), Text("maize")]),
                true
            },
            {
                "due_at",
                FilterOperator.WithinLast,
                new FilterValue.Span(Duration.FromDays(2)),
                true
            },
            {
                "due_at",
                FilterOperator.WithinLast,
                new FilterValue.Span(Duration.FromHours(47)),
                false
            },
            {
                "due_at",
                FilterOperator.OlderThan,
                new FilterValue.Span(Duration.FromHours(47)),
                true
            },
            {
                "due_at",
                FilterOperator.OlderThan,
                new FilterValue.Span(Duration.FromDays(2)),
                false
            },
            { "due_at", FilterOperator.Lt, new FilterValue.Moment(Now), true },
            { "born", FilterOperator.Gte, new FilterValue.Day(new LocalDate(1990, 5, 1)), true },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_condition_holds_or_not(
        string field,
        FilterOperator @operator,
        FilterValue value,
        bool expected
    ) => Assert.Equal(expected, Matches(new Filter.Condition(field, @operator, value)));

    [Fact]
    public void Negation_is_a_true_complement()
    {
        Assert.True(Matches(new Filter.Not(Filter.Eq("missing", "x"))));
        Assert.False(Matches(new Filter.Not(Filter.Eq("status", "open"))));
        Assert.False(Matches(new Filter.Not(Filter.Everything)));
    }

    [Fact]
    public void Nothing_to_meet_matches_and_nothing_to_choose_does_not()
    {
        Assert.True(Matches(Filter.Everything));
        Assert.False(Matches(Filter.Nothing));
    }

    [Fact]
    public void A_filter_that_matches_allocates_nothing()
    {
        var matches = FilterMatcher.Compile(
            Filter.AllOf(
                Filter.In("status", Enumerable.Range(0, 20).Select(i => $"s{i}").Append("open")),
                new Filter.Condition("score", FilterOperator.Gt, Number(1)),
                new Filter.Condition(
                    "tags",
                    FilterOperator.ContainsAny,
                    new FilterValue.Many([Text("vip")])
                ),
                new Filter.Condition(
                    "due_at",
                    FilterOperator.OlderThan,
                    new FilterValue.Span(Duration.FromHours(1))
                )
            ),
            JsonFieldReader.Instance,
            Now
        );
        for (var i = 0; i < 100; i++)
            Assert.True(matches(Lead));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            matches(Lead);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void An_explanation_tells_the_outcome_and_the_value_of_each_condition()
    {
        var filter = Filter.AllOf(
            Filter.Eq("status", "open"),
            Filter.AnyOf(Filter.Eq("city", "Itarsi"), new Filter.Not(Filter.Eq("city", "Itarsi"))),
            Filter.Eq("city", "x")
        );

        var explained = FilterMatcher.Explain(filter, JsonFieldReader.Instance, Lead, Now);

        Assert.Equal(Truth.Unknown, explained.Outcome);
        Assert.Equal(
            [(Truth.True, "open"), (Truth.True, null), (Truth.Unknown, "missing")],
            explained.Terms.Select(t => (t.Outcome, t.Seen))
        );
        Assert.Equal([Truth.Unknown, Truth.True], explained.Terms[1].Terms.Select(t => t.Outcome));
    }

    [Fact]
    public void Values_of_records_read_like_those_of_json()
    {
        Assert.Equal(
            ["open", "42.5", "true", "2026-11-22T07:30:00.000Z", "1990-05-01", "a, b", "missing"],
            [
                FieldValue.Of("open").ToString(),
                FieldValue.Of(42.5m).ToString(),
                FieldValue.Of(true).ToString(),
                FieldValue.Of(Now).ToString(),
                FieldValue.Of(new LocalDate(1990, 5, 1)).ToString(),
                FieldValue.Of(["a", "b"]).ToString(),
                FieldValue.Of((string?)null).ToString(),
            ]
        );
    }

    private static bool Matches(Filter filter)
    {
        var matched = FilterMatcher.Compile(filter, JsonFieldReader.Instance, Now)(Lead);
        Assert.Equal(
            matched,
            FilterMatcher.Explain(filter, JsonFieldReader.Instance, Lead, Now).Outcome == Truth.True
        );
        return matched;
    }

    private static FilterValue.Text Text(string value) => new(value);

    private static FilterValue.Number Number(decimal value) => new(value);
}
