using System.Net;
using System.Text.Json;

namespace KoSales.Tests.EndToEnd;

/// <summary>Reports on clocks, over hours by the clock of the app.</summary>
[Collection(ClockedCollection.Name)]
public sealed class ClockedReportTests(ClockedApp app)
{
    private AppClient Client => app.Client;

    [Fact]
    public async Task An_open_task_past_its_due_time_counts_as_not_met()
    {
        await app.NextAsync(DayOfWeek.Tuesday, TimeSpan.FromHours(10));
        var from = app.Now;
        var team = (await Client.PostAsync("teams", new { name = $"Team {Guid.NewGuid():N}" }))
            .Expect(HttpStatusCode.Created)
            .Id;
        string[] tasks =
        [
            await NewTaskAsync(team),
            await NewTaskAsync(team),
            await NewTaskAsync(team),
        ];
        (await Client.PostAsync($"tasks/{tasks[0]}/complete", new { })).Expect(HttpStatusCode.OK);
        var early = await FiguresAsync(team, from);
        Assert.Equal(
            (1, 1, 0),
            (Number(early, "count"), Number(early, "met"), Number(early, "open_breached"))
        );

        await app.AdvanceAsync(TimeSpan.FromMinutes(90));
        await app.UntilAsync(
            async () => Number(await FiguresAsync(team, from), "open_breached") == 2,
            "both are marked"
        );
        var late = await FiguresAsync(team, from);
        Assert.Equal(
            (3, 1, 2),
            (Number(late, "count"), Number(late, "met"), Number(late, "open_breached"))
        );
        Assert.Equal(33.3m, late.GetProperty("met_percent").GetDecimal());
        Assert.InRange(late.GetProperty("breach_minutes").GetProperty("").GetInt64(), 118, 140);

        var replay = (
            await Client.PostAsync(
                "reports/sla/what-if",
                new { days = 1, target_minutes = new { normal = 600 } }
            )
        )
            .Expect(HttpStatusCode.OK)
            .Body;
        Assert.True(Number(replay.GetProperty("before"), "open_breached") >= 2);

        (await Client.PostAsync($"tasks/{tasks[1]}/complete", new { })).Expect(HttpStatusCode.OK);
        var done = await FiguresAsync(team, from);
        Assert.Equal(
            (3, 1, 1),
            (Number(done, "count"), Number(done, "met"), Number(done, "open_breached"))
        );
    }

    private async Task<JsonElement> FiguresAsync(string team, DateTimeOffset from)
    {
        var report = await Client.GetAsync(
            $"reports/sla?group=team&from={from.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}&to={from.UtcDateTime.AddDays(1):yyyy-MM-ddTHH:mm:ssZ}"
        );
        var groups = report.Expect(HttpStatusCode.OK).Body.GetProperty("groups").EnumerateArray();
        return groups.Single(g => g.GetProperty("key").GetString() == team).GetProperty("figures");
    }

    private async Task<string> NewTaskAsync(string team)
    {
        var lead = await app.NewLeadAsync();
        var body = new
        {
            title = "Call back",
            target_minutes = 30,
            team_id = team,
            entity_ref = new { type = "lead", id = lead.Id },
        };
        return (await Client.PostAsync("tasks", body)).Expect(HttpStatusCode.Created).Id;
    }

    private static int Number(JsonElement figures, string member) =>
        figures.GetProperty(member).GetInt32();
}
