using System.Net;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Deals;

[Collection(AppCollection.Name)]
public sealed class DealEndpointTests(LeadApi api) : IClassFixture<LeadApi>
{
    private static object Body(string title = "Humic acid for kharif", string value = "48500.00") =>
        new
        {
            title,
            amount = new { value, currency = "INR" },
            expected_close_on = "2026-12-15",
            tags = new[] { "Kharif 26" },
        };

    private async Task<Reply> NewAsync(object? body = null) =>
        (await api.Agent.PostAsync("deals", body ?? Body())).Expect(HttpStatusCode.Created);

    [Fact]
    public async Task A_deal_is_created_with_its_pipeline_and_read_back_the_same()
    {
        var created = await NewAsync();

        var read = (await api.Manager.GetAsync($"deals/{created.Id}")).Expect(HttpStatusCode.OK);

        Assert.Equal($"/api/v1/deals/{created.Id}", created.Headers["Location"]);
        Assert.Equal(created.Text, read.Text);
        Assert.Equal(
            ("open", "enquiry", 20, "48500.00", 48_500m),
            (
                created.Body.GetProperty("status").GetString(),
                created.Body.GetProperty("stage").GetString(),
                created.Body.GetProperty("probability").GetInt32(),
                created.Body.GetProperty("amount").GetProperty("value").GetString(),
                created.Body.GetProperty("amount_inr").GetDecimal()
            )
        );
        Assert.StartsWith("DP-", created.Body.GetProperty("pipeline_id").GetString());
        Assert.Equal("kharif-26", created.Body.GetProperty("tags")[0].GetString());
    }

