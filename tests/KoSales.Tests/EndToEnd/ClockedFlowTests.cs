using System.Net;
using System.Text.Json;
using static KoSales.Tests.EndToEnd.FlowCalls;

namespace KoSales.Tests.EndToEnd;

/// <summary>Stage flows over days, by the clock of the app.</summary>
[Collection(ClockedCollection.Name)]
public sealed class ClockedFlowTests(ClockedApp app)
{
    private AppClient Client => app.Client;

    [Fact]
    public async Task Who_never_answers_is_called_three_times_more_at_other_times_of_day_and_then_nurtured()
    {
        await app.NextAsync(DayOfWeek.Tuesday, TimeSpan.FromHours(10));
        var lead = await app.NewLeadAsync();
        var parts = new List<string>();
        for (var attempt = 1; attempt <= 4; attempt++)
        {
            var call = await OpenTaskAsync(lead.Id, attempt);
            parts.Add(PartOfDay(call.GetProperty("created_at").GetDateTimeOffset()));
            (
                await Client.PostAsync(
                    $"tasks/{Text(call, "id")}/complete",
                    new { outcome = "no_answer" }
                )
            ).Expect(HttpStatusCode.OK);
            if (attempt == 4)
                break;
            var flow = (await Client.GetAsync($"pipelines/{Text(lead.Body, "pipeline_id")}/flow"))
                .Expect(HttpStatusCode.OK)
                .Body;
            var next = flow.GetProperty("next_check_at").GetDateTimeOffset();
            Assert.Equal("scheduled", Text(flow.GetProperty("steps")[0], "state"));
            await app.AdvanceToAsync(next - TimeSpan.FromMinutes(20));
            Assert.Equal(attempt, (await TasksAsync(Client, lead.Id)).Count);
            await app.AdvanceToAsync(next);
        }

        await StageAsync(lead.Id, "nurture");
        Assert.All(parts.Zip(parts.Skip(1)), pair => Assert.NotEqual(pair.First, pair.Second));
        var tasks = await TasksAsync(Client, lead.Id);
        Assert.Equal([1, 2, 3, 4], tasks.Select(t => t.GetProperty("attempt").GetInt32()).Order());
        Assert.All(tasks, t => Assert.Equal("done", Text(t, "status")));
    }

    [Fact]
    public async Task A_breach_escalates_level_by_level_until_somebody_acknowledges_it()
    {
        await app.NextAsync(DayOfWeek.Tuesday, TimeSpan.FromHours(10));
        var (quiet, loud) = (await app.NewLeadAsync(), await app.NewLeadAsync());
        var due = (await OnlyTaskAsync(Client, quiet.Id)).GetProperty("due_at").GetDateTimeOffset();
        await app.AdvanceAsync(TimeSpan.FromMinutes(62));
        foreach (var lead in new[] { quiet, loud })
            await LevelAsync(lead.Id, 1);
        var breached = await OnlyTaskAsync(Client, quiet.Id);
        Assert.Equal(
            (due, "high"),
            (
                breached.GetProperty("sla").GetProperty("breached_at").GetDateTimeOffset(),
                Text(breached, "priority")
            )
        );

        await app.AdvanceAsync(TimeSpan.FromMinutes(60));
        foreach (var lead in new[] { quiet, loud })
            await LevelAsync(lead.Id, 2);
        Assert.Equal("urgent", Text(await OnlyTaskAsync(Client, quiet.Id), "priority"));

        (await Client.PostAsync($"tasks/{Text(breached, "id")}/acknowledge", null)).Expect(
            HttpStatusCode.OK
        );
        await app.AdvanceAsync(TimeSpan.FromMinutes(121));
        await LevelAsync(loud.Id, 3);
        Assert.Equal(2, Level(await OnlyTaskAsync(Client, quiet.Id)));
        var history = (await OnlyTaskAsync(Client, loud.Id))
            .GetProperty("escalation")
            .GetProperty("history")
            .EnumerateArray()
            .ToList();
        Assert.Equal([1, 2, 3], history.Select(h => h.GetProperty("level").GetInt32()));
    }

