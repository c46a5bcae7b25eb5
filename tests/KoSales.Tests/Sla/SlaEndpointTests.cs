using System.Net;
using System.Text.Json;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Sla;

[Collection(AppCollection.Name)]
public sealed class SlaEndpointTests(AppFixture app) : IAsyncLifetime
{
    private readonly LeadApi _api = new(app);

    public Task InitializeAsync() => _api.InitializeAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_task_shows_its_clock_and_pauses_with_its_status()
    {
        var admin = await app.AdminAsync();
        var policy = (
            await admin.PostAsync(
                "sla-policies",
                """{"name": "Wall", "target_minutes": {"normal": 100}, "warn_at_percent": [50, 90], "clock": "wall"}"""
            )
        )
            .Expect(HttpStatusCode.Created)
            .Id;
        var task = await NewTaskAsync(new { sla_policy_id = policy });
        var clock = (await _api.Manager.GetAsync($"tasks/{task}/sla"))
            .Expect(HttpStatusCode.OK)
            .Body;
        Assert.Equal(
            (policy, 100, "start", "wall"),
            (
                clock.GetProperty("policy_id").GetString(),
                clock.GetProperty("target_minutes").GetInt32(),
                clock.GetProperty("log")[0].GetProperty("event").GetString(),
                clock.GetProperty("log")[0].GetProperty("calendar").GetString()
            )
        );
        Assert.Equal(
            [50, 90],
            clock
                .GetProperty("warnings")
                .EnumerateArray()
                .Select(w => w.GetProperty("percent").GetInt32())
        );
        Assert.Equal(
            TimeSpan.FromMinutes(100),
            clock.GetProperty("due_at").GetDateTimeOffset()
                - clock.GetProperty("started_at").GetDateTimeOffset()
        );
        (
            await _api.Manager.PostAsync(
                $"tasks/{task}/hold",
                """{"reason": "waits for the dealer"}"""
            )
        ).Expect(HttpStatusCode.OK);
        Assert.False(
            (await _api.Manager.GetAsync($"tasks/{task}/sla")).Body.TryGetProperty("due_at", out _)
        );
    }

