using System.Net;
using System.Text.Json;
using KoSales.Tests.Auth;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Calls;

[Collection(AppCollection.Name)]
public sealed class CallEndpointTests(AppFixture app) : IAsyncLifetime
{
    private readonly LeadApi _api = new(app);

    public Task InitializeAsync() => _api.InitializeAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_call_is_written_down_and_its_lead_was_contacted()
    {
        var lead = await _api.NewAsync();
        var call = await LogAsync(
            new
            {
                entity_ref = Of(lead.Id),
                direction = "outbound",
                answered_at = "2026-01-05T06:01:00.000Z",
                started_at = "2026-01-05T06:00:00.000Z",
                ended_at = "2026-01-05T06:03:00.000Z",
                disposition = "connected",
                notes = "brother is on 98765 43210",
            }
        );
        Assert.Equal(
            ("completed", 120, _api.AgentId, Text(lead.Body, "phone_masked")),
            (
                Text(call.Body, "status"),
                call.Body.GetProperty("duration_seconds").GetInt32(),
                Text(call.Body, "agent_id"),
                Text(call.Body, "phone_masked")
            )
        );
        Assert.Equal("brother is on +91******3210", Text(call.Body, "notes"));
        Assert.False(call.Body.TryGetProperty("phone_index", out _));

        Assert.Equal([call.Id], Ids(await _api.Agent.GetAsync($"leads/{lead.Id}/calls")));
        Assert.Equal(
            [call.Id],
            Ids(await _api.Manager.GetAsync($"calls?agent_id={_api.AgentId}&direction=outbound"))
        );
        await FlowCalls.UntilAsync(
            async () => (await LeadAsync(lead.Id)).TryGetProperty("last_contacted_at", out _),
            "the contact"
        );
        Assert.Equal(
            "2026-01-05T06:01:00.000Z",
            Text(await LeadAsync(lead.Id), "last_contacted_at")
        );
        Assert.False((await LeadAsync(lead.Id)).TryGetProperty("first_response_at", out _));
        var entries = (await _api.Agent.GetAsync($"leads/{lead.Id}/timeline?kind=call"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data");
        Assert.Equal(
            call.Id,
            Text(Assert.Single(entries.EnumerateArray()).GetProperty("refs"), "call_id")
        );
    }

    [Fact]
    public async Task A_call_completes_the_call_task_and_is_the_first_response()
    {
        var lead = (await _api.NewAsync()).Id;
        await UntilTaskAsync(lead);

        var call = await LogAsync(
            new
            {
                entity_ref = Of(lead),
                direction = "outbound",
                disposition = "connected",
            }
        );

        await FlowCalls.StageAsync(_api.Agent, lead, "contacted");
        var shown = (await _api.Agent.GetAsync($"calls/{call.Id}")).Expect(HttpStatusCode.OK).Body;
        var task = (await _api.Agent.GetAsync($"leads/{lead}/tasks?status=done"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data")[0];
        Assert.Equal(
            (Text(task, "id"), "connected", _api.AgentId),
            (Text(shown, "task_id"), Text(task, "outcome"), Text(task, "completed_by"))
        );
        Assert.Equal(
            Text(call.Body, "started_at"),
            Text(await LeadAsync(lead), "first_response_at")
        );
    }

    [Fact]
    public async Task Who_could_not_be_reached_is_tried_again_as_the_step_says()
    {
        var lead = (await _api.NewAsync()).Id;
        await UntilTaskAsync(lead);
        var ringing = await LogAsync(
            new
            {
                entity_ref = Of(lead),
                direction = "outbound",
                status = "ringing",
            }
        );

        (
            await _api.Agent.PatchAsync(
                $"calls/{ringing.Id}",
                new { status = "completed", disposition = "switched_off" },
                ringing.ETag
            )
        ).Expect(HttpStatusCode.OK);

        await FlowCalls.UntilAsync(
            async () => (await FlowCalls.TasksAsync(_api.Agent, lead, "?status=done")).Count == 1,
            "the task done"
        );
        Assert.Equal(
            "no_answer",
            Text((await FlowCalls.TasksAsync(_api.Agent, lead, "?status=done"))[0], "outcome")
        );
    }

    [Fact]
    public async Task A_callback_makes_one_task_that_is_due_then()
    {
        var lead = (await _api.NewAsync()).Id;
        (
            await _api.Agent.PostAsync(
                "calls",
                new
                {
                    entity_ref = Of(lead),
                    direction = "outbound",
                    disposition = "callback",
                }
            )
        ).ExpectProblem(422, "call.callback_at");
        var at = DateTimeOffset.UtcNow.AddDays(40).ToString("yyyy-MM-ddTHH:mm:00.000Z");

        var call = await LogAsync(
            new
            {
                entity_ref = Of(lead),
                direction = "inbound",
                disposition = "callback",
                callback_at = at,
            }
        );
        (
            await _api.Agent.PatchAsync($"calls/{call.Id}", new { notes = "in the evening" }, "*")
        ).Expect(HttpStatusCode.OK);

        var task = (await _api.Agent.GetAsync($"tasks/{Text(call.Body, "callback_task_id")}"))
            .Expect(HttpStatusCode.OK)
            .Body;
        Assert.Equal(
            ("call", at, _api.AgentId, "pending"),
            (Text(task, "type"), Text(task, "due_at"), Text(task, "owner_id"), Text(task, "status"))
        );
        Assert.Single(
            await FlowCalls.TasksAsync(_api.Agent, lead),
            t => Text(t, "title") == Text(task, "title")
        );
    }

    [Fact]
    public async Task A_provider_tells_of_a_call_as_often_as_it_likes_and_it_is_one()
    {
        var integration = await app.HiredAsync(await app.AdminAsync(), "integration");
        var phone = LeadApi.Phone();
        var lead = (await _api.NewAsync(body: LeadApi.Body(phone))).Id;
        var id = Guid.NewGuid().ToString("N");
        string[] states = ["ringing", "in_progress", "completed", "ringing", "completed"];

        var replies = await Task.WhenAll(
            Enumerable
                .Repeat(states, 4)
                .SelectMany(s => s)
                .Select(status =>
                    integration.PostAsync("calls", Told(id, phone, status, "outbound"))
                )
        );

        Assert.Single(replies, r => r.Status == HttpStatusCode.Created);
        Assert.All(
            replies,
            r => Assert.True(r.Status is HttpStatusCode.Created or HttpStatusCode.OK, r.Text)
        );
        Assert.Single(replies.Select(r => r.Id).Distinct());
        var call = (await _api.Agent.GetAsync($"calls/{replies[0].Id}"))
            .Expect(HttpStatusCode.OK)
            .Body;
        Assert.Equal(
            ("completed", lead),
            (Text(call, "status"), call.GetProperty("entity_ref").GetProperty("id").GetString())
        );
        Assert.Single(Ids(await _api.Agent.GetAsync($"leads/{lead}/calls")));
        Assert.All(replies, r => Assert.DoesNotContain(phone[3..], r.Text));
        (
            await integration.PostAsync(
                "calls",
                Told(Guid.NewGuid().ToString("N"), LeadApi.Phone(), "missed", "inbound")
            )
        ).ExpectProblem(422, "call.no_match");
        (
            await integration.PostAsync(
                "calls",
                new
                {
                    direction = "inbound",
                    phone,
                    provider = "exotel",
                }
            )
        ).ExpectProblem(422, "call.provider");
    }

    [Fact]
    public async Task A_missed_call_starts_a_clock_that_any_connected_call_to_the_number_stops()
    {
        var integration = await app.HiredAsync(await app.AdminAsync(), "integration");
        var phone = LeadApi.Phone();
        var lead = (await _api.NewAsync(body: LeadApi.Body(phone))).Id;
        var other = (await _api.NewAsync()).Id;
        var missed = Told(Guid.NewGuid().ToString("N"), phone, "missed", "inbound");
        (await integration.PostAsync("calls", missed)).Expect(HttpStatusCode.Created);
        await FlowCalls.UntilAsync(
            async () => (await LeadAsync(lead)).TryGetProperty("call_back", out _),
            "the clock"
        );
        Assert.False(
            (await LeadAsync(lead)).GetProperty("call_back").TryGetProperty("stopped_at", out _)
        );
        Assert.False((await LeadAsync(lead)).TryGetProperty("last_contacted_at", out _));

        await LogAsync(Outbound(other, phone, "busy"));
        await LogAsync(Outbound(other, phone, "connected"));

        await FlowCalls.UntilAsync(
            async () =>
                (await LeadAsync(lead))
                    .GetProperty("call_back")
                    .TryGetProperty("stopped_at", out _),
            "the clock stopped"
        );
        var clock = (await LeadAsync(lead)).GetProperty("call_back").GetRawText();
        (await integration.PostAsync("calls", missed)).Expect(HttpStatusCode.OK);
        var late = Told(Guid.NewGuid().ToString("N"), phone, "missed", "inbound");
        (await integration.PostAsync("calls", late)).Expect(HttpStatusCode.Created);
        await LogAsync(Outbound(lead, null, "no_answer"));
        await FlowCalls.UntilAsync(
            async () => (await LeadAsync(lead)).TryGetProperty("last_contacted_at", out _),
            "the later call"
        );
        Assert.Equal(clock, (await LeadAsync(lead)).GetProperty("call_back").GetRawText());
    }

    [Fact]
    public async Task Calls_are_seen_by_whoever_sees_the_lead_and_changed_by_who_made_them()
    {
        var others = await _api.OthersAsync();
        var lead = (await _api.NewAsync()).Id;
        var call = (await LogAsync(Outbound(lead, null, "connected"), _api.Manager)).Id;

        (await others.Agent.GetAsync($"calls/{call}")).ExpectProblem(404, "call.not_found");
        Assert.Empty(Ids(await others.Agent.GetAsync("calls")));
        (await others.Agent.PostAsync("calls", Outbound(lead, null, "busy"))).ExpectProblem(
            422,
            "call.entity_not_found"
        );
        (
            await _api.Agent.PatchAsync($"calls/{call}", new { disposition = "busy" }, "*")
        ).ExpectProblem(403, "call.not_yours");
        (
            await _api.Agent.PostAsync(
                "calls",
                new
                {
                    entity_ref = Of(lead),
                    direction = "outbound",
                    agent_id = others.AgentId,
                }
            )
        ).ExpectProblem(403, "call.agent_forbidden");

        var admin = await app.AdminAsync();
        (await admin.PostAsync($"leads/{lead}/assign", new { agent_id = others.AgentId })).Expect(
            HttpStatusCode.OK
        );
        Assert.Equal([call], Ids(await others.Agent.GetAsync("calls")));
        Assert.Empty(Ids(await _api.Agent.GetAsync("calls")));
    }

    [Fact]
    public async Task A_call_is_deleted_and_restored_by_a_manager()
    {
        var lead = (await _api.NewAsync()).Id;
        var call = (await LogAsync(Outbound(lead, null, "busy"))).Id;

        (await _api.Agent.DeleteAsync($"calls/{call}")).ExpectProblem(403, "access.denied");
        (await _api.Manager.DeleteAsync($"calls/{call}")).Expect(HttpStatusCode.NoContent);
        (await _api.Agent.GetAsync($"calls/{call}")).ExpectProblem(404, "call.not_found");
        Assert.Equal([call], Ids(await _api.Manager.GetAsync("calls?deleted=true")));
        (await _api.Manager.PostAsync($"calls/{call}/restore", null)).Expect(HttpStatusCode.OK);

        Assert.Equal([call], Ids(await _api.Agent.GetAsync($"leads/{lead}/calls")));
    }

    private async Task<Reply> LogAsync(object body, AppClient? by = null) =>
        (await (by ?? _api.Agent).PostAsync("calls", body)).Expect(HttpStatusCode.Created);

    private static object Of(string lead) => new { type = "lead", id = lead };

    private static object Outbound(string lead, string? phone, string disposition) =>
        phone is null
            ? new
            {
                entity_ref = Of(lead),
                direction = "outbound",
                disposition,
            }
            : new
            {
                entity_ref = Of(lead),
                phone,
                direction = "outbound",
                disposition,
            };

    /// <summary>What a provider tells of a call that began a moment ago.</summary>
    private static object Told(string id, string phone, string status, string direction) =>
        new
        {
            provider = "exotel",
            provider_call_id = id,
            phone,
            direction,
            status,
            started_at = DateTimeOffset.UtcNow.AddMinutes(-2).ToString("yyyy-MM-ddTHH:mm:ss.fffZ"),
        };

    private async Task UntilTaskAsync(string lead) =>
        await FlowCalls.UntilAsync(
            async () => (await FlowCalls.TasksAsync(_api.Agent, lead)).Count > 0,
            "the first task"
        );

    private async Task<JsonElement> LeadAsync(string lead) =>
        (await _api.Manager.GetAsync($"leads/{lead}")).Expect(HttpStatusCode.OK).Body;

    private static IReadOnlyList<string> Ids(Reply reply) =>
        [
            .. reply
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("data")
                .EnumerateArray()
                .Select(d => Text(d, "id")),
        ];

    private static string Text(JsonElement json, string member) =>
        json.GetProperty(member).GetString()!;
}
