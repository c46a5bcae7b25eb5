using System.Net;
using System.Text.Json.Nodes;
using KoSales.Tests.Leads;

namespace KoSales.Tests.EndToEnd;

[Collection(AppCollection.Name)]
public sealed class SecondWorkflowTests(AppFixture app)
{
    [Fact]
    public async Task A_lead_that_names_a_workflow_starts_on_it_and_the_others_on_the_default()
    {
        var admin = await app.AdminAsync();
        var workflow = await PublishedAsync(admin);
        var named = (await admin.PostAsync("leads", Body(workflow))).Expect(HttpStatusCode.Created);
        Assert.Equal(
            (workflow, "first"),
            (await WorkflowOfAsync(admin, named), named.Body.GetProperty("stage").GetString())
        );
        var usual = (await admin.PostAsync("leads", Body(null))).Expect(HttpStatusCode.Created);
        Assert.NotEqual(workflow, await WorkflowOfAsync(admin, usual));
        (await admin.PostAsync("leads", Body("PW-99999999"))).ExpectProblem(
            422,
            "workflow.unknown"
        );
        var board = (await admin.GetAsync($"pipelines/board?kind=lead&workflow_id={workflow}"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("stages");
        Assert.Equal(
            [("first", 1L), ("second", 0L)],
            board
                .EnumerateArray()
                .Select(s =>
                    (s.GetProperty("stage").GetString(), s.GetProperty("count").GetInt64())
                )
        );
    }

    [Fact]
    public async Task A_lead_that_matches_the_rule_of_a_workflow_starts_on_it_as_long_as_it_is_published()
    {
        var admin = await app.AdminAsync();
        var tag = "t" + Guid.NewGuid().ToString("N")[..12];
        var workflow = await PublishedAsync(admin, tag);
        var matching = (await admin.PostAsync("leads", Body(null, tag))).Expect(
            HttpStatusCode.Created
        );
        Assert.Equal(workflow, await WorkflowOfAsync(admin, matching));
        (await admin.PostAsync($"pipeline-workflows/{workflow}/retire", null)).Expect(
            HttpStatusCode.OK
        );
        var later = (await admin.PostAsync("leads", Body(null, tag))).Expect(
            HttpStatusCode.Created
        );
        Assert.NotEqual(workflow, await WorkflowOfAsync(admin, later));
    }

    [Fact]
    public async Task The_rule_of_a_workflow_is_checked_changed_and_dropped()
    {
        var admin = await app.AdminAsync();
        var tag = "t" + Guid.NewGuid().ToString("N")[..12];
        (
            await admin.PostAsync(
                "pipeline-workflows",
                Workflow("""{"field": "colour", "op": "eq", "value": "red"}""")
            )
        ).Expect(HttpStatusCode.UnprocessableEntity);
        var workflow = await PublishedAsync(admin, tag);
        var current = (await admin.GetAsync($"pipeline-workflows/{workflow}")).Expect(
            HttpStatusCode.OK
        );
        Assert.Equal(
            "tags",
            current.Body.GetProperty("starts_when").GetProperty("field").GetString()
        );
        (
            await admin.PatchAsync(
                $"pipeline-workflows/{workflow}",
                """{"starts_when": {"field": "colour", "op": "eq", "value": "red"}}""",
                current.ETag
            )
        ).Expect(HttpStatusCode.UnprocessableEntity);
        (
            await admin.PatchAsync(
                $"pipeline-workflows/{workflow}",
                """{"starts_when": null}""",
                current.ETag
            )
        ).Expect(HttpStatusCode.OK);
        var lead = (await admin.PostAsync("leads", Body(null, tag))).Expect(HttpStatusCode.Created);
        Assert.NotEqual(workflow, await WorkflowOfAsync(admin, lead));
    }

    [Fact]
    public async Task An_import_names_the_workflow_of_its_leads_and_a_lead_without_a_pipeline_is_started_on_one()
    {
        var admin = await app.AdminAsync();
        var workflow = await PublishedAsync(admin);
        var reference = Guid.NewGuid().ToString("N");
        string Csv(string suffix) => $"Phone,Ref\r\n{LeadApi.Phone()},{reference}{suffix}\r\n";
        object Options(string? on, bool start) =>
            new
            {
                mapping = new Dictionary<string, string>
                {
                    ["Phone"] = "phone",
                    ["Ref"] = "external_ref",
                },
                defaults = new { kind = "farmer" },
                workflow_id = on,
                start_pipeline = start,
            };
        (await admin.ImportAsync(Csv("x"), Options("PW-99999999", true))).ExpectProblem(
            422,
            "workflow.unknown"
        );
        await admin.UntilEndedAsync(
            (await admin.ImportAsync(Csv("a"), Options(workflow, true)))
                .Expect(HttpStatusCode.Accepted)
                .Id
        );
        Assert.Equal(
            workflow,
            await WorkflowOfAsync(admin, await ByReferenceAsync(admin, reference + "a"))
        );

        await admin.UntilEndedAsync(
            (await admin.ImportAsync(Csv("b"), Options(null, false)))
                .Expect(HttpStatusCode.Accepted)
                .Id
        );
        var bare = await ByReferenceAsync(admin, reference + "b");
        var path = $"leads/{bare.Body.GetProperty("id").GetString()}/pipeline";
        (await admin.PostAsync(path, new { workflow_id = "PW-99999999" })).ExpectProblem(
            422,
            "workflow.unknown"
        );
        var started = (await admin.PostAsync(path, new { workflow_id = workflow })).Expect(
            HttpStatusCode.OK
        );
        Assert.Equal(workflow, await WorkflowOfAsync(admin, started));
    }

    private static object Body(string? workflow, string tag = "usual") =>
        new
        {
            phone = LeadApi.Phone(),
            kind = "farmer",
            source = new { channel = "website" },
            tags = new[] { tag },
            workflow_id = workflow,
        };

    private static string Workflow(string? rule)
    {
        var stages = JsonNode.Parse(
            """
            [{"key": "first", "name": "First", "allowed_next": ["second", "won", "lost"]},
             {"key": "second", "name": "Second", "allowed_next": ["won", "lost"]},
             {"key": "won", "name": "Won", "type": "won"},
             {"key": "lost", "name": "Lost", "type": "lost"}]
            """
        );
        var body = new JsonObject
        {
            ["kind"] = "lead",
            ["name"] = "Another way",
            ["stages"] = stages,
        };
        if (rule is not null)
            body["starts_when"] = JsonNode.Parse(rule);
        return body.ToJsonString();
    }

    internal static async Task<string> PublishedAsync(AppClient admin, string? tag = null)
    {
        var rule = tag is null
            ? null
            : $$"""{"field": "tags", "op": "contains_any", "value": ["{{tag}}"]}""";
        var workflow = (await admin.PostAsync("pipeline-workflows", Workflow(rule)))
            .Expect(HttpStatusCode.Created)
            .Id;
        (await admin.PostAsync($"pipeline-workflows/{workflow}/publish", null)).Expect(
            HttpStatusCode.OK
        );
        return workflow;
    }

    private static async Task<string?> WorkflowOfAsync(AppClient admin, Reply lead)
    {
        var pipeline = lead.Body.GetProperty("pipeline_id").GetString();
        return (await admin.GetAsync($"pipelines/{pipeline}"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("workflow_id")
            .GetString();
    }

    private static async Task<Reply> ByReferenceAsync(AppClient admin, string reference)
    {
        var listed = (await admin.GetAsync($"leads?external_ref={reference}"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data");
        return await admin.GetAsync(
            $"leads/{Assert.Single(listed.EnumerateArray()).GetProperty("id").GetString()}"
        );
    }
}
