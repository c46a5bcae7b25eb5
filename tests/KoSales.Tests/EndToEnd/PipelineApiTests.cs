using System.Net;
using System.Text.Json;
using KoSales.Tests.Leads;

namespace KoSales.Tests.EndToEnd;

[Collection(AppCollection.Name)]
public sealed class PipelineApiTests(AppFixture app)
{
    private static int _phones;

    [Fact]
    public async Task A_lead_that_was_imported_without_a_pipeline_gets_one_later_and_only_one()
    {
        var admin = await app.AdminAsync();
        var phone = LeadApi.Phone();
        var reference = Guid.NewGuid();
        var options = new
        {
            mapping = new Dictionary<string, string>
            {
                ["Name"] = "name",
                ["Phone"] = "phone",
                ["Ref"] = "external_ref",
            },
            defaults = new { kind = "farmer" },
            start_pipeline = false,
        };
        await admin.UntilEndedAsync(
            (
                await admin.ImportAsync(
                    $"Name,Phone,Ref\nRamesh,{phone},later-{reference}\n",
                    options
                )
            )
                .Expect(HttpStatusCode.Accepted)
                .Id
        );
        var lead = (await admin.GetAsync($"leads?external_ref=later-{reference}"))
            .Body.GetProperty("data")[0]
            .GetProperty("id")
            .GetString()!;
        Assert.False(
            (await admin.GetAsync($"leads/{lead}")).Body.TryGetProperty("pipeline_id", out _)
        );
        Assert.Empty(await FlowCalls.TasksAsync(admin, lead));

        var begun = (await admin.PostAsync($"leads/{lead}/pipeline", null))
            .Expect(HttpStatusCode.OK)
            .Body;
        Assert.Equal("new", begun.GetProperty("stage").GetString());
        Assert.True(begun.TryGetProperty("first_response", out _));
        Assert.Equal(
            "call",
            (await FlowCalls.OnlyTaskAsync(admin, lead)).GetProperty("step_key").GetString()
        );
        await FlowCalls.UntilAsync(
            async () =>
                (
                    await admin.GetAsync(
                        $"pipelines/{begun.GetProperty("pipeline_id").GetString()}/flow"
                    )
                ).Body.TryGetProperty("orchestration", out _),
            "its flow"
        );
        var again = (await admin.PostAsync($"leads/{lead}/pipeline", null)).ExpectProblem(
            409,
            "lead.has_pipeline"
        );
        Assert.Equal(
            begun.GetProperty("pipeline_id").GetString(),
            again.Body.GetProperty("pipeline_id").GetString()
        );
        (await admin.PostAsync("leads/K0-99999999/pipeline", null)).ExpectProblem(
            404,
            "lead.not_found"
        );
    }

    [Fact]
    public async Task A_lead_moves_through_its_pipeline_as_the_contract_says()
    {
        var admin = await app.AdminAsync();
        var lead = await LeadAsync(admin);
        var id = lead.Body.GetProperty("pipeline_id").GetString()!;
        Assert.Equal("new", lead.Body.GetProperty("stage").GetString());
        var pipeline = (await admin.GetAsync($"pipelines/{id}")).Expect(HttpStatusCode.OK);
        Assert.Equal(
            (lead.Id, 1),
            (
                pipeline.Body.GetProperty("entity_ref").GetProperty("id").GetString(),
                pipeline.Body.GetProperty("visit").GetInt32()
            )
        );
        var plan = (
            await admin.PostAsync(
                $"pipelines/{id}/transition?dry_run=true",
                new { to = "contacted", expected_stage = "new" }
            )
        )
            .Expect(HttpStatusCode.OK)
            .Body;
        Assert.True(plan.GetProperty("allowed").GetBoolean());
        Assert.Equal(
            ["unmet", "tasks_to_create", "tasks_to_cancel"],
            new[] { "unmet", "tasks_to_create", "tasks_to_cancel" }.Where(m =>
                plan.GetProperty(m).ValueKind == JsonValueKind.Array
            )
        );
        var moved = (
            await admin.PostAsync(
                $"pipelines/{id}/transition",
                new
                {
                    to = "contacted",
                    reason = "spoke",
                    expected_stage = "new",
                }
            )
        ).Expect(HttpStatusCode.OK);
        Assert.Equal(
            ("contacted", $"\"{id}-2\""),
            (moved.Body.GetProperty("stage").GetString(), moved.ETag)
        );
        Assert.Equal(
            "contacted",
            (await admin.GetAsync($"leads/{lead.Id}")).Body.GetProperty("stage").GetString()
        );
        var stale = (
            await admin.PostAsync(
                $"pipelines/{id}/transition",
                new { to = "qualified", expected_stage = "new" }
            )
        ).ExpectProblem(409, "pipeline.stage_moved");
        Assert.Equal("contacted", stale.Body.GetProperty("current_stage").GetString());
    }

