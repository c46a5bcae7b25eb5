using System.Net;
using System.Text.Json;
using KoSales.Domain.Calendars;
using KoSales.Tests.Leads;
using NodaTime;

namespace KoSales.Tests.EndToEnd;

[Collection(AppCollection.Name)]
public sealed class StageFlowApiTests(AppFixture app) : IAsyncLifetime
{
    private readonly LeadApi _team = new(app);

    private AppClient Client => _team.Manager;

    public Task InitializeAsync() => _team.InitializeAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_new_lead_has_its_call_task_at_once_due_after_sixty_business_minutes()
    {
        var task = await FlowCalls.OnlyTaskAsync(Client, (await _team.NewAsync()).Id);
        Assert.Equal(
            ("call", "pending", "call"),
            (Text(task, "type"), Text(task, "status"), Text(task, "step_key"))
        );
        var sla = task.GetProperty("sla");
        var started = Instant.FromDateTimeOffset(sla.GetProperty("started_at").GetDateTimeOffset());
        var due = WorkingTime
            .For(CalendarDefinition.Default, started)
            .Value.Deadline(started, Duration.FromMinutes(60));
        Assert.Equal(
            due.ToUnixTimeMilliseconds(),
            sla.GetProperty("due_at").GetDateTimeOffset().ToUnixTimeMilliseconds()
        );
        Assert.Equal(task.GetProperty("due_at").GetString(), sla.GetProperty("due_at").GetString());
        Assert.Equal(60, sla.GetProperty("target_minutes").GetInt32());
    }

    [Fact]
    public async Task A_connected_call_moves_the_lead_on_and_opens_the_qualification()
    {
        var lead = (await _team.NewAsync()).Id;
        var call = await FlowCalls.OnlyTaskAsync(Client, lead);
        var done = (
            await Client.PostAsync(
                $"tasks/{Text(call, "id")}/complete",
                new { outcome = "connected", note = "wants soybean seed" }
            )
        ).Expect(HttpStatusCode.OK);
        Assert.Equal("done", Text(done.Body, "status"));
        Assert.True(done.Body.GetProperty("sla").GetProperty("met").GetBoolean());
        await FlowCalls.StageAsync(Client, lead, "contacted");
        var open = Assert.Single(await FlowCalls.TasksAsync(Client, lead, "?status=pending"));
        Assert.Equal(
            ("qualify", 480),
            (
                Text(open, "step_key"),
                open.GetProperty("sla").GetProperty("target_minutes").GetInt32()
            )
        );
        var pipeline = (await Client.GetAsync($"leads/{lead}"))
            .Body.GetProperty("pipeline_id")
            .GetString();
        var flow = (await Client.GetAsync($"pipelines/{pipeline}/flow"))
            .Expect(HttpStatusCode.OK)
            .Body;
        Assert.Equal(
            (2, "open"),
            (flow.GetProperty("visit").GetInt32(), Text(flow.GetProperty("steps")[0], "state"))
        );
        (
            await Client.PostAsync($"tasks/{Text(call, "id")}/reopen", new { reason = "too early" })
        ).ExpectProblem(409, "task.stage_left");
    }

    [Fact]
    public async Task Who_is_not_interested_is_lost()
    {
        var lead = (await _team.NewAsync()).Id;
        var call = await FlowCalls.OnlyTaskAsync(Client, lead);
        (
            await Client.PostAsync(
                $"tasks/{Text(call, "id")}/complete",
                new { outcome = "not_interested" }
            )
        ).Expect(HttpStatusCode.OK);
        await FlowCalls.StageAsync(Client, lead, "lost");
        Assert.Equal("lost", Text((await Client.GetAsync($"leads/{lead}")).Body, "status"));
        Assert.Empty(
            await FlowCalls.TasksAsync(Client, lead, "?status=pending,in_progress,on_hold")
        );
    }

