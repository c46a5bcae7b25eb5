using System.Net;
using KoSales.Tests.Leads;
using static KoSales.Tests.EndToEnd.FlowCalls;

namespace KoSales.Tests.EndToEnd;

/// <summary>What time and calendars change without anybody touching a lead, by the clock of the app.</summary>
[Collection(ClockedCollection.Name)]
public sealed class ClockedChangeTests(ClockedApp app)
{
    private AppClient Client => app.Client;

    [Fact]
    public async Task A_score_rule_that_looks_at_the_clock_counts_when_its_time_comes()
    {
        await app.NextAsync(DayOfWeek.Tuesday, TimeSpan.FromHours(10));
        var tag = "t" + Guid.NewGuid().ToString("N")[..12];
        var aged = new object[]
        {
            new
            {
                field = "tags",
                op = "contains_any",
                value = new[] { tag },
            },
            new
            {
                field = "created_at",
                op = "older_than",
                value = "2d",
            },
        };
        var rule = (
            await Client.PostAsync(
                "score-rules",
                new
                {
                    name = "Waits",
                    points = 37,
                    rule = new { all = aged },
                }
            )
        ).Expect(HttpStatusCode.Created).Id;
        var lead = (
            await Client.PostAsync(
                "leads",
                new
                {
                    phone = LeadApi.Phone(),
                    kind = "farmer",
                    tags = new[] { tag },
                }
            )
        ).Expect(HttpStatusCode.Created);
        Assert.Equal(0, lead.Body.GetProperty("score").GetInt32());
        await app.AdvanceAsync(TimeSpan.FromHours(47));
        Assert.Equal(0, await ScoreAsync(lead.Id));
        await app.AdvanceAsync(TimeSpan.FromHours(1.1));
        await app.UntilAsync(async () => await ScoreAsync(lead.Id) == 37, "scored by time");
        var shown = (await Client.GetAsync($"leads/{lead.Id}")).Body;
        Assert.Equal("warm", shown.GetProperty("rating").GetString());
        Assert.False(shown.TryGetProperty("score_flip_at", out _));
        (await Client.DeleteAsync($"score-rules/{rule}")).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task At_night_no_lead_is_claimed_and_the_hours_say_when()
    {
        await app.NextAsync(DayOfWeek.Tuesday, TimeSpan.FromHours(22));
        var refused = (await Client.PostAsync("leads/claim-next", null)).ExpectProblem(
            409,
            "claim.outside_calling_hours"
        );
        Assert.Equal(
            TimeSpan.FromHours(9),
            refused
                .Body.GetProperty("opens_at")
                .GetDateTimeOffset()
                .ToOffset(ClockedApp.India)
                .TimeOfDay
        );
    }

    [Fact]
    public async Task A_flow_that_waits_looks_again_when_a_holiday_is_called_off()
    {
        await app.NextAsync(DayOfWeek.Tuesday, TimeSpan.FromHours(17));
        await HolidaysAsync(app.Now.AddDays(1));
        var lead = await app.NewLeadAsync();
        var call = await OnlyTaskAsync(Client, lead.Id);
        (
            await Client.PostAsync(
                $"tasks/{call.GetProperty("id").GetString()}/complete",
                new { outcome = "no_answer" }
            )
        ).Expect(HttpStatusCode.OK);
        var flow = $"pipelines/{lead.Body.GetProperty("pipeline_id").GetString()}/flow";
        await app.UntilAsync(
            async () => (await NextAsync(flow))?.DayOfWeek == DayOfWeek.Thursday,
            "the next attempt is planned for Thursday"
        );

        await HolidaysAsync();
        await app.UntilAsync(
            async () => (await NextAsync(flow))?.DayOfWeek == DayOfWeek.Wednesday,
            "the next attempt is reckoned for Wednesday"
        );
        await app.AdvanceAsync(TimeSpan.FromMinutes(2));
        await app.AdvanceToAsync((await NextAsync(flow))!.Value + TimeSpan.FromMinutes(1));
        await app.UntilAsync(
            async () => (await TasksAsync(Client, lead.Id)).Count == 2,
            "the second attempt"
        );
        var second = (await TasksAsync(Client, lead.Id))
            .Select(t => t.GetProperty("created_at").GetDateTimeOffset().ToOffset(ClockedApp.India))
            .Max();
        Assert.Equal(DayOfWeek.Wednesday, second.DayOfWeek);
    }

    private async Task<DateTimeOffset?> NextAsync(string flow) =>
        (await Client.GetAsync(flow)).Body.TryGetProperty("next_check_at", out var at)
            ? at.GetDateTimeOffset().ToOffset(ClockedApp.India)
            : null;

    private async Task<int> ScoreAsync(string lead) =>
        (await Client.GetAsync($"leads/{lead}"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("score")
            .GetInt32();

    private async Task HolidaysAsync(params DateTimeOffset[] days)
    {
        var calendar = (await Client.GetAsync("calendars?is_default=true"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data")[0]
            .GetProperty("id")
            .GetString();
        var holidays = days.Select(day => new
        {
            date = $"{day.ToOffset(ClockedApp.India):yyyy-MM-dd}",
            name = "Holi",
        });
        (await Client.ChangeAsync($"calendars/{calendar}", new { holidays })).Expect(
            HttpStatusCode.OK
        );
    }
}
