using System.Net;
using KoSales.Tests.Auth;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.References;

/// <summary>What a published definition names is not taken away.</summary>
[Collection(AppCollection.Name)]
public sealed class InUseEndpointTests(AppFixture app)
{
    [Fact]
    public async Task A_policy_that_a_published_step_names_is_not_deleted()
    {
        var admin = await app.AdminAsync();
        var policy = (
            await admin.PostAsync(
                "sla-policies",
                new { name = "Call back", target_minutes = new { normal = 60 } }
            )
        )
            .Expect(HttpStatusCode.Created)
            .Id;
        var plan = await PlanAsync(
            admin,
            new
            {
                key = "call",
                title = "Call",
                sla_policy_id = policy,
            }
        );
        var refused = (await admin.DeleteAsync($"sla-policies/{policy}")).ExpectProblem(
            409,
            "sla_policy.in_use"
        );
        Assert.Equal(plan, refused.Body.GetProperty("used_by")[0].GetString());
        (await admin.DeleteAsync($"sla-policies/{policy}?dry_run=true")).ExpectProblem(
            409,
            "sla_policy.in_use"
        );
        (await admin.PostAsync($"task-workflows/{plan}/retire", null)).Expect(HttpStatusCode.OK);
        (await admin.DeleteAsync($"sla-policies/{policy}")).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task An_agent_whom_a_published_step_names_neither_leaves_nor_is_deleted()
    {
        var admin = await app.AdminAsync();
        var (agent, _) = await admin.HireAsync("agent", await admin.TeamAsync());
        var plan = await PlanAsync(
            admin,
            new
            {
                key = "call",
                title = "Call",
                assignee = $"agent:{agent}",
            }
        );
        (await admin.DeleteAsync($"agents/{agent}")).ExpectProblem(409, "agent.in_use");
        (await admin.PatchAsync($"agents/{agent}", new { status = "inactive" }, "*")).ExpectProblem(
            409,
            "agent.in_use"
        );
        (
            await admin.PostAsync(
                $"agents/{agent}/deactivate",
                new { agents = new[] { new { agent_id = "A0-0001" } } }
            )
        ).ExpectProblem(409, "agent.in_use");
        (await admin.PostAsync($"task-workflows/{plan}/retire", null)).Expect(HttpStatusCode.OK);
        (await admin.PatchAsync($"agents/{agent}", new { status = "inactive" }, "*")).Expect(
            HttpStatusCode.OK
        );
    }

    [Fact]
    public async Task A_field_that_a_published_stage_requires_is_not_deleted()
    {
        var admin = await app.AdminAsync();
        var key = $"f{Guid.NewGuid():N}"[..12];
        var field = (
            await admin.PostAsync(
                "custom-fields",
                new
                {
                    entity = "lead",
                    key,
                    name = "Field",
                    type = "text",
                }
            )
        ).Expect(HttpStatusCode.Created).Id;
        var pipeline = await PipelineAsync(admin, null, "talk", $"custom.{key}");
        var refused = (await admin.DeleteAsync($"custom-fields/{field}")).ExpectProblem(
            409,
            "custom_field.in_use"
        );
        Assert.Equal(pipeline, refused.Body.GetProperty("used_by")[0].GetString());
        (await admin.PostAsync($"pipeline-workflows/{pipeline}/retire", null)).Expect(
            HttpStatusCode.OK
        );
        (await admin.DeleteAsync($"custom-fields/{field}")).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_stage_that_pipeline_and_plan_both_name_is_renamed_in_one_step()
    {
        var admin = await app.AdminAsync();
        var plan = await PlanAsync(admin, Asking("talk"));
        var pipeline = await PipelineAsync(admin, plan, "talk");
        (
            await admin.PatchAsync(
                $"pipeline-workflows/{pipeline}",
                new { stages = Stages(plan, "meet", null) },
                "*"
            )
        ).Expect(HttpStatusCode.OK);
        (
            await admin.PatchAsync(
                $"task-workflows/{plan}",
                new { steps = new[] { Asking("meet") } },
                "*"
            )
        ).Expect(HttpStatusCode.OK);
        (await admin.PostAsync($"pipeline-workflows/{pipeline}/publish", null)).ExpectProblem(
            422,
            "workflow.unknown_stage"
        );
        (await admin.PostAsync($"task-workflows/{plan}/publish", null)).ExpectProblem(
            422,
            "workflow.unknown_stage"
        );
        (
            await admin.PostAsync(
                $"pipeline-workflows/{pipeline}/publish",
                new { task_workflows = new[] { "TW-404" } }
            )
        ).ExpectProblem(422, "workflow.unknown_task_workflow");

        var body = new { task_workflows = new[] { plan } };
        (await admin.PostAsync($"pipeline-workflows/{pipeline}/publish?dry_run=true", body)).Expect(
            HttpStatusCode.OK
        );
        (await admin.PostAsync($"pipeline-workflows/{pipeline}/publish", body)).Expect(
            HttpStatusCode.OK
        );
        Assert.Equal(
            (2, 2),
            (
                await VersionAsync(admin, $"pipeline-workflows/{pipeline}"),
                await VersionAsync(admin, $"task-workflows/{plan}")
            )
        );
    }

    [Fact]
    public async Task A_stage_that_a_cohort_moves_its_members_to_does_not_go()
    {
        var admin = await app.AdminAsync();
        var stage = $"s{Guid.NewGuid():N}"[..12];
        var pipeline = await PipelineAsync(admin, null, stage);
        var cohort = new
        {
            name = $"Movers {stage}",
            entity = "lead",
            on_enter = new[] { new { type = "move_stage", stage } },
        };
        var mover = (await admin.PostAsync("cohorts", cohort)).Expect(HttpStatusCode.Created).Id;
        (
            await admin.PatchAsync(
                $"pipeline-workflows/{pipeline}",
                new { stages = Stages(null, "meet", null) },
                "*"
            )
        ).Expect(HttpStatusCode.OK);
        var refused = (
            await admin.PostAsync($"pipeline-workflows/{pipeline}/publish", null)
        ).ExpectProblem(422, "workflow.stage_in_use");
        Assert.Contains(mover, refused.Text, StringComparison.Ordinal);
        (await admin.PostAsync($"cohorts/{mover}/archive", null)).Expect(HttpStatusCode.OK);
        (await admin.PostAsync($"pipeline-workflows/{pipeline}/publish", null)).Expect(
            HttpStatusCode.OK
        );
    }

    private static object Asking(string next) =>
        new
        {
            key = "ask",
            title = "Ask",
            outcomes = new[]
            {
                new
                {
                    key = "yes",
                    name = "Yes",
                    next_stage = next,
                },
            },
        };

    private static object[] Stages(string? plan, string middle, string? required) =>
        [
            new
            {
                key = "fresh",
                name = "Fresh",
                allowed_next = new[] { middle, "gone" },
                task_workflow_id = plan,
            },
            new
            {
                key = middle,
                name = "Middle",
                allowed_next = new[] { "won", "gone" },
                required_fields = required is null ? [] : new[] { required },
            },
            new
            {
                key = "won",
                name = "Won",
                type = "won",
            },
            new
            {
                key = "gone",
                name = "Gone",
                type = "lost",
            },
        ];

    private static async Task<string> PlanAsync(AppClient admin, object step)
    {
        var id = (
            await admin.PostAsync("task-workflows", new { name = "Plan", steps = new[] { step } })
        )
            .Expect(HttpStatusCode.Created)
            .Id;
        (await admin.PostAsync($"task-workflows/{id}/publish", null)).Expect(HttpStatusCode.OK);
        return id;
    }

    private static async Task<string> PipelineAsync(
        AppClient admin,
        string? plan,
        string middle,
        string? required = null
    )
    {
        var body = new
        {
            kind = "lead",
            name = "Way",
            stages = Stages(plan, middle, required),
        };
        var id = (await admin.PostAsync("pipeline-workflows", body))
            .Expect(HttpStatusCode.Created)
            .Id;
        (await admin.PostAsync($"pipeline-workflows/{id}/publish", null)).Expect(HttpStatusCode.OK);
        return id;
    }

    private static async Task<int> VersionAsync(AppClient admin, string path) =>
        (await admin.GetAsync(path))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("workflow_version")
            .GetInt32();
}
