using System.Net;
using System.Text.Json;
using KoSales.Tests.Leads;
using static KoSales.Tests.EndToEnd.FlowCalls;

namespace KoSales.Tests.EndToEnd;

[Collection(AppCollection.Name)]
public sealed class RelatedRecordsTests(AppFixture app) : IAsyncLifetime
{
    private readonly LeadApi _api = new(app);

    public Task InitializeAsync() => _api.InitializeAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_lead_comes_with_its_owner_its_pipeline_and_its_open_tasks()
    {
        var lead = await _api.NewAsync();
        (
            await _api.Manager.PostAsync($"leads/{lead.Id}/assign", new { agent_id = _api.AgentId })
        ).Expect(HttpStatusCode.OK);
        var task = await OnlyTaskAsync(_api.Manager, lead.Id);
        foreach (
            var path in new[]
            {
                $"leads/{lead.Id}?include=owner,pipeline,open_tasks",
                $"leads?id={lead.Id}&include=owner,pipeline,open_tasks",
            }
        )
        {
            var included = (await _api.Agent.GetAsync(path))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("included");
            Assert.Equal(_api.AgentId, Only(included, "owner"));
            Assert.Equal(
                lead.Body.GetProperty("pipeline_id").GetString(),
                Only(included, "pipeline")
            );
            Assert.Equal(task.GetProperty("id").GetString(), Only(included, "open_tasks"));
        }

        (await _api.Agent.GetAsync("leads?include=deals")).ExpectProblem(
            400,
            "query.unknown_include"
        );
    }

    [Fact]
    public async Task Tasks_and_pipelines_have_their_relations_too()
    {
        var lead = await _api.NewAsync();
        (
            await _api.Manager.PostAsync($"leads/{lead.Id}/assign", new { agent_id = _api.AgentId })
        ).Expect(HttpStatusCode.OK);
        var pipeline = lead.Body.GetProperty("pipeline_id").GetString();
        var task = (await OnlyTaskAsync(_api.Manager, lead.Id)).GetProperty("id").GetString()!;
        var ofTask = (await _api.Manager.GetAsync($"tasks/{task}?include=owner,pipeline"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("included");
        Assert.Equal((_api.AgentId, pipeline), (Only(ofTask, "owner"), Only(ofTask, "pipeline")));
        var ofPipeline = (
            await _api.Manager.GetAsync($"lead-pipelines/{pipeline}?include=owner,open_tasks")
        )
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("included");
        Assert.Equal(
            (_api.AgentId, task),
            (Only(ofPipeline, "owner"), Only(ofPipeline, "open_tasks"))
        );
    }

    [Fact]
    public async Task What_comes_along_is_read_anew_although_the_lead_itself_has_not_changed()
    {
        var lead = await _api.NewAsync();
        var path = $"leads/{lead.Id}?include=open_tasks";
        var first = (await _api.Manager.GetAsync(path)).Expect(HttpStatusCode.OK);
        var task = Only(first.Body.GetProperty("included"), "open_tasks");
        (await _api.Manager.PostAsync($"tasks/{task}/skip", new { reason = "no need" })).Expect(
            HttpStatusCode.OK
        );
        var again = (await _api.Manager.GetAsync(path, ("If-None-Match", first.ETag!))).Expect(
            HttpStatusCode.OK
        );
        Assert.Empty(again.Body.GetProperty("included").GetProperty("open_tasks").EnumerateArray());
    }

    [Fact]
    public async Task A_board_is_narrowed_to_an_owner_and_to_a_team()
    {
        var (mine, pooled) = ((await _api.NewAsync()).Id, (await _api.NewAsync()).Id);
        (
            await _api.Manager.PostAsync($"leads/{mine}/assign", new { agent_id = _api.AgentId })
        ).Expect(HttpStatusCode.OK);
        (
            await _api.Manager.PostAsync($"leads/{pooled}/assign", new { team_id = _api.TeamId })
        ).Expect(HttpStatusCode.OK);
        var admin = await app.AdminAsync();
        Assert.Equal(1, await CountAsync(admin, $"&owner_id={_api.AgentId}"));
        Assert.Equal(2, await CountAsync(admin, $"&team_id={_api.TeamId}"));
        Assert.Equal(
            0,
            await CountAsync((await _api.OthersAsync()).Manager, $"&team_id={_api.TeamId}")
        );
        (await admin.GetAsync("pipelines/board?kind=lead&owner=x")).ExpectProblem(
            400,
            "query.unknown_parameter"
        );
    }

    [Fact]
    public async Task The_note_of_a_completed_task_is_in_the_timeline()
    {
        var lead = (await _api.NewAsync()).Id;
        var task = (await OnlyTaskAsync(_api.Manager, lead)).GetProperty("id").GetString();
        (
            await _api.Manager.PostAsync(
                $"tasks/{task}/complete",
                new { outcome = "connected", note = "wants soybean seed in June" }
            )
        ).Expect(HttpStatusCode.OK);
        var entry = Assert.Single(
            await TimelineAsync(lead),
            e => e.GetProperty("summary").GetString() == "task.completed"
        );
        Assert.Equal("wants soybean seed in June", entry.GetProperty("reason").GetString());
    }

    private async Task<IReadOnlyList<JsonElement>> TimelineAsync(string lead) =>
        [
            .. (await _api.Manager.GetAsync($"leads/{lead}/timeline?limit=100"))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("data")
                .EnumerateArray(),
        ];

    private static async Task<long> CountAsync(AppClient client, string query) =>
        (await client.GetAsync($"pipelines/board?kind=lead{query}"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("stages")
            .EnumerateArray()
            .Sum(s => s.GetProperty("count").GetInt64());

    private static string Only(JsonElement included, string relation) =>
        Assert
            .Single(included.GetProperty(relation).EnumerateArray())
            .GetProperty("id")
            .GetString()!;
}
