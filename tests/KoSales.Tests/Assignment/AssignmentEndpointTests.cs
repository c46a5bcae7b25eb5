using System.Net;
using KoSales.Tests.Auth;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Assignment;

[Collection(AppCollection.Name)]
public sealed class AssignmentEndpointTests(AppFixture app) : IAsyncLifetime
{
    private readonly LeadApi _api = new(app);

    public Task InitializeAsync() => _api.InitializeAsync();

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task An_assignment_is_shown_made_and_taken_back()
    {
        var lead = await _api.NewAsync();
        var path = $"leads/{lead.Id}/assign";
        var preview = (
            await _api.Manager.PostAsync(path + "?dry_run=true", new { agent_id = _api.AgentId })
        )
            .Expect(HttpStatusCode.OK)
            .Body;
        Assert.Equal(
            (_api.AgentId, true),
            (
                preview.GetProperty("to").GetProperty("owner_id").GetString(),
                preview.GetProperty("changes").GetBoolean()
            )
        );
        Assert.Equal(
            [
                "calls:0",
                "contacts:0",
                "deals:0",
                "draft_orders:0",
                "notes:0",
                "pipeline:1",
                "signals:0",
                "tasks:1",
            ],
            preview
                .GetProperty("relations")
                .EnumerateArray()
                .Select(r => $"{r.GetProperty("name")}:{r.GetProperty("transferred")}")
                .Order()
        );
        Assert.False(
            (await _api.Manager.GetAsync($"leads/{lead.Id}")).Body.TryGetProperty("owner_id", out _)
        );

        (await _api.Manager.PostAsync(path, new { agent_id = _api.AgentId })).Expect(
            HttpStatusCode.OK
        );
        Assert.Equal((1, 1, 1), await LoadAsync());
        var undone = (await _api.Manager.PostAsync(path + "/undo", null))
            .Expect(HttpStatusCode.OK)
            .Body;
        Assert.Equal(
            (1, 0, 1),
            (
                undone.GetProperty("reversed").GetInt32(),
                undone.GetProperty("kept").GetInt32(),
                undone.GetProperty("tasks_reversed").GetInt32()
            )
        );
        Assert.Equal((0, 0, 0), await LoadAsync());
        (await _api.Manager.PostAsync(path + "/undo", null)).ExpectProblem(
            409,
            "assignment.nothing_to_undo"
        );
    }

    [Theory]
    [InlineData(
        """{"agent_id": "A0-0002", "cascade": {"pipeline": "keep"}}""",
        "assignment.policy_not_taken"
    )]
    [InlineData("""{"agent_id": "A0-0002", "cascade": {"tasks": "burn"}}""", "body.invalid")]
    [InlineData("""{"agent_id": "A0-0002", "cascade": {"quotations": "keep"}}""", "body.invalid")]
    [InlineData("""{}""", "required")]
    public async Task A_body_against_the_contract_is_refused(string body, string code)
    {
        var lead = await _api.NewAsync();
        foreach (var query in new[] { "", "?dry_run=true" })
            (await _api.Manager.PostAsync($"leads/{lead.Id}/assign{query}", body)).ExpectProblem(
                422,
                code
            );
        (await _api.Manager.PostAsync($"leads/{lead.Id}/assign?dry_run=maybe", body)).ExpectProblem(
            400,
            "query.bad_value"
        );
    }