    [Fact]
    public async Task A_refused_transition_lists_the_unmet_conditions_and_nothing_else()
    {
        var admin = await app.AdminAsync();
        var id = (await LeadAsync(admin)).Body.GetProperty("pipeline_id").GetString();
        var refused = (
            await admin.PostAsync($"pipelines/{id}/transition", new { to = "converted" })
        ).ExpectProblem(422, "pipeline.transition_refused");
        var error = Assert.Single(refused.Body.GetProperty("errors").EnumerateArray());
        Assert.Equal(
            ("not_allowed_next", "/to"),
            (error.GetProperty("code").GetString(), error.GetProperty("pointer").GetString())
        );
        Assert.NotEmpty(error.GetProperty("hint").GetString()!);
        var plan = (
            await admin.PostAsync(
                $"pipelines/{id}/transition?dry_run=true",
                new { to = "converted" }
            )
        )
            .Expect(HttpStatusCode.OK)
            .Body;
        Assert.False(plan.GetProperty("allowed").GetBoolean());
        Assert.Equal(
            "not_allowed_next",
            plan.GetProperty("unmet")[0].GetProperty("code").GetString()
        );
    }

    [Theory]
    [InlineData("""{"to": "nowhere"}""", 422, "pipeline.unknown_stage")]
    [InlineData("""{}""", 422, "required")]
    [InlineData("""{"to": 5}""", 422, "wrong_type")]
    [InlineData("""{"to": "lost", "version": 9}""", 422, "unknown_member")]
    [InlineData("""{"to": "converted", "forced": true}""", 422, "pipeline.reason_required")]
    [InlineData("""{"to": """, 400, "body.malformed")]
    public async Task A_bad_transition_is_refused(string body, int status, string code)
    {
        var admin = await app.AdminAsync();
        var id = (await LeadAsync(admin)).Body.GetProperty("pipeline_id").GetString();
        var refused = await admin.PostAsync($"pipelines/{id}/transition", body);
        Assert.Equal(status, (int)refused.Status);
        Assert.Contains(code, refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_pipeline_is_reopened_with_a_reason()
    {
        var admin = await app.AdminAsync();
        var lead = await LeadAsync(admin);
        var id = lead.Body.GetProperty("pipeline_id").GetString();
        (await admin.PostAsync($"leads/{lead.Id}/lose", new { reason = "no money" })).Expect(
            HttpStatusCode.OK
        );
        (
            await admin.PostAsync($"pipelines/{id}/transition", new { to = "contacted" })
        ).ExpectProblem(409, "pipeline.closed");
        (await admin.PostAsync($"pipelines/{id}/reopen", new { })).Expect(
            HttpStatusCode.UnprocessableEntity
        );
        (
            await admin.PostAsync($"pipelines/{id}/reopen", new { reason = "x", to = "lost" })
        ).ExpectProblem(422, "pipeline.not_open_stage");
        Assert.Equal(
            "nurture",
            (
                await admin.PostAsync(
                    $"pipelines/{id}/reopen",
                    new { reason = "called back", to = "nurture" }
                )
            )
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("stage")
                .GetString()
        );
        Assert.Equal(
            "open",
            (await admin.GetAsync($"leads/{lead.Id}")).Body.GetProperty("status").GetString()
        );
        (await admin.PostAsync($"pipelines/{id}/reopen", new { reason = "again" })).ExpectProblem(
            409,
            "pipeline.open"
        );
    }

    [Fact]
    public async Task Pipelines_are_listed_by_stage_status_and_entity()
    {
        var admin = await app.AdminAsync();
        var lead = await LeadAsync(admin);
        var found = (
            await admin.GetAsync(
                $"lead-pipelines?entity_ref.id={lead.Id}&status=open&stage=new,contacted&blocked[exists]=false&sort=-updated_at"
            )
        )
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data");
        Assert.Equal(
            lead.Body.GetProperty("pipeline_id").GetString(),
            Assert.Single(found.EnumerateArray()).GetProperty("id").GetString()
        );
        (await admin.GetAsync("lead-pipelines?shoe=1")).Expect(HttpStatusCode.BadRequest);
        (await admin.GetAsync("contact-pipelines")).Expect(HttpStatusCode.OK);
        (await admin.GetAsync("deal-pipelines?status=won")).Expect(HttpStatusCode.OK);
        (await admin.GetAsync("pipelines/LP-999999")).ExpectProblem(404, "pipeline.not_found");
        (await admin.GetAsync("pipelines/nonsense")).ExpectProblem(404, "pipeline.not_found");
        (await admin.GetAsync("deal-pipelines/LP-1")).ExpectProblem(404, "pipeline.not_found");
    }

    [Fact]
    public async Task The_board_counts_by_stage_in_one_call()
    {
        var admin = await app.AdminAsync();
        await LeadAsync(admin);
        var board = (await admin.GetAsync("pipelines/board?kind=lead"))
            .Expect(HttpStatusCode.OK)
            .Body;
        var first = board.GetProperty("stages")[0];
        Assert.Equal("new", first.GetProperty("stage").GetString());
        Assert.True(first.GetProperty("count").GetInt64() > 0);
        Assert.True(
            first.GetProperty("oldest_minutes").GetInt32()
                >= first.GetProperty("median_minutes").GetInt32()
        );
        (await admin.GetAsync("pipelines/board?kind=deal")).Expect(HttpStatusCode.OK);
        (await admin.GetAsync("pipelines/board")).ExpectProblem(400, "query.bad_value");
        (await admin.GetAsync("pipelines/board?kind=lead&colour=red")).Expect(
            HttpStatusCode.BadRequest
        );
    }

    private static Task<Reply> LeadAsync(AppClient client) =>
        client.PostAsync(
            "leads",
            new
            {
                name = "Ramesh Patel",
                phone = $"97{Interlocked.Increment(ref _phones):00000000}",
                kind = "farmer",
                address = new
                {
                    district = "Sehore",
                    state_code = "23",
                    pincode = "466001",
                },
            }
        );
}
