using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Calendars;

[Collection(AppCollection.Name)]
public sealed class CalendarPreviewEndpointTests(AppFixture app)
{
    private const string Monday =
        """{"time_zone": "Asia/Kolkata", "week": {"mon": [{"from": "09:30", "to": "18:30"}]}}""";

    [Fact]
    public async Task The_example_is_answered()
    {
        var reply = await PreviewAsync(
            """
            {"calendar": {"time_zone": "Asia/Kolkata", "week": {"wed": [{"from": "09:30", "to": "18:30"}]},
                          "holidays": [{"date": "2026-01-26"}, {"date": "2026-12-24", "hours": [{"from": "09:30", "to": "13:00"}]}]},
             "deadlines": [{"from": "2026-03-04T04:30:00.000Z", "minutes": 240, "pauses": []}],
             "spans": [{"from": "2026-03-04T00:00:00.000Z", "to": "2026-03-05T00:00:00.000Z"}]}
            """
        );
        Assert.Equal(
            """{"deadlines":[{"due":"2026-03-04T08:30:00.000Z"}],"spans":[{"business_minutes":540}]}""",
            reply.Expect(HttpStatusCode.OK).Text
        );
    }

    [Fact]
    public async Task Every_vector_is_answered_alike()
    {
        var rows = JsonNode
            .Parse(
                await File.ReadAllTextAsync(
                    Path.Combine(AppContext.BaseDirectory, "Calendars", "vectors.json")
                )
            )!
            .AsArray();
        foreach (var group in rows.GroupBy(r => r!["calendar"]!.ToJsonString()))
        {
            JsonNode[] vectors = [.. group.Select(v => v!)];
            var body = new JsonObject
            {
                ["calendar"] = vectors[0]["calendar"]!.DeepClone(),
                ["deadlines"] = new JsonArray([
                    .. vectors.Select(v => new JsonObject
                    {
                        ["from"] = v["from"]!.DeepClone(),
                        ["minutes"] = v["minutes"]!.DeepClone(),
                        ["pauses"] = v["pauses"]!.DeepClone(),
                    }),
                ]),
                ["spans"] = new JsonArray([
                    .. vectors.Select(v => new JsonObject
                    {
                        ["from"] = v["from"]!.DeepClone(),
                        ["to"] = v["to"]!.DeepClone(),
                    }),
                ]),
            };
            var answer = (await PreviewAsync(body.ToJsonString())).Expect(HttpStatusCode.OK).Body;
            Assert.Equal(
                vectors.Select(v => v["due"]!.GetValue<string>()),
                answer
                    .GetProperty("deadlines")
                    .EnumerateArray()
                    .Select(d => d.GetProperty("due").GetString())
            );
            Assert.Equal(
                vectors.Select(v => v["business_minutes_from_to"]!.GetValue<int>()),
                answer
                    .GetProperty("spans")
                    .EnumerateArray()
                    .Select(s => s.GetProperty("business_minutes").GetInt32())
            );
        }
    }

    [Theory]
    [InlineData(
        """{"calendar": {"time_zone": "Asia/Bhopal", "week": {"mon": [{"from": "09:30", "to": "18:30"}]}}}""",
        "/calendar/time_zone",
        "calendar.unknown_zone"
    )]
    [InlineData(
        """{"calendar": {"time_zone": "Asia/Kolkata", "week": {"mon": [{"from": "09:30", "to": "25:00"}]}}}""",
        "/calendar/week/mon/0",
        "calendar.bad_window"
    )]
    [InlineData(
        """{"calendar": {"time_zone": "Asia/Kolkata", "week": {"mon": [{"from": "09:60", "to": "18:30"}]}}}""",
        "/calendar/week/mon/0",
        "calendar.bad_window"
    )]
    [InlineData(
        """{"calendar": {"time_zone": "Asia/Kolkata", "week": {"mon": [{"from": "09:30", "to": "09:30"}]}}}""",
        "/calendar/week/mon/0",
        "calendar.empty_window"
    )]
    [InlineData(
        """{"calendar": {"time_zone": "Asia/Kolkata", "week": {}}}""",
        "/calendar/week",
        "calendar.never_works"
    )]
    [InlineData(
        """{"calendar": {"time_zone": "Asia/Kolkata", "week": {"mon": []}, "holidays": """
            + """[{"date": "2001-01-01", "hours": [{"from": "09:30", "to": "13:00"}]}]}}""",
        "/calendar/week",
        "calendar.never_works"
    )]
    [InlineData(
        """{"calendar": {"time_zone": "Asia/Kolkata", "week": {"mon": [{"from": "09:30"}]}}}""",
        "/calendar/week/mon/0/to",
        "required"
    )]
    [InlineData(
        """{"calendar": {"time_zone": "Asia/Kolkata", "week": {"monday": []}}}""",
        "/calendar/week/monday",
        "unknown_member"
    )]
    [InlineData(
        """{"calendar": {"time_zone": "Asia/Kolkata", "week": {"mon": [{"from": "9", "to": "18:30"}]}}}""",
        "/calendar/week/mon/0/from",
        "too_short"
    )]
    [InlineData(
        """{"calendar": {"time_zone": "Asia/Kolkata", "week": {}, "holidays": [{"date": "26-01-2026"}]}}""",
        "/calendar/holidays/0/date",
        "bad_format"
    )]
    [InlineData("""{"spans": []}""", "/calendar", "required")]
    public async Task A_bad_definition_is_refused_with_a_pointer(
        string body,
        string pointer,
        string code
    ) => AssertFault(await PreviewAsync(body), pointer, code);