    [Fact]
    public async Task An_agent_who_owns_something_is_neither_deactivated_nor_deleted()
    {
        var admin = await app.AdminAsync();
        var lead = await _api.NewAsync();
        await _api.Manager.PostAsync($"leads/{lead.Id}/assign", new { agent_id = _api.AgentId });
        var refused = (
            await admin.PatchAsync($"agents/{_api.AgentId}", new { status = "inactive" }, "*")
        ).ExpectProblem(409, "agent.has_portfolio");
        Assert.Equal(
            (1, 1),
            (
                refused.Body.GetProperty("open_leads").GetInt32(),
                refused.Body.GetProperty("open_tasks").GetInt32()
            )
        );
        (await admin.DeleteAsync($"agents/{_api.AgentId}")).ExpectProblem(
            409,
            "agent.has_portfolio"
        );
        (
            await _api.Manager.PostAsync($"leads/{lead.Id}/assign", new { team_id = _api.TeamId })
        ).Expect(HttpStatusCode.OK);
        (await admin.PatchAsync($"agents/{_api.AgentId}", new { status = "inactive" }, "*")).Expect(
            HttpStatusCode.OK
        );
    }

    [Fact]
    public async Task An_agent_who_is_let_go_has_their_leads_handed_out_first()
    {
        var admin = await app.AdminAsync();
        var lead = await _api.NewAsync();
        await _api.Manager.PostAsync($"leads/{lead.Id}/assign", new { agent_id = _api.AgentId });
        var (heir, _) = await admin.HireAsync("agent", _api.TeamId);
        (await _api.Manager.PostAsync($"agents/{_api.AgentId}/deactivate", new { })).ExpectProblem(
            403,
            "access.denied"
        );
        var job = (
            await admin.PostAsync(
                $"agents/{_api.AgentId}/deactivate",
                new { agents = new[] { new { agent_id = heir } } }
            )
        ).Expect(HttpStatusCode.Accepted);
        Assert.StartsWith("CAJ-", job.Id, StringComparison.Ordinal);
        var leaving = (await admin.GetAsync($"agents/{_api.AgentId}")).Body;
        Assert.True(leaving.GetProperty("status").GetString() is "on_leave" or "inactive");
        var deadline = Environment.TickCount64 + 60_000;
        while (
            (await admin.GetAsync($"leads/{lead.Id}")).Body.GetProperty("owner_id").GetString()
                != heir
            && Environment.TickCount64 < deadline
        )
            await Task.Delay(200);
        Assert.Equal(
            heir,
            (await admin.GetAsync($"leads/{lead.Id}")).Body.GetProperty("owner_id").GetString()
        );
    }

    [Fact]
    public async Task A_lead_is_claimed()
    {
        var lead = await _api.NewAsync();
        var claimed = await _api.Agent.PostAsync("leads/claim-next", null);

        claimed.Expect(HttpStatusCode.OK);
        Assert.Equal(
            (lead.Id, _api.AgentId),
            (claimed.Id, claimed.Body.GetProperty("owner_id").GetString())
        );
        Assert.True(claimed.Body.TryGetProperty("lease_until", out _));
        (await _api.Agent.PostAsync("leads/claim-next", null)).ExpectProblem(
            404,
            "claim.nothing_left"
        );
    }

    [Fact]
    public async Task A_new_lead_finds_its_owner_when_asked()
    {
        var lead = (await _api.Manager.PostAsync("leads?assign=auto", LeadApi.Body())).Expect(
            HttpStatusCode.Created
        );
        Assert.Equal(
            (_api.AgentId, "auto"),
            (
                lead.Body.GetProperty("owner_id").GetString(),
                lead.Body.GetProperty("assignment").GetProperty("mode").GetString()
            )
        );
        (await _api.Manager.PostAsync("leads?assign=me", LeadApi.Body())).ExpectProblem(
            400,
            "query.bad_value"
        );
    }