    [Fact]
    public async Task An_advance_that_a_guard_refuses_waits_for_days_and_goes_on_when_the_field_arrives()
    {
        await app.NextAsync(DayOfWeek.Tuesday, TimeSpan.FromHours(10));
        await LeadPipeline.ChangeAsync(
            Client,
            "qualified",
            stage =>
                stage["entry_guard"] = LeadPipeline.Guard(
                    """{"field": "kind", "op": "eq", "value": "dealer"}"""
                )
        );
        var lead = await app.NewLeadAsync();
        var pipeline = $"pipelines/{Text(lead.Body, "pipeline_id")}";
        await CompleteAsync(lead.Id, "connected");
        await StageAsync(lead.Id, "contacted");
        await CompleteAsync(lead.Id, "qualified");
        await app.UntilAsync(
            async () => (await Client.GetAsync(pipeline)).Body.TryGetProperty("blocked", out _),
            "blocked"
        );

        await app.AdvanceAsync(TimeSpan.FromDays(3));
        var blocked = (await Client.GetAsync($"{pipeline}/flow"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("blocked");
        var unmet = Assert.Single(blocked.GetProperty("unmet").EnumerateArray());
        Assert.Equal(
            ("qualified", "entry_guard", "/kind"),
            (Text(blocked, "to"), Text(unmet, "code"), Text(unmet, "pointer"))
        );
        Assert.Equal("contacted", Text((await Client.GetAsync($"leads/{lead.Id}")).Body, "stage"));

        (await Client.ChangeAsync($"leads/{lead.Id}", new { kind = "dealer" })).Expect(
            HttpStatusCode.OK
        );
        await StageAsync(lead.Id, "qualified");
        await app.UntilAsync(
            async () =>
                (await TasksAsync(Client, lead.Id, "?status=pending")) is [var only]
                && Text(only, "step_key") == "convert",
            "the blocker is gone"
        );
        await LeadPipeline.ChangeAsync(Client, "qualified", stage => stage.Remove("entry_guard"));
    }

    [Fact]
    public async Task A_flow_that_has_failed_says_so_and_goes_on_when_it_is_run_again()
    {
        await app.NextAsync(DayOfWeek.Tuesday, TimeSpan.FromHours(10));
        var lead = await app.NewLeadAsync();
        var flow = $"pipelines/{Text(lead.Body, "pipeline_id")}/flow";
        await app.UntilAsync(async () => await StatusAsync(flow) == "running", "running");
        (await Client.PostAsync($"{flow}/rerun", null)).ExpectProblem(409, "flow.running");
        await app.KillForAsync(
            TimeSpan.FromMinutes(1),
            ("AzureWebJobs.ReconcileStage.Disabled", "true")
        );
        await CompleteAsync(lead.Id, "connected");
        await app.UntilAsync(async () => await StatusAsync(flow) == "failed", "failed");
        Assert.Equal("new", Text((await Client.GetAsync($"leads/{lead.Id}")).Body, "stage"));

        await app.KillForAsync(TimeSpan.FromMinutes(5));
        Assert.Equal("failed", await StatusAsync(flow));
        (await Client.PostAsync($"{flow}/rerun", null)).Expect(HttpStatusCode.OK);
        await StageAsync(lead.Id, "contacted");
        await app.UntilAsync(
            async () => await StatusAsync(flow) == "running",
            "the next visit's flow"
        );
    }

    [Fact]
    public async Task What_fell_due_while_the_app_was_down_happens_once_when_it_is_back()
    {
        await app.NextAsync(DayOfWeek.Tuesday, TimeSpan.FromHours(10));
        var (retried, late) = (await app.NewLeadAsync(), await app.NewLeadAsync());
        await CompleteAsync(retried.Id, "no_answer");
        await app.UntilAsync(
            async () =>
                (
                    await Client.GetAsync($"pipelines/{Text(retried.Body, "pipeline_id")}/flow")
                ).Body.TryGetProperty("next_check_at", out _),
            "its next attempt planned"
        );

        await app.KillForAsync(TimeSpan.FromHours(30));
        await app.AdvanceAsync(TimeSpan.FromMinutes(1));
        await OpenTaskAsync(retried.Id, attempt: 2);
        await LevelAsync(late.Id, 3);
        Assert.Equal(2, (await TasksAsync(Client, retried.Id)).Count);
        var task = await OnlyTaskAsync(Client, late.Id);
        Assert.Equal(
            [1, 2, 3],
            task.GetProperty("escalation")
                .GetProperty("history")
                .EnumerateArray()
                .Select(h => h.GetProperty("level").GetInt32())
        );
        Assert.True(
            task.GetProperty("sla").GetProperty("detected_at").GetDateTimeOffset()
                - task.GetProperty("sla").GetProperty("breached_at").GetDateTimeOffset()
                > TimeSpan.FromHours(20)
        );
    }

    [Fact]
    public async Task A_flow_that_ended_is_forgotten_after_its_retention_and_one_that_runs_is_not()
    {
        await app.NextAsync(DayOfWeek.Tuesday, TimeSpan.FromHours(10));
        var (ended, running) = (await app.NewLeadAsync(), await app.NewLeadAsync());
        await CompleteAsync(ended.Id, "connected");
        await StageAsync(ended.Id, "contacted");
        var first = $"{Text(ended.Body, "pipeline_id")}.1";
        var second = $"{Text(ended.Body, "pipeline_id")}.2";
        await app.UntilAsync(
            async () =>
                await InstanceAsync(first) is "Completed"
                && await InstanceAsync(second) is "Running",
            "its first flow ended and its second begun"
        );

        await app.AdvanceAsync(TimeSpan.FromDays(29));
        Assert.Equal("Completed", await InstanceAsync(first));
        // A run that the clock's jump catches lasts for days of it, and occurrences that fall into it are
        // skipped: some more days.
        for (var day = 0; day < 7 && await InstanceAsync(first) is not null; day++)
        {
            await app.AdvanceAsync(TimeSpan.FromDays(1));
            for (var i = 0; i < 100 && await InstanceAsync(first) is not null; i++)
                await Task.Delay(100);
        }

        Assert.Null(await InstanceAsync(first));
        Assert.Equal(
            ("Running", "Running"),
            (
                await InstanceAsync(second),
                await InstanceAsync($"{Text(running.Body, "pipeline_id")}.1")
            )
        );
    }

    /// <summary>Its status as the host tells it; null when there is none.</summary>
    private async Task<string?> InstanceAsync(string id)
    {
        var reply = await Client.GetAsync($"/runtime/webhooks/durabletask/instances/{id}");
        return reply.Status == HttpStatusCode.NotFound ? null : Text(reply.Body, "runtimeStatus");
    }

    private Task StageAsync(string lead, string stage) =>
        app.UntilAsync(
            async () => Text((await Client.GetAsync($"leads/{lead}")).Body, "stage") == stage,
            $"{lead} at {stage}"
        );

    private async Task<JsonElement> OpenTaskAsync(string lead, int attempt)
    {
        JsonElement found = default;
        await app.UntilAsync(
            async () =>
                (
                    found = (await TasksAsync(Client, lead, "?status=pending")).FirstOrDefault(t =>
                        t.GetProperty("attempt").GetInt32() == attempt
                    )
                ).ValueKind == JsonValueKind.Object,
            $"attempt {attempt}"
        );
        return found;
    }

    private async Task CompleteAsync(string lead, string outcome)
    {
        var task = Assert.Single(await TasksAsync(Client, lead, "?status=pending"));
        (await Client.PostAsync($"tasks/{Text(task, "id")}/complete", new { outcome })).Expect(
            HttpStatusCode.OK
        );
    }

    private Task LevelAsync(string lead, int level) =>
        app.UntilAsync(
            async () => Level(await OnlyTaskAsync(Client, lead)) == level,
            $"{lead} at level {level}"
        );

    private static int Level(JsonElement task) =>
        task.TryGetProperty("escalation", out var escalation)
            ? escalation.GetProperty("level").GetInt32()
            : 0;

    private async Task<string?> StatusAsync(string flow) =>
        (await Client.GetAsync(flow))
            .Expect(HttpStatusCode.OK)
            .Body.TryGetProperty("orchestration", out var run)
            ? Text(run, "status")
            : null;

    private static string PartOfDay(DateTimeOffset at) =>
        at.ToOffset(ClockedApp.India).Hour switch
        {
            < 12 => "morning",
            < 16 => "afternoon",
            _ => "evening",
        };

    private static string Text(JsonElement json, string member) =>
        json.GetProperty(member).GetString()!;
}
