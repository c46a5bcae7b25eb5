using System.Net;

namespace KoSales.Tests.EndToEnd;

[Collection(AppCollection.Name)]
public sealed class TaskWorkflowApiTests(AppFixture app)
{
    [Fact]
    public async Task A_draft_is_published_once_it_is_free_of_faults_and_its_versions_stay_readable()
    {
        var admin = await app.AdminAsync();
        var draft = (
            await admin.PostAsync(
                "task-workflows",
                new
                {
                    name = "Samples",
                    steps = new object[]
                    {
                        new
                        {
                            key = "ask",
                            title = "Ask",
                            assignee = "somebody",
                            depends_on = new[] { "pack" },
                        },
                        new
                        {
                            key = "ask",
                            title = "Ask again",
                            sla_policy_id = "SP-404",
                            target_minutes = 5,
                        },
                    },
                }
            )
        ).Expect(HttpStatusCode.Created);
        var refused = (await admin.PostAsync($"task-workflows/{draft.Id}/publish", null)).Expect(
            HttpStatusCode.UnprocessableEntity
        );
        var codes = refused
            .Body.GetProperty("errors")
            .EnumerateArray()
            .Select(e => e.GetProperty("code").GetString())
            .ToHashSet();
        Assert.Superset(
            new HashSet<string?>
            {
                "workflow.assignee",
                "workflow.unknown_step",
                "workflow.duplicate_step",
                "workflow.two_targets",
                "workflow.unknown_policy",
            },
            codes
        );

        var mended = (
            await admin.PatchAsync(
                $"task-workflows/{draft.Id}",
                new
                {
                    steps = new[]
                    {
                        new
                        {
                            key = "ask",
                            title = "Ask",
                            target_minutes = 30,
                        },
                    },
                },
                draft.ETag
            )
        ).Expect(HttpStatusCode.OK);
        var first = (await admin.PostAsync($"task-workflows/{draft.Id}/publish", null)).Expect(
            HttpStatusCode.OK
        );
        Assert.Equal(
            ("published", 1),
            (
                first.Body.GetProperty("status").GetString(),
                first.Body.GetProperty("workflow_version").GetInt32()
            )
        );
        (await admin.PostAsync($"task-workflows/{draft.Id}/publish", null)).ExpectProblem(
            409,
            "workflow.nothing_to_publish"
        );
        (await admin.DeleteAsync($"task-workflows/{draft.Id}")).ExpectProblem(
            409,
            "workflow.was_published"
        );
        (
            await admin.PatchAsync($"task-workflows/{draft.Id}", new { name = "x" }, mended.ETag)
        ).ExpectProblem(412, "if_match.stale");

        (
            await admin.PatchAsync(
                $"task-workflows/{draft.Id}",
                new { completion = "any", auto_advance_to = "active" },
                first.ETag
            )
        ).Expect(HttpStatusCode.OK);
        Assert.Equal(
            2,
            (await admin.PostAsync($"task-workflows/{draft.Id}/publish", null))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("workflow_version")
                .GetInt32()
        );
        var old = (await admin.GetAsync($"task-workflows/{draft.Id}?workflow_version=1"))
            .Expect(HttpStatusCode.OK)
            .Body;
        Assert.False(old.GetProperty("plan").TryGetProperty("auto_advance_to", out _));
        (await admin.GetAsync($"task-workflows/{draft.Id}?workflow_version=9")).ExpectProblem(
            404,
            "workflow_version.not_found"
        );
        Assert.Equal(
            "retired",
            (await admin.PostAsync($"task-workflows/{draft.Id}/retire", null))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("status")
                .GetString()
        );
    }

    [Fact]
    public async Task A_workflow_that_a_pipeline_runs_is_not_retired_and_leads_to_its_stages_only()
    {
        var admin = await app.AdminAsync();
        var used = (await admin.GetAsync("task-workflows?name=Qualification"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data")[0];
        var id = used.GetProperty("id").GetString();
        (await admin.PostAsync($"task-workflows/{id}/retire", null)).ExpectProblem(
            409,
            "workflow.in_use"
        );
        var current = await admin.GetAsync($"task-workflows/{id}");
        (
            await admin.PatchAsync(
                $"task-workflows/{id}",
                new { auto_advance_to = "nowhere" },
                current.ETag
            )
        ).Expect(HttpStatusCode.OK);
        (await admin.PostAsync($"task-workflows/{id}/publish", null)).ExpectProblem(
            422,
            "workflow.unknown_stage"
        );
    }

    [Fact]
    public async Task Agents_read_workflows_and_change_none()
    {
        var team = new Leads.LeadApi(app);
        await team.InitializeAsync();
        (await team.Agent.GetAsync("task-workflows?status=published&limit=2")).Expect(
            HttpStatusCode.OK
        );
        (
            await team.Agent.PostAsync(
                "task-workflows",
                new { name = "x", steps = Array.Empty<object>() }
            )
        ).ExpectProblem(403, "access.denied");
    }

    [Fact]
    public async Task A_flow_that_runs_is_not_started_over()
    {
        var team = new Leads.LeadApi(app);
        await team.InitializeAsync();
        var pipeline = (await team.NewAsync()).Body.GetProperty("pipeline_id").GetString();
        await FlowCalls.UntilAsync(
            async () =>
                (await team.Manager.GetAsync($"pipelines/{pipeline}/flow")).Body.TryGetProperty(
                    "orchestration",
                    out _
                ),
            "started"
        );
        (await team.Manager.PostAsync($"pipelines/{pipeline}/flow/rerun", null)).ExpectProblem(
            409,
            "flow.running"
        );
        (await team.Agent.PostAsync($"pipelines/{pipeline}/flow/rerun", null)).ExpectProblem(
            403,
            "access.denied"
        );
    }
}
