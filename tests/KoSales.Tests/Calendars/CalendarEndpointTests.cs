using System.Net;
using KoSales.Tests.Auth;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Calendars;

[Collection(AppCollection.Name)]
public sealed class CalendarEndpointTests(AppFixture app)
{
    [Fact]
    public async Task A_new_installation_has_the_company_calendar()
    {
        var admin = await app.AdminAsync();
        var company = (await admin.GetAsync("calendars?is_default=true"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data")[0];
        Assert.Equal("Asia/Kolkata", company.GetProperty("time_zone").GetString());
        Assert.Equal(
            "18:30",
            company.GetProperty("week").GetProperty("sat")[0].GetProperty("to").GetString()
        );
        Assert.Equal(0, company.GetProperty("week").GetProperty("sun").GetArrayLength());
    }

    [Fact]
    public async Task A_change_of_hours_makes_a_version_and_a_change_of_the_name_does_not()
    {
        var admin = await app.AdminAsync();
        var made = await NewAsync(
            admin,
            """{"name": "Depot", "week": {"mon": [{"from": "08:00", "to": "16:00"}]}}"""
        );
        var renamed = (
            await admin.PatchAsync($"calendars/{made.Id}", new { name = "Depot Indore" }, made.ETag)
        ).Expect(HttpStatusCode.OK);
        Assert.Equal(1, renamed.Body.GetProperty("calendar_version").GetInt32());
        var changed = (
            await admin.PatchAsync(
                $"calendars/{made.Id}",
                """{"week": {"tue": [{"from": "08:00", "to": "12:00"}]}, "effective_from": "2031-01-01T00:00:00Z"}""",
                renamed.ETag
            )
        ).Expect(HttpStatusCode.OK);
        Assert.Equal(2, changed.Body.GetProperty("calendar_version").GetInt32());
        Assert.Equal(
            "2031-01-01T00:00:00.000Z",
            changed.Body.GetProperty("effective_from").GetString()
        );
        Assert.Equal(1, changed.Body.GetProperty("week").GetProperty("mon").GetArrayLength());
        var versions = (await admin.GetAsync($"calendars/{made.Id}/versions"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data");
        Assert.Equal(
            [$"{made.Id}.1", $"{made.Id}.2"],
            versions.EnumerateArray().Select(v => v.GetProperty("id").GetString())
        );
        var now = (await admin.GetAsync($"calendars/{made.Id}/effective?on=2030-12-31"))
            .Expect(HttpStatusCode.OK)
            .Body;
        var later = (await admin.GetAsync($"calendars/{made.Id}/effective?on=2031-01-07"))
            .Expect(HttpStatusCode.OK)
            .Body;
        Assert.Equal(
            (0, 240),
            (
                now.GetProperty("business_minutes").GetInt32(),
                later.GetProperty("business_minutes").GetInt32()
            )
        );
    }

    [Fact]
    public async Task Layers_and_leave_lie_on_the_base_for_an_agent()
    {
        var admin = await app.AdminAsync();
        await NewAsync(
            admin,
            """{"name": "Sikkim", "kind": "holidays", "state_code": "11", "holidays": [{"date": "2027-05-16", "name": "State day"}, {"date": "2027-05-17"}]}"""
        );
        var shift = await NewAsync(
            admin,
            """{"name": "Evening", "kind": "shift", "state_code": "11", "week": """
                + """{"mon": [{"from": "14:00", "to": "22:00"}], """
                + """ "tue": [{"from": "14:00", "to": "22:00"}], """
                + """ "wed": [{"from": "14:00", "to": "22:00"}]}}"""
        );
        var team = (
            await admin.PostAsync(
                "teams",
                new { name = $"Team {Guid.NewGuid():N}", calendar_id = shift.Id }
            )
        )
            .Expect(HttpStatusCode.Created)
            .Id;
        var (agent, _) = await admin.HireAsync("agent", team);
        var hired = await admin.GetAsync($"agents/{agent}");
        (
            await admin.PatchAsync(
                $"agents/{agent}",
                """{"leave": [{"from": "2027-05-18", "to": "2027-05-18"}]}""",
                hired.ETag
            )
        ).Expect(HttpStatusCode.OK);
        var company = (await admin.GetAsync("calendars?is_default=true"))
            .Body.GetProperty("data")[0]
            .GetProperty("id")
            .GetString()!;

        var minutes = await Task.WhenAll(
            MinutesAsync(admin, company, agent, "2027-05-10", 480),
            MinutesAsync(admin, company, agent, "2027-05-17", 0),
            MinutesAsync(admin, company, agent, "2027-05-18", 0),
            MinutesAsync(admin, company, agent, "2027-05-19", 480),
            MinutesAsync(admin, company, agent, "2027-05-20", 0)
        );

        Assert.Equal([480, 0, 0, 480, 0], minutes);
        Assert.Equal(540, await MinutesAsync(admin, company, null, "2027-05-17", 540));
    }

    [Theory]
    [InlineData(
        """{"name": "X", "time_zone": "Mars/Base", "week": {"mon": [{"from": "08:00", "to": "16:00"}]}}""",
        "/time_zone"
    )]
    [InlineData(
        """{"name": "X", "week": {"mon": [{"from": "8am", "to": "16:00"}]}}""",
        "/week/mon/0/from"
    )]
    [InlineData(
        """{"name": "X", "week": {"mon": [{"from": "08:00", "to": "24:30"}]}}""",
        "/week/mon/0"
    )]
    [InlineData("""{"name": "X", "week": {}}""", "/week")]
    [InlineData("""{"name": "X"}""", "/week")]
    [InlineData("""{"name": "X", "kind": "holidays", "holidays": []}""", "/state_code")]
    [InlineData(
        """{"name": "X", "kind": "shift", "time_zone": "Asia/Kolkata", "week": {"mon": [{"from": "08:00", "to": "16:00"}]}}""",
        "/time_zone"
    )]
    [InlineData(
        """{"name": "X", "kind": "shift", "is_default": true, "week": {"mon": [{"from": "08:00", "to": "16:00"}]}}""",
        "/is_default"
    )]
    [InlineData(
        """{"name": "X", "state_code": "77", "week": {"mon": [{"from": "08:00", "to": "16:00"}]}}""",
        "/state_code"
    )]
    [InlineData(
        """{"name": "X", "holidays": [{"date": "2026-02-30"}], "week": {"mon": [{"from": "08:00", "to": "16:00"}]}}""",
        "/holidays/0/date"
    )]
    public async Task A_calendar_that_nobody_can_work_by_is_refused(string body, string pointer)
    {
        var reply = await (await app.AdminAsync()).PostAsync("calendars", body);
        Assert.Contains(
            pointer,
            reply
                .Expect(HttpStatusCode.UnprocessableEntity)
                .Body.GetProperty("errors")
                .EnumerateArray()
                .Select(e => e.GetProperty("pointer").GetString())
        );
    }

    [Theory]
    [InlineData("""{"week": {"mon": null}}""", "calendar.never_works")]
    [InlineData(
        """{"week": {"mon": [{"from": "12:00", "to": "12:00"}]}}""",
        "calendar.empty_window"
    )]
    [InlineData("""{"week": {"mon": [{"from": "x2:00", "to": "12:00"}]}}""", "calendar.bad_window")]
    [InlineData("""{"name": null}""", "required")]
    [InlineData(
        """{"effective_from": "2020-01-01T00:00:00Z", "time_zone": "Asia/Dubai"}""",
        "calendar.effective_in_past"
    )]
    [InlineData("""{"time_zone": null}""", "calendar.zone_of_base")]
    [InlineData("""{"kind": "shift"}""", "unknown_member")]
    public async Task A_change_that_spoils_a_calendar_is_refused(string patch, string code)
    {
        var admin = await app.AdminAsync();
        var made = await NewAsync(
            admin,
            """{"name": "Monday", "week": {"mon": [{"from": "08:00", "to": "16:00"}]}}"""
        );
        var reply = (await admin.PatchAsync($"calendars/{made.Id}", patch, made.ETag)).Expect(
            HttpStatusCode.UnprocessableEntity
        );
        Assert.Contains(
            code,
            reply
                .Body.GetProperty("errors")
                .EnumerateArray()
                .Select(e => e.GetProperty("code").GetString())
        );
    }

    [Fact]
    public async Task A_calendar_in_use_and_the_default_are_not_deleted()
    {
        var admin = await app.AdminAsync();
        var made = await NewAsync(
            admin,
            """{"name": "Used", "week": {"mon": [{"from": "08:00", "to": "16:00"}]}}"""
        );
        var policy = (
            await admin.PostAsync(
                "sla-policies",
                new
                {
                    name = "P",
                    calendar_id = made.Id,
                    target_minutes = new { normal = 60 },
                }
            )
        ).Expect(HttpStatusCode.Created);
        (await admin.DeleteAsync($"calendars/{made.Id}")).ExpectProblem(409, "calendar.in_use");
        (await admin.DeleteAsync($"sla-policies/{policy.Id}")).Expect(HttpStatusCode.NoContent);
        (await admin.DeleteAsync($"calendars/{made.Id}")).Expect(HttpStatusCode.NoContent);
        (await admin.GetAsync($"calendars/{made.Id}")).Expect(HttpStatusCode.NotFound);
        (await admin.GetAsync($"calendars/{made.Id}/versions")).Expect(HttpStatusCode.NotFound);
        var company = (await admin.GetAsync("calendars?is_default=true"))
            .Body.GetProperty("data")[0]
            .GetProperty("id")
            .GetString();
        (await admin.DeleteAsync($"calendars/{company}")).ExpectProblem(409, "calendar.is_default");
    }

    [Theory]
    [InlineData("effective?on=tomorrow")]
    [InlineData("effective?on=9999-12-31")]
    [InlineData("effective?day=2026-01-01")]
    [InlineData("versions?sort=x")]
    public async Task A_bad_query_is_refused(string query)
    {
        var admin = await app.AdminAsync();
        var made = await NewAsync(
            admin,
            """{"name": "Q", "week": {"mon": [{"from": "08:00", "to": "16:00"}]}}"""
        );
        (await admin.GetAsync($"calendars/{made.Id}/{query}")).Expect(HttpStatusCode.BadRequest);
    }

    private static async Task<Reply> NewAsync(AppClient by, string body) =>
        (await by.PostAsync("calendars", body)).Expect(HttpStatusCode.Created);

    /// <summary>Minutes of the date once they are the expected ones (another host's change is seen within
    /// seconds), or what they are after a while.</summary>
    private static async Task<int> MinutesAsync(
        AppClient by,
        string calendar,
        string? agent,
        string on,
        int expected
    )
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            var reply = await by.GetAsync(
                $"calendars/{calendar}/effective?on={on}{(agent is null ? "" : $"&agent_id={agent}")}"
            );
            var minutes = reply
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("business_minutes")
                .GetInt32();
            if (minutes == expected || watch.Elapsed > TimeSpan.FromSeconds(90))
                return minutes;
            await Task.Delay(100);
        }
    }
}