    [Fact]
    public async Task A_clock_out_of_scope_and_a_task_without_one_are_not_found()
    {
        var task = await NewTaskAsync(new { target_minutes = 60 });
        (await (await _api.OthersAsync()).Agent.GetAsync($"tasks/{task}/sla")).ExpectProblem(
            404,
            "task.not_found"
        );
        (await _api.Manager.GetAsync($"tasks/{await NewTaskAsync(new { })}/sla")).ExpectProblem(
            404,
            "task.no_clock"
        );
        (await _api.Manager.GetAsync("tasks/T-99999999/sla")).ExpectProblem(404, "task.not_found");
        (await _api.Manager.GetAsync($"tasks/{task}/sla?x=1")).Expect(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_report_counts_what_the_team_has_done_and_a_replay_says_what_would_have_been()
    {
        foreach (var minutes in new[] { 60, 90 })
            (
                await _api.Manager.PostAsync(
                    $"tasks/{await NewTaskAsync(new { target_minutes = minutes })}/complete",
                    "{}"
                )
            ).Expect(HttpStatusCode.OK);

        // Everybody's report has the work that belongs to no team as well, which other tests do meanwhile.
        Assert.Equal((2, 100m), await OfTeamAsync(_api.Manager));
        Assert.Null(await OfTeamAsync((await _api.OthersAsync()).Manager));
        var replay = (
            await _api.Manager.PostAsync(
                "reports/sla/what-if",
                """{"days": 7, "target_minutes": {"normal": 5}, "clock": "wall"}"""
            )
        )
            .Expect(HttpStatusCode.OK)
            .Body;
        Assert.True(replay.GetProperty("count").GetInt32() >= 2);
        Assert.Equal(0, replay.GetProperty("broken_now").GetInt32());
    }

    /// <summary>How many clocks of the team a report has, and the share of them that were met; null for
    /// none.</summary>
    private async Task<(int Count, decimal MetPercent)?> OfTeamAsync(AppClient client)
    {
        var report = (await client.GetAsync("reports/sla?group=team"))
            .Expect(HttpStatusCode.OK)
            .Body;
        var groups = report.GetProperty("groups").EnumerateArray();
        var own = groups.FirstOrDefault(g =>
            g.TryGetProperty("key", out var key) && key.GetString() == _api.TeamId
        );
        if (own.ValueKind == JsonValueKind.Undefined)
            return null;
        var figures = own.GetProperty("figures");
        return (
            figures.GetProperty("count").GetInt32(),
            figures.GetProperty("met_percent").GetDecimal()
        );
    }

    [Theory]
    [InlineData("group=month")]
    [InlineData("from=yesterday")]
    [InlineData("from=2026-01-01T00:00:00Z&to=2026-12-01T00:00:00Z")]
    [InlineData("from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z")]
    [InlineData("page=1")]
    public async Task A_bad_report_query_is_refused(string query) =>
        (await _api.Manager.GetAsync($"reports/sla?{query}")).Expect(HttpStatusCode.BadRequest);

    [Theory]
    [InlineData("""{"days": 7}""", "/policy_id")]
    [InlineData("""{"days": 0, "clock": "wall"}""", "/days")]
    [InlineData("""{"days": 7, "policy_id": "SLA-9999"}""", "/policy_id")]
    [InlineData("""{"days": 7, "calendar_id": "CAL-9999"}""", "/calendar_id")]
    [InlineData(
        """{"days": 7, "calendar": {"time_zone": "Nowhere", "week": {"mon": [{"from": "09:00", "to": "10:00"}]}}}""",
        "/calendar/time_zone"
    )]
    [InlineData(
        """{"days": 7, "policy_id": "SLA-9999", "target_minutes": {"normal": 5}}""",
        "/target_minutes"
    )]
    public async Task A_replay_under_nothing_known_is_refused(string body, string pointer)
    {
        var errors = (await _api.Manager.PostAsync("reports/sla/what-if", body))
            .Expect(HttpStatusCode.UnprocessableEntity)
            .Body.GetProperty("errors")
            .EnumerateArray();
        Assert.Contains(pointer, errors.Select(e => e.GetProperty("pointer").GetString()));
    }

    [Fact]
    public async Task The_first_completed_call_is_the_first_response_and_stays_it()
    {
        var lead = (await _api.NewAsync()).Id;
        (
            await _api.Manager.PostAsync(
                $"tasks/{await NewTaskAsync(new { type = "document" }, lead)}/complete",
                "{}"
            )
        ).Expect(HttpStatusCode.OK);
        (
            await _api.Manager.PostAsync(
                $"tasks/{await NewTaskAsync(new { type = "call" }, lead)}/complete",
                "{}"
            )
        ).Expect(HttpStatusCode.OK);
        var first = await FirstResponseAsync(lead);
        (
            await _api.Manager.PostAsync(
                $"tasks/{await NewTaskAsync(new { type = "email" }, lead)}/complete",
                "{}"
            )
        ).Expect(HttpStatusCode.OK);
        Assert.Equal((true, first), (first is not null, await FirstResponseAsync(lead)));
    }

    private async Task<string?> FirstResponseAsync(string lead)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            var body = (await _api.Manager.GetAsync($"leads/{lead}"))
                .Expect(HttpStatusCode.OK)
                .Body;
            if (body.TryGetProperty("first_response_at", out var at))
                return at.GetString();
            if (watch.Elapsed > TimeSpan.FromSeconds(90))
                return null;
            await Task.Delay(50);
        }
    }

    private async Task<string> NewTaskAsync(object with, string? lead = null)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToNode(with)!.AsObject();
        body["title"] = "Call back";
        body["entity_ref"] = new System.Text.Json.Nodes.JsonObject
        {
            ["type"] = "lead",
            ["id"] = lead ?? (await _api.NewAsync()).Id,
        };
        return (await _api.Manager.PostAsync("tasks", body.ToJsonString()))
            .Expect(HttpStatusCode.Created)
            .Id;
    }
}
