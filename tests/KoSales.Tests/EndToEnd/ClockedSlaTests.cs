using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using static KoSales.Tests.EndToEnd.FlowCalls;

namespace KoSales.Tests.EndToEnd;

/// <summary>Clocks of tasks over days, by the clock of the app and its sweep.</summary>
[Collection(ClockedCollection.Name)]
public sealed class ClockedSlaTests(ClockedApp app)
{
    private AppClient Client => app.Client;

    [Fact]
    public async Task Each_warning_is_given_when_its_share_of_the_target_is_used_up()
    {
        await app.NextAsync(DayOfWeek.Tuesday, TimeSpan.FromHours(10));
        var policy = (
            await Client.PostAsync(
                "sla-policies",
                new
                {
                    name = "Three warnings",
                    target_minutes = new { normal = 200 },
                    warn_at_percent = new[] { 50, 75, 90 },
                }
            )
        ).Expect(HttpStatusCode.Created).Id;
        var task = await NewTaskAsync(new { sla_policy_id = policy });
        foreach (var (percent, minutes) in new[] { (50, 101), (75, 50), (90, 30) })
        {
            await app.AdvanceAsync(TimeSpan.FromMinutes(minutes));
            await app.UntilAsync(
                async () => Given(await SlaAsync(task)).LastOrDefault() == percent,
                $"warned at {percent} %"
            );
        }

        Assert.False((await SlaAsync(task)).TryGetProperty("breached_at", out _));
        await app.AdvanceAsync(TimeSpan.FromMinutes(20));
        await BreachedAsync(task);
        Assert.Equal([50, 75, 90], Given(await SlaAsync(task)));
    }

    [Fact]
    public async Task A_lead_that_comes_on_Saturday_night_is_due_on_Monday_and_not_before()
    {
        await app.NextAsync(DayOfWeek.Saturday, TimeSpan.FromHours(22));
        var lead = await app.NewLeadAsync();
        var task = await OnlyTaskAsync(Client, lead.Id);
        var due = task.GetProperty("due_at").GetDateTimeOffset().ToOffset(ClockedApp.India);
        Assert.Equal((DayOfWeek.Monday, new TimeSpan(10, 30, 0)), (due.DayOfWeek, due.TimeOfDay));
        await app.AdvanceToAsync(due - TimeSpan.FromMinutes(45));
        var before = await SlaAsync(Text(task, "id"));
        Assert.False(before.TryGetProperty("breached_at", out _));
        Assert.InRange(before.GetProperty("used_minutes").GetInt64(), 15, 20);
        await app.AdvanceToAsync(due + TimeSpan.FromMinutes(1));
        Assert.Equal(
            due,
            (await BreachedAsync(Text(task, "id"))).GetProperty("breached_at").GetDateTimeOffset()
        );
    }

    [Fact]
    public async Task A_pause_over_a_holiday_takes_nothing_from_the_target()
    {
        await app.NextAsync(DayOfWeek.Tuesday, TimeSpan.FromHours(10));
        await HolidayAsync(app.Now.AddDays(1));
        var (paused, running) = (
            await NewTaskAsync(new { target_minutes = 600 }),
            await NewTaskAsync(new { target_minutes = 600 })
        );
        var due = (await SlaAsync(running))
            .GetProperty("due_at")
            .GetDateTimeOffset()
            .ToOffset(ClockedApp.India);
        Assert.Equal((DayOfWeek.Thursday, 11), (due.DayOfWeek, due.Hour));

        await app.AdvanceAsync(TimeSpan.FromHours(1));
        (
            await Client.PostAsync($"tasks/{paused}/hold", new { reason = "waits for the dealer" })
        ).Expect(HttpStatusCode.OK);
        await app.AdvanceAsync(TimeSpan.FromHours(49));
        Assert.False((await SlaAsync(paused)).TryGetProperty("due_at", out _));
        await BreachedAsync(running);
        (await Client.PostAsync($"tasks/{paused}/resume", null)).Expect(HttpStatusCode.OK);
        var resumed = await SlaAsync(paused);
        Assert.InRange(resumed.GetProperty("used_minutes").GetInt64(), 60, 65);
        // Nine hours are left from Thursday noon: 6.5 of them on Thursday, the rest on Friday.
        var late = resumed.GetProperty("due_at").GetDateTimeOffset().ToOffset(ClockedApp.India);
        Assert.Equal((DayOfWeek.Friday, 12), (late.DayOfWeek, late.Hour));
    }