    [Fact]
    public async Task What_is_internal_is_never_shown()
    {
        var created = await NewAsync();

        var list = await api.Agent.GetAsync("deals");

        foreach (var hidden in new[] { "name_key", "is_probability_set", "is_open", "\"ref\"" })
        {
            Assert.DoesNotContain(hidden, created.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(hidden, list.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_fault_of_a_new_deal_comes_back_at_once()
    {
        var refused = await api.Agent.PostAsync(
            "deals",
            new
            {
                title = "x",
                amount = new { value = "1.005", currency = "USD" },
                probability = 101,
                lead_id = "K0-999999",
                owner_id = "A0-0001",
            }
        );

        var problem = refused.ExpectProblem(422, "body.invalid");
        Assert.Equal(
            ["/amount/currency", "/amount/value", "/lead_id", "/owner_id", "/probability"],
            problem
                .Body.GetProperty("errors")
                .EnumerateArray()
                .Select(e => e.GetProperty("pointer").GetString()!)
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_patch_changes_what_it_names_and_a_stale_one_is_refused()
    {
        var created = await NewAsync();

        var patched = (
            await api.Agent.PatchAsync(
                $"deals/{created.Id}",
                new { amount = (object?)null, probability = 65 },
                created.ETag
            )
        ).Expect(HttpStatusCode.OK);
        var stale = await api.Agent.PatchAsync(
            $"deals/{created.Id}",
            new { probability = 5 },
            created.ETag
        );

        Assert.False(patched.Body.TryGetProperty("amount", out _));
        Assert.Equal(65, patched.Body.GetProperty("probability").GetInt32());
        Assert.Equal("2026-12-15", patched.Body.GetProperty("expected_close_on").GetString());
        stale.ExpectProblem(412, "if_match.stale");
    }

    [Fact]
    public async Task A_patch_keeps_a_required_custom_field_and_forgets_one_that_was_deleted()
    {
        var (needed, gone) = (await FieldAsync(), await FieldAsync());
        var keys = (
            needed.Body.GetProperty("key").GetString()!,
            gone.Body.GetProperty("key").GetString()!
        );
        var custom = new Dictionary<string, string> { [keys.Item1] = "a", [keys.Item2] = "b" };
        var created = await NewAsync(new { title = "Humic acid", custom });
        var required = await api.Manager.PatchAsync(
            $"custom-fields/{needed.Id}",
            new { required = true },
            needed.ETag
        );
        required.Expect(HttpStatusCode.OK);
        await DeleteFieldAsync(gone);

        var cleared = await SetAsync(created, keys.Item1, null);
        var patched = await SetAsync(created, keys.Item1, "c");
        await DeleteFieldAsync(needed);

        cleared.ExpectProblem(422, "custom_field.required");
        Assert.Equal(
            $$"""{"{{keys.Item1}}":"c"}""",
            patched.Expect(HttpStatusCode.OK).Body.GetProperty("custom").GetRawText()
        );
    }

    [Fact]
    public async Task The_stage_of_the_pipeline_decides_status_and_probability()
    {
        var created = await NewAsync();
        var pipeline = created.Body.GetProperty("pipeline_id").GetString();

        await MoveAsync(pipeline!, "quoted");
        await MoveAsync(pipeline!, "won");

        var won = (await api.Agent.GetAsync($"deals/{created.Id}")).Expect(HttpStatusCode.OK);
        Assert.Equal(
            ("won", "won", 100),
            (
                won.Body.GetProperty("status").GetString(),
                won.Body.GetProperty("stage").GetString(),
                won.Body.GetProperty("probability").GetInt32()
            )
        );
        Assert.True(won.Body.TryGetProperty("won_at", out _));
    }

    [Fact]
    public async Task A_deleted_deal_is_gone_and_can_be_restored()
    {
        var created = await NewAsync();

        (await api.Manager.DeleteAsync($"deals/{created.Id}")).Expect(HttpStatusCode.NoContent);
        var gone = await api.Manager.GetAsync($"deals/{created.Id}");
        var restored = await api.Manager.PostAsync($"deals/{created.Id}/restore", new { });

        gone.ExpectProblem(404, "deal.not_found");
        restored.Expect(HttpStatusCode.OK);
        Assert.Equal(created.Id, restored.Id);
    }

    [Fact]
    public async Task Lists_filter_sort_and_search_by_what_a_deal_has()
    {
        var tag = "t" + Guid.NewGuid().ToString("N")[..10];
        foreach (var value in new[] { "100.00", "300.00", "200.00" })
            await NewAsync(
                new
                {
                    title = $"Deal {tag} {value}",
                    amount = new { value, currency = "INR" },
                    tags = new[] { tag },
                }
            );

        var sorted = await api.Agent.GetAsync(
            $"deals?tags[contains_any]={tag}&amount_inr[gte]=150&sort=-amount_inr"
        );
        var found = await api.Agent.GetAsync($"search?q=Deal+{tag}");

        Assert.Equal(
            [300m, 200m],
            sorted
                .Body.GetProperty("data")
                .EnumerateArray()
                .Select(d => d.GetProperty("amount_inr").GetDecimal())
        );
        Assert.Equal(3, found.Body.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task The_timeline_tells_what_changed_and_the_tasks_of_its_stage_are_there()
    {
        var created = await NewAsync();
        await api.Agent.PatchAsync($"deals/{created.Id}", new { probability = 65 }, created.ETag);

        var timeline = (await api.Agent.GetAsync($"deals/{created.Id}/timeline")).Expect(
            HttpStatusCode.OK
        );
        var tasks = await api.Agent.GetAsync($"deals/{created.Id}/tasks");

        Assert.Contains("deal.created", timeline.Text, StringComparison.Ordinal);
        Assert.Contains("probability", timeline.Text, StringComparison.Ordinal);
        tasks.Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_deal_is_given_to_a_pool_shown_before_and_taken_back()
    {
        var created = await NewAsync();
        var body = new { team_id = api.TeamId };

        var preview = await api.Manager.PostAsync($"deals/{created.Id}/assign?dry_run=true", body);
        var given = await api.Manager.PostAsync($"deals/{created.Id}/assign", body);
        var pipeline = await api.Manager.GetAsync(
            $"pipelines/{created.Body.GetProperty("pipeline_id").GetString()}"
        );
        var undone = await api.Manager.PostAsync($"deals/{created.Id}/assign/undo", new { });

        Assert.True(preview.Expect(HttpStatusCode.OK).Body.GetProperty("changes").GetBoolean());
        Assert.False(given.Expect(HttpStatusCode.OK).Body.TryGetProperty("owner_id", out _));
        Assert.False(pipeline.Body.TryGetProperty("owner_id", out _));
        Assert.Equal(1, undone.Expect(HttpStatusCode.OK).Body.GetProperty("reversed").GetInt32());
        var back = await api.Manager.GetAsync($"deals/{created.Id}");
        Assert.Equal(api.AgentId, back.Body.GetProperty("owner_id").GetString());
    }

    [Fact]
    public async Task Notes_about_a_deal_stand_with_it()
    {
        var created = await NewAsync();
        var body = new
        {
            entity_ref = new { type = "deal", id = created.Id },
            body = "Wants the price by Friday",
        };

        (await api.Agent.PostAsync("notes", body)).Expect(HttpStatusCode.Created);

        var notes = await api.Manager.GetAsync($"deals/{created.Id}/notes");
        Assert.Contains(
            "by Friday",
            notes.Expect(HttpStatusCode.OK).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_cohort_of_deals_holds_those_that_its_rule_means()
    {
        var tag = "t" + Guid.NewGuid().ToString("N")[..10];
        var created = await NewAsync(new { title = "Large", tags = new[] { tag } });

        var preview = await api.Manager.PostAsync(
            "cohorts/preview",
            new
            {
                entity = "deal",
                rule = new
                {
                    all = new object[]
                    {
                        new
                        {
                            field = "tags",
                            op = "contains_any",
                            value = new[] { tag },
                        },
                        new
                        {
                            field = "pipeline.status",
                            op = "eq",
                            value = "open",
                        },
                    },
                },
            }
        );

        Assert.Contains(
            created.Id,
            preview.Expect(HttpStatusCode.OK).Text,
            StringComparison.Ordinal
        );
    }

    private async Task<Reply> FieldAsync() =>
        (
            await api.Manager.PostAsync(
                "custom-fields",
                new
                {
                    entity = "deal",
                    key = "k" + Guid.NewGuid().ToString("N")[..12],
                    name = "K",
                    type = "text",
                }
            )
        ).Expect(HttpStatusCode.Created);

    private async Task DeleteFieldAsync(Reply field) =>
        (await api.Manager.DeleteAsync($"custom-fields/{field.Id}")).Expect(
            HttpStatusCode.NoContent
        );

    private Task<Reply> SetAsync(Reply deal, string key, string? value) =>
        api.Agent.PatchAsync(
            $"deals/{deal.Id}",
            new { custom = new Dictionary<string, string?> { [key] = value } },
            deal.ETag
        );

    private async Task MoveAsync(string pipeline, string to) =>
        (
            await api.Manager.PostAsync(
                $"pipelines/{pipeline}/transition",
                new
                {
                    to,
                    reason = "agreed",
                    forced = true,
                }
            )
        ).Expect(HttpStatusCode.OK);
}