    [Theory]
    [InlineData(
        """{"from": "2026-03-04T04:30:00Z", "minutes": -1}""",
        "/deadlines/0/minutes",
        "out_of_range"
    )]
    [InlineData(
        """{"from": "1604-03-04T04:30:00Z", "minutes": 1}""",
        "/deadlines/0/from",
        "calendar.out_of_range"
    )]
    [InlineData(
        """{"from": "2026-03-04T04:30:00Z", "minutes": 10000000}""",
        "/deadlines/0/minutes",
        "calendar.unreachable"
    )]
    [InlineData(
        """{"from": "2026-03-04T04:30:00Z", "minutes": 1, "pauses": [{"from": "2026-03-05T04:30:00Z", "to": "2026-03-04T04:30:00Z"}]}""",
        "/deadlines/0/pauses/0/to",
        "calendar.span_backwards"
    )]
    public async Task A_question_that_cannot_be_answered_is_refused_with_a_pointer(
        string deadline,
        string pointer,
        string code
    ) =>
        AssertFault(
            await PreviewAsync($$"""{"calendar": {{Monday}}, "deadlines": [{{deadline}}]}"""),
            pointer,
            code
        );

    [Fact]
    public async Task Every_fault_is_told_at_once()
    {
        var reply = await PreviewAsync(
            """
            {"calendar": {"time_zone": "Nowhere", "week": {"mon": [{"from": "aa:bb", "to": "18:30"}], "tue": [{"from": "10:00", "to": "10:00"}]}},
             "spans": [{"from": "2026-03-05T04:30:00Z", "to": "2026-03-04T04:30:00Z"}]}
            """
        );
        Assert.Equal(
            4,
            reply
                .Expect(HttpStatusCode.UnprocessableEntity)
                .Body.GetProperty("errors")
                .GetArrayLength()
        );
    }

    [Fact]
    public async Task Windows_that_overlap_count_once()
    {
        const string body = """
            {"calendar": {"time_zone": "Asia/Kolkata", "week": {"mon": [
             {"from": "09:00", "to": "12:00"}, {"from": "11:00", "to": "13:00"}, {"from": "13:00", "to": "14:00"}]}},
             "spans": [{"from": "2026-03-02T00:00:00Z", "to": "2026-03-03T00:00:00Z"}]}
            """;
        Assert.Equal(
            300,
            (await PreviewAsync(body))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("spans")[0]
                .GetProperty("business_minutes")
                .GetInt32()
        );
    }

    [Fact]
    public async Task More_than_a_thousand_questions_are_refused()
    {
        var spans = string.Join(
            ',',
            Enumerable.Repeat(
                """{"from": "2026-03-02T00:00:00Z", "to": "2026-03-03T00:00:00Z"}""",
                1_001
            )
        );
        (await PreviewAsync($$"""{"calendar": {{Monday}}, "spans": [{{spans}}]}""")).Expect(
            HttpStatusCode.BadRequest
        );
    }

    private static void AssertFault(Reply reply, string pointer, string code)
    {
        var errors = reply
            .Expect(HttpStatusCode.UnprocessableEntity)
            .Body.GetProperty("errors")
            .EnumerateArray();
        Assert.Contains(
            (pointer, code),
            errors.Select(
                (JsonElement e) =>
                    (e.GetProperty("pointer").GetString()!, e.GetProperty("code").GetString()!)
            )
        );
    }

    private async Task<Reply> PreviewAsync(string body) =>
        await (await app.AdminAsync()).PostAsync("calendars/preview", body);
}