    [Fact]
    public async Task No_answer_keeps_the_lead_and_schedules_the_next_attempt()
    {
        var created = await _team.NewAsync();
        var call = await FlowCalls.OnlyTaskAsync(Client, created.Id);
        (
            await Client.PostAsync(
                $"tasks/{Text(call, "id")}/complete",
                new { outcome = "no_answer" }
            )
        ).Expect(HttpStatusCode.OK);
        var flow = (await Client.GetAsync($"pipelines/{Text(created.Body, "pipeline_id")}/flow"))
            .Expect(HttpStatusCode.OK)
            .Body;
        Assert.Equal("scheduled", Text(flow.GetProperty("steps")[0], "state"));
        Assert.True(
            flow.GetProperty("next_check_at").GetDateTimeOffset()
                > flow.GetProperty("entered_at").GetDateTimeOffset()
        );
        Assert.Equal("new", Text((await Client.GetAsync($"leads/{created.Id}")).Body, "stage"));
    }

    [Fact]
    public async Task A_transition_by_hand_cancels_what_the_stage_had_open_and_a_dry_run_says_so_before()
    {
        var created = await _team.NewAsync();
        var pipeline = Text(created.Body, "pipeline_id");
        var call = await FlowCalls.OnlyTaskAsync(Client, created.Id);
        var plan = (
            await Client.PostAsync(
                $"pipelines/{pipeline}/transition?dry_run=true",
                new { to = "contacted" }
            )
        )
            .Expect(HttpStatusCode.OK)
            .Body;
        Assert.Equal(
            Text(call, "id"),
            Text(Assert.Single(plan.GetProperty("tasks_to_cancel").EnumerateArray()), "id")
        );
        Assert.Equal(
            "qualify",
            Text(Assert.Single(plan.GetProperty("tasks_to_create").EnumerateArray()), "step_key")
        );
        (
            await Client.PostAsync(
                $"pipelines/{pipeline}/transition",
                new { to = "contacted", expected_stage = "new" }
            )
        ).Expect(HttpStatusCode.OK);
        Assert.Equal(
            "cancelled",
            Text((await Client.GetAsync($"tasks/{Text(call, "id")}")).Body, "status")
        );
        Assert.Single(await FlowCalls.TasksAsync(Client, created.Id, "?status=pending"));
    }