    [Fact]
    public async Task What_an_agent_owns_follows_to_another_team()
    {
        var admin = await app.AdminAsync();
        var others = await _api.OthersAsync();
        var lead = await _api.NewAsync();
        await _api.Manager.PostAsync($"leads/{lead.Id}/assign", new { agent_id = _api.AgentId });
        var before = (await admin.GetAsync($"leads/{lead.Id}")).Expect(HttpStatusCode.OK).Body;
        (
            await admin.PatchAsync($"agents/{_api.AgentId}", new { team_id = others.TeamId }, "*")
        ).Expect(HttpStatusCode.OK);

        var after = (await others.Manager.GetAsync($"leads/{lead.Id}"))
            .Expect(HttpStatusCode.OK)
            .Body;
        Assert.Equal(
            (_api.AgentId, others.TeamId),
            (after.GetProperty("owner_id").GetString(), after.GetProperty("team_id").GetString())
        );
        Assert.Equal(
            before.GetProperty("assigned_at").GetString(),
            after.GetProperty("assigned_at").GetString()
        );
        var pipeline = (
            await others.Manager.GetAsync(
                $"pipelines/{after.GetProperty("pipeline_id").GetString()}"
            )
        )
            .Expect(HttpStatusCode.OK)
            .Body;
        var task = (await others.Manager.GetAsync($"leads/{lead.Id}/tasks"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data")[0];
        Assert.Equal(
            (others.TeamId, others.TeamId),
            (pipeline.GetProperty("team_id").GetString(), task.GetProperty("team_id").GetString())
        );
        (await _api.Manager.GetAsync($"leads/{lead.Id}")).ExpectProblem(404, "lead.not_found");
        Assert.Equal((1, 1), await OpenAsync(admin));
    }

    [Fact]
    public async Task Work_is_not_given_to_who_is_on_leave_or_about_to_leave()
    {
        var admin = await app.AdminAsync();
        var lead = await _api.NewAsync();
        var task = (await _api.Manager.GetAsync($"leads/{lead.Id}/tasks"))
            .Body.GetProperty("data")[0]
            .GetProperty("id")
            .GetString();
        (await admin.PatchAsync($"agents/{_api.AgentId}", new { status = "on_leave" }, "*")).Expect(
            HttpStatusCode.OK
        );
        (
            await _api.Manager.PostAsync($"leads/{lead.Id}/assign", new { agent_id = _api.AgentId })
        ).ExpectProblem(422, "agent.on_leave");
        (
            await _api.Manager.PostAsync($"tasks/{task}/reassign", new { agent_id = _api.AgentId })
        ).ExpectProblem(422, "agent.on_leave");
        (await admin.PatchAsync($"agents/{_api.AgentId}", new { status = "active" }, "*")).Expect(
            HttpStatusCode.OK
        );
        (
            await _api.Manager.PostAsync($"leads/{lead.Id}/assign", new { agent_id = _api.AgentId })
        ).Expect(HttpStatusCode.OK);
    }

    private async Task<(int Leads, int Tasks)> OpenAsync(AppClient by)
    {
        var load = (await by.GetAsync($"agents/{_api.AgentId}"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("load");
        return (
            load.GetProperty("open_leads").GetInt32(),
            load.GetProperty("open_tasks").GetInt32()
        );
    }

    [Fact]
    public async Task Loads_of_a_running_app_are_what_is_owned()
    {
        var admin = await app.AdminAsync();
        var (recount, deadline) = (default(Reply), Environment.TickCount64 + 90_000);
        // Flows of other tests may be writing between the two sides of the comparison.
        do recount = (await admin.PostAsync("agent-loads/recount?dry_run=true", null)).Expect(
            HttpStatusCode.OK
        );
        while (
            recount.Body.GetProperty("violations").GetArrayLength() > 0
            && Environment.TickCount64 < deadline
        );
        Assert.Equal(
            (0, false),
            (
                recount.Body.GetProperty("violations").GetArrayLength(),
                recount.Body.GetProperty("repaired").GetBoolean()
            )
        );
    }

    private async Task<(int Leads, int Tasks, int Today)> LoadAsync()
    {
        var load = (await _api.Manager.GetAsync($"agents/{_api.AgentId}"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("load");
        return (
            load.GetProperty("open_leads").GetInt32(),
            load.GetProperty("open_tasks").GetInt32(),
            load.GetProperty("assigned_today").GetInt32()
        );
    }
}
