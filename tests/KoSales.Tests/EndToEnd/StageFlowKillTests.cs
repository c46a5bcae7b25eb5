using System.Net;
using System.Text.Json.Nodes;
using KoSales.Tests.Leads;

namespace KoSales.Tests.EndToEnd;

/// <summary>Flows in an app of their own: what changes the default pipeline, and what is killed.</summary>
public sealed class StageFlowKillTests
{
    private const int Leads = 40;

    [Fact]
    public async Task A_blocked_advance_goes_on_by_itself_once_the_missing_field_is_filled()
    {
        await using var app = await AppProcess.StartAsync(AppFixture.Settings());
        var client = await AdminAsync(app);
        await LeadPipeline.ChangeAsync(
            client,
            "contacted",
            stage => stage["required_fields"] = new JsonArray("language")
        );
        var created = (await client.PostAsync("leads", LeadApi.Body())).Expect(
            HttpStatusCode.Created
        );
        var pipeline = created.Body.GetProperty("pipeline_id").GetString();
        await CompleteAsync(client, created.Id, "connected");

        await FlowCalls.UntilAsync(
            async () =>
                (await client.GetAsync($"pipelines/{pipeline}")).Body.TryGetProperty(
                    "blocked",
                    out _
                ),
            "blocked"
        );
        var blocked = (await client.GetAsync($"pipelines/{pipeline}/flow"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("blocked");
        Assert.Equal(
            ("required_field", "/language"),
            (
                blocked.GetProperty("unmet")[0].GetProperty("code").GetString(),
                blocked.GetProperty("unmet")[0].GetProperty("pointer").GetString()
            )
        );
        var blocker = Assert.Single(
            await FlowCalls.TasksAsync(client, created.Id, "?status=pending")
        );
        Assert.Equal(
            blocked.GetProperty("task_id").GetString(),
            blocker.GetProperty("id").GetString()
        );

        (await client.ChangeAsync($"leads/{created.Id}", new { language = "hi" })).Expect(
            HttpStatusCode.OK
        );
        await FlowCalls.StageAsync(client, created.Id, "contacted");
        Assert.Equal(
            "qualify",
            Assert
                .Single(await FlowCalls.TasksAsync(client, created.Id, "?status=pending"))
                .GetProperty("step_key")
                .GetString()
        );
        Assert.False(
            (await client.GetAsync($"pipelines/{pipeline}")).Body.TryGetProperty("blocked", out _)
        );
    }

    [Theory]
    [InlineData(3)]
    [InlineData(20)]
    [InlineData(39)]
    public async Task Killed_in_the_middle_it_ends_as_if_nothing_had_happened(int killAfter)
    {
        await using var app = await AppProcess.StartAsync(AppFixture.Settings());
        var client = await AdminAsync(app);
        var leads = await Task.WhenAll(
            Enumerable
                .Range(0, Leads)
                .Select(async _ =>
                    (await client.PostAsync("leads", LeadApi.Body()))
                        .Expect(HttpStatusCode.Created)
                        .Id
                )
        );
        for (var i = 0; i <= killAfter; i++)
            await CompleteAsync(client, leads[i], "connected");
        await app.KillAsync();
        await app.StartAgainAsync();
        client = new AppClient(app.Address, client.Token);
        for (var i = killAfter + 1; i < Leads; i++)
            await CompleteAsync(client, leads[i], "connected");

        foreach (var lead in leads)
            await FlowCalls.StageAsync(client, lead, "contacted");
        foreach (var lead in leads)
        {
            var tasks = await FlowCalls.TasksAsync(client, lead);
            Assert.Equal(
                ["call done", "qualify pending"],
                tasks
                    .Select(t =>
                        $"{t.GetProperty("step_key").GetString()} {t.GetProperty("status").GetString()}"
                    )
                    .Order()
            );
        }
    }

    private static async Task<AppClient> AdminAsync(AppProcess app) =>
        await new AppClient(app.Address).LoginAsync(
            AppFixture.AdminEmail,
            AppFixture.AdminPassword
        );

    private static async Task CompleteAsync(AppClient client, string lead, string outcome)
    {
        var task = await FlowCalls.OnlyTaskAsync(client, lead);
        (
            await client.PostAsync(
                $"tasks/{task.GetProperty("id").GetString()}/complete",
                new { outcome }
            )
        ).Expect(HttpStatusCode.OK);
    }
}