    [Theory]
    [InlineData(-7)]
    [InlineData(7)]
    public async Task A_machine_clock_that_is_set_neither_doubles_what_happened_nor_makes_time_run_backwards(
        int minutes
    )
    {
        await app.NextAsync(DayOfWeek.Tuesday, TimeSpan.FromHours(10));
        var lead = await app.NewLeadAsync();
        var task = Text(await OnlyTaskAsync(Client, lead.Id), "id");
        await app.AdvanceAsync(TimeSpan.FromMinutes(62));
        await BreachedAsync(task);
        await app.UntilAsync(
            async () => Levels(await OnlyTaskAsync(Client, lead.Id)).SequenceEqual([1]),
            "the first level"
        );

        await app.ShiftAsync(TimeSpan.FromMinutes(minutes));
        (await Client.PostAsync($"tasks/{task}/hold", null)).Expect(HttpStatusCode.OK);
        await app.ShiftAsync(TimeSpan.FromMinutes(-minutes));
        await app.AdvanceAsync(TimeSpan.FromMinutes(3));
        (await Client.PostAsync($"tasks/{task}/resume", null)).Expect(HttpStatusCode.OK);
        await app.AdvanceAsync(TimeSpan.FromMinutes(70));
        await app.UntilAsync(
            async () => Levels(await OnlyTaskAsync(Client, lead.Id)).SequenceEqual([1, 2]),
            "the second level"
        );

        var sla = await SlaAsync(task);
        var log = sla.GetProperty("log")
            .EnumerateArray()
            .Select(e => e.GetProperty("at").GetDateTimeOffset())
            .ToList();
        Assert.Equal(log.Order(), log);
        Assert.True(sla.GetProperty("used_minutes").GetInt64() >= 62);
        Assert.All(
            sla.GetProperty("overruns").EnumerateArray(),
            o => Assert.True(o.GetProperty("minutes").GetInt64() >= 0)
        );
        var timeline = (await Client.GetAsync($"leads/{lead.Id}/timeline?limit=100"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data")
            .EnumerateArray();
        Assert.Equal(
            2,
            timeline.Count(entry =>
                entry.GetRawText().Contains("task.escalated", StringComparison.Ordinal)
            )
        );
    }

    [Fact]
    public async Task A_lead_shows_whether_its_first_response_was_in_time_and_its_pipeline_whether_it_rots()
    {
        await app.NextAsync(DayOfWeek.Tuesday, TimeSpan.FromHours(10));
        var (late, quick) = (await app.NewLeadAsync(), await app.NewLeadAsync());
        var call = Text(await OnlyTaskAsync(Client, quick.Id), "id");
        (await Client.PostAsync($"tasks/{call}/complete", new { outcome = "connected" })).Expect(
            HttpStatusCode.OK
        );
        await app.UntilAsync(
            async () => (await ClockAsync(quick.Id)).TryGetProperty("met", out _),
            "answered"
        );
        Assert.True((await ClockAsync(quick.Id)).GetProperty("met").GetBoolean());

        await app.AdvanceAsync(TimeSpan.FromMinutes(50));
        await app.UntilAsync(
            async () => (await ClockAsync(late.Id)).TryGetProperty("warned_at", out _),
            "warned"
        );
        await app.AdvanceAsync(TimeSpan.FromMinutes(12));
        await app.UntilAsync(
            async () => (await ClockAsync(late.Id)).TryGetProperty("breached_at", out _),
            "breached"
        );
        Assert.Equal(
            (await ClockAsync(late.Id)).GetProperty("due_at").GetString(),
            Text(await ClockAsync(late.Id), "breached_at")
        );
        Assert.False((await ClockAsync(quick.Id)).TryGetProperty("breached_at", out _));

        var pipeline = $"pipelines/{Text(late.Body, "pipeline_id")}";
        Assert.False((await Client.GetAsync(pipeline)).Body.TryGetProperty("rotten_at", out _));
        var rots = Text((await Client.GetAsync(pipeline)).Body, "rots_at");
        await app.AdvanceAsync(TimeSpan.FromHours(24));
        await app.UntilAsync(
            async () =>
                (await Client.GetAsync(pipeline)).Body.TryGetProperty("rotten_at", out var at)
                && at.GetString() == rots,
            "rotten"
        );
    }

    private async Task<JsonElement> ClockAsync(string lead) =>
        (await Client.GetAsync($"leads/{lead}"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("first_response");

    private async Task<JsonElement> SlaAsync(string task) =>
        (await Client.GetAsync($"tasks/{task}/sla")).Expect(HttpStatusCode.OK).Body;

    private static IEnumerable<int> Given(JsonElement sla) =>
        sla.GetProperty("warnings")
            .EnumerateArray()
            .Where(w => w.GetProperty("given").GetBoolean())
            .Select(w => w.GetProperty("percent").GetInt32());

    private static IEnumerable<int> Levels(JsonElement task) =>
        task.TryGetProperty("escalation", out var escalation)
            ? escalation
                .GetProperty("history")
                .EnumerateArray()
                .Select(h => h.GetProperty("level").GetInt32())
            : [];

    private async Task<JsonElement> BreachedAsync(string task)
    {
        await app.UntilAsync(
            async () => (await SlaAsync(task)).TryGetProperty("breached_at", out _),
            $"{task} breached"
        );
        return await SlaAsync(task);
    }

    private async Task<string> NewTaskAsync(object with)
    {
        var body = JsonSerializer.SerializeToNode(with)!.AsObject();
        body["title"] = "Call back";
        body["entity_ref"] = new JsonObject
        {
            ["type"] = "lead",
            ["id"] = (await app.NewLeadAsync()).Id,
        };
        return (await Client.PostAsync("tasks", body.ToJsonString()))
            .Expect(HttpStatusCode.Created)
            .Id;
    }

    private async Task HolidayAsync(DateTimeOffset day)
    {
        var calendar = (await Client.GetAsync("calendars?is_default=true"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data")[0]
            .GetProperty("id")
            .GetString();
        var holidays = new[]
        {
            new { date = $"{day.ToOffset(ClockedApp.India):yyyy-MM-dd}", name = "Holi" },
        };
        (await Client.ChangeAsync($"calendars/{calendar}", new { holidays })).Expect(
            HttpStatusCode.OK
        );
    }

    private static string Text(JsonElement json, string member) =>
        json.GetProperty(member).GetString()!;
}