    [Fact]
    public async Task An_unknown_outcome_is_refused_with_those_that_are_known()
    {
        var call = await FlowCalls.OnlyTaskAsync(Client, (await _team.NewAsync()).Id);
        var refused = (
            await Client.PostAsync(
                $"tasks/{Text(call, "id")}/complete",
                new { outcome = "perhaps" }
            )
        ).ExpectProblem(422, "task.unknown_outcome");
        Assert.Contains("not_interested", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_made_by_hand_goes_through_its_life()
    {
        var lead = (await _team.NewAsync()).Id;
        var made = (
            await Client.PostAsync(
                "tasks",
                new
                {
                    title = "Send a sample",
                    entity_ref = new { type = "lead", id = lead },
                    target_minutes = 120,
                    owner_id = _team.AgentId,
                }
            )
        ).Expect(HttpStatusCode.Created);
        (await _team.Agent.PostAsync($"tasks/{made.Id}/start", null)).Expect(HttpStatusCode.OK);
        var held = (await _team.Agent.PostAsync($"tasks/{made.Id}/hold", null)).Expect(
            HttpStatusCode.OK
        );
        Assert.False(held.Body.TryGetProperty("due_at", out _));
        (await _team.Agent.PostAsync($"tasks/{made.Id}/start", null)).ExpectProblem(
            409,
            "task.state"
        );
        var resumed = (await _team.Agent.PostAsync($"tasks/{made.Id}/resume", null)).Expect(
            HttpStatusCode.OK
        );
        (
            await _team.Agent.PatchAsync(
                $"tasks/{made.Id}",
                new
                {
                    title = "Send two samples",
                    checklist = new[] { new { text = "pack", done = true } },
                },
                resumed.ETag
            )
        ).Expect(HttpStatusCode.OK);
        (
            await _team.Agent.PatchAsync($"tasks/{made.Id}", new { title = "Late" }, resumed.ETag)
        ).ExpectProblem(412, "if_match.stale");
        (
            await Client.PostAsync(
                $"tasks/{made.Id}/reassign",
                new { team_id = _team.TeamId, reason = "leave" }
            )
        ).Expect(HttpStatusCode.OK);
        (await _team.Agent.PostAsync($"tasks/{made.Id}/complete", new { outcome = "sent" })).Expect(
            HttpStatusCode.OK
        );
        (await Client.PostAsync($"tasks/{made.Id}/reopen", new { reason = "came back" })).Expect(
            HttpStatusCode.OK
        );
        (await Client.PostAsync($"tasks/{made.Id}/cancel", new { reason = "not needed" })).Expect(
            HttpStatusCode.OK
        );
        Assert.Contains(
            "task.reopened",
            (await Client.GetAsync($"leads/{lead}/timeline")).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_assigned_lead_takes_its_open_task_along()
    {
        var lead = (await _team.NewAsync()).Id;
        (await Client.PostAsync($"leads/{lead}/assign", new { agent_id = _team.AgentId })).Expect(
            HttpStatusCode.OK
        );
        var call = await FlowCalls.OnlyTaskAsync(Client, lead);
        Assert.Equal(_team.AgentId, Text(call, "owner_id"));
        Assert.Equal(
            "hold",
            Text(call.GetProperty("sla").GetProperty("clock").GetProperty("log")[1], "event")
        );
        (
            await _team.Agent.PostAsync(
                $"tasks/{Text(call, "id")}/complete",
                new { outcome = "connected" }
            )
        ).Expect(HttpStatusCode.OK);
        await FlowCalls.StageAsync(Client, lead, "contacted");
        Assert.Equal(
            _team.AgentId,
            Text(
                Assert.Single(await FlowCalls.TasksAsync(Client, lead, "?status=pending")),
                "owner_id"
            )
        );
    }

    [Fact]
    public async Task Others_see_neither_task_nor_flow()
    {
        var created = await _team.NewAsync();
        var call = await FlowCalls.OnlyTaskAsync(Client, created.Id);
        var mine = (
            await Client.PostAsync(
                $"tasks/{Text(call, "id")}/reassign",
                new { agent_id = _team.AgentId }
            )
        ).Expect(HttpStatusCode.OK);
        var others = await _team.OthersAsync();
        (await others.Agent.GetAsync($"tasks/{mine.Id}")).ExpectProblem(404, "task.not_found");
        (await others.Agent.PostAsync($"tasks/{mine.Id}/start", null)).ExpectProblem(
            404,
            "task.not_found"
        );
        (
            await others.Agent.GetAsync($"pipelines/{Text(created.Body, "pipeline_id")}/flow")
        ).ExpectProblem(404, "pipeline.not_found");
    }

    private static string Text(JsonElement json, string member) =>
        json.GetProperty(member).GetString()!;
}

/// <summary>Calls about the flow of a lead that several tests make.</summary>
internal static class FlowCalls
{
    public static async Task<IReadOnlyList<JsonElement>> TasksAsync(
        AppClient client,
        string lead,
        string query = ""
    ) =>
        [
            .. (await client.GetAsync($"leads/{lead}/tasks{query}"))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("data")
                .EnumerateArray(),
        ];

    public static async Task<JsonElement> OnlyTaskAsync(AppClient client, string lead) =>
        Assert.Single(await TasksAsync(client, lead));

    /// <summary>Returns once the lead is at the stage.</summary>
    public static Task StageAsync(AppClient client, string lead, string stage) =>
        UntilAsync(
            async () =>
                (await client.GetAsync($"leads/{lead}")).Body.GetProperty("stage").GetString()
                == stage,
            $"{lead} at {stage}"
        );

    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        for (var i = 0; i < 600; i++)
        {
            if (await condition())
                return;
            await Task.Delay(100);
        }

        Assert.Fail($"not within a minute: {what}");
    }
}
