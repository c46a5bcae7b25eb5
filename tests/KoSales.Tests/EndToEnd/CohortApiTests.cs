using System.Net;
using static KoSales.Tests.EndToEnd.CohortCalls;

namespace KoSales.Tests.EndToEnd;

[Collection(AppCollection.Name)]
public sealed class CohortApiTests(AppFixture app)
{
    [Fact]
    public async Task A_cohort_is_made_listed_explained_and_evaluated_as_the_contract_says()
    {
        var admin = await app.AdminAsync();
        var village = Village();
        var (inside, pinned, outside) = (
            await LeadAsync(admin, "dealer", village),
            await LeadAsync(admin, "farmer", village),
            await LeadAsync(admin, "farmer", village)
        );
        var made = (
            await admin.PostAsync(
                "cohorts",
                new
                {
                    name = "MP dealers",
                    entity = "lead",
                    mode = "hybrid",
                    rule = Dealers(village),
                    include_ids = new[] { pinned },
                    exclude_ids = Array.Empty<string>(),
                }
            )
        ).Expect(HttpStatusCode.Created);
        Assert.Equal(
            (2, $"/api/v1/cohorts/{made.Id}", $"\"{made.Id}-1\""),
            (made.Body.GetProperty("size").GetInt32(), made.Headers["Location"], made.ETag)
        );
        var members = (await admin.GetAsync($"cohorts/{made.Id}/members"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data");
        Assert.Equal(
            [(inside, "rule"), (pinned, "manual")],
            members
                .EnumerateArray()
                .Select(m =>
                    (m.GetProperty("entity_id").GetString()!, m.GetProperty("source").GetString()!)
                )
        );
        var listed = (await admin.GetAsync($"cohorts?name=MP dealers&id={made.Id}"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data")[0];
        Assert.Equal(
            (2, 1),
            (
                listed.GetProperty("size").GetInt32(),
                listed.GetProperty("evaluated_ruling").GetInt32()
            )
        );
        var explained = (await admin.GetAsync($"cohorts/{made.Id}/explain?id={outside}"))
            .Expect(HttpStatusCode.OK)
            .Body;
        Assert.False(explained.GetProperty("member").GetBoolean());
        var seen = explained.GetProperty("rule").GetProperty("all")[1];
        Assert.Equal(
            ("false", "farmer"),
            (seen.GetProperty("outcome").GetString(), seen.GetProperty("seen").GetString())
        );
        (await admin.GetAsync($"cohorts/{made.Id}/explain")).ExpectProblem(400, "query.bad_value");
        (await admin.GetAsync($"cohorts/{made.Id}/explain?id=K0-99999999")).ExpectProblem(
            404,
            "lead.not_found"
        );
        var job = (await admin.PostAsync($"cohorts/{made.Id}/evaluate", null)).Expect(
            HttpStatusCode.Accepted
        );
        await UntilAsync(async () =>
            (await admin.GetAsync($"jobs/{job.Id}")).Body.GetProperty("status").GetString()
            == "completed"
        );
    }

    [Fact]
    public async Task Members_follow_changes_and_a_preview_tells_what_another_rule_would_do()
    {
        var admin = await app.AdminAsync();
        var village = Village();
        var cohort = (
            await admin.PostAsync(
                "cohorts",
                new
                {
                    name = "Village",
                    entity = "lead",
                    rule = Dealers(village),
                }
            )
        ).Expect(HttpStatusCode.Created);
        Assert.Equal(
            (0, "dynamic"),
            (
                cohort.Body.GetProperty("size").GetInt32(),
                cohort.Body.GetProperty("mode").GetString()
            )
        );
        var (dealer, farmer) = (
            await LeadAsync(admin, "dealer", village),
            await LeadAsync(admin, "farmer", village)
        );
        await UntilAsync(async () =>
            (await admin.GetAsync($"cohorts/{cohort.Id}")).Body.GetProperty("size").GetInt32() == 1
        );
        var rule = new
        {
            field = "address.village",
            op = "eq",
            value = village,
        };
        var preview = (await admin.PostAsync("cohorts/preview", new { entity = "lead", rule }))
            .Expect(HttpStatusCode.OK)
            .Body;
        Assert.Equal((2, 2, 0, 2), Of(preview));
        Assert.Equal(
            [dealer, farmer],
            preview
                .GetProperty("sample")
                .EnumerateArray()
                .Select(l => l.GetProperty("id").GetString()!)
        );
        Assert.Equal((2, 1, 0, 2), Of((
                    await admin.PostAsync(
                        "cohorts/preview",
                        new
                        {
                            entity = "lead",
                            rule,
                            cohort_id = cohort.Id,
                        }
                    )
                ).Expect(HttpStatusCode.OK).Body));
        var farmers = new
        {
            all = new object[]
            {
                rule,
                new
                {
                    field = "kind",
                    op = "eq",
                    value = "farmer",
                },
            },
        };
        Assert.Equal((1, 1, 1, 1), Of((
                    await admin.PostAsync(
                        "cohorts/preview",
                        new
                        {
                            entity = "lead",
                            rule = farmers,
                            cohort_id = cohort.Id,
                        }
                    )
                ).Expect(HttpStatusCode.OK).Body));
        var patched = (
            await admin.PatchAsync($"cohorts/{cohort.Id}", new { rule }, cohort.ETag)
        ).Expect(HttpStatusCode.OK);
        Assert.Equal(
            (2, 2),
            (
                patched.Body.GetProperty("size").GetInt32(),
                patched.Body.GetProperty("ruling").GetInt32()
            )
        );
        (
            await admin.PatchAsync($"cohorts/{cohort.Id}", new { name = "x" }, cohort.ETag)
        ).ExpectProblem(412, "if_match.stale");
    }

    [Fact]
    public async Task Members_are_paged_in_the_order_of_their_ids()
    {
        var admin = await app.AdminAsync();
        var village = Village();
        string[] leads =
        [
            await LeadAsync(admin, "dealer", village),
            await LeadAsync(admin, "dealer", village),
            await LeadAsync(admin, "dealer", village),
        ];
        var cohort = (
            await admin.PostAsync(
                "cohorts",
                new
                {
                    name = "Paged",
                    entity = "lead",
                    rule = Dealers(village),
                }
            )
        ).Expect(HttpStatusCode.Created);
        var first = (await admin.GetAsync($"cohorts/{cohort.Id}/members?limit=2"))
            .Expect(HttpStatusCode.OK)
            .Body;
        var cursor = first.GetProperty("next_cursor").GetString();
        var second = (await admin.GetAsync($"cohorts/{cohort.Id}/members?limit=2&cursor={cursor}"))
            .Expect(HttpStatusCode.OK)
            .Body;
        Assert.Equal(
            leads,
            first
                .GetProperty("data")
                .EnumerateArray()
                .Concat(second.GetProperty("data").EnumerateArray())
                .Select(m => m.GetProperty("entity_id").GetString()!)
        );
        Assert.False(second.TryGetProperty("next_cursor", out _));
        (
            await admin.GetAsync(
                $"cohorts/{cohort.Id}/members?limit=2&on=2026-11-01&cursor={cursor}"
            )
        ).ExpectProblem(400, "query.bad_cursor");
        Assert.Empty(
            (await admin.GetAsync($"cohorts/{cohort.Id}/members?on=2020-01-01"))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("data")
                .EnumerateArray()
        );
        Assert.Equal(
            3,
            (await admin.GetAsync($"cohorts/{cohort.Id}/members?on={Today}"))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("data")
                .GetArrayLength()
        );
    }

    [Fact]
    public async Task A_cohort_is_pinned_paused_resumed_archived_and_deleted()
    {
        var admin = await app.AdminAsync();
        var lead = await LeadAsync(admin, "farmer", Village());
        var cohort = (
            await admin.PostAsync("cohorts", new { name = "By hand", entity = "lead" })
        ).Expect(HttpStatusCode.Created);
        Assert.Equal("static", cohort.Body.GetProperty("mode").GetString());
        var pinned = (
            await admin.PostAsync(
                $"cohorts/{cohort.Id}/pin",
                new
                {
                    ids = new[] { lead },
                    reason = "asked for",
                    expires_at = "2099-01-01T00:00:00Z",
                }
            )
        ).Expect(HttpStatusCode.OK).Body;
        Assert.Equal(
            (1, lead),
            (
                pinned.GetProperty("size").GetInt32(),
                pinned.GetProperty("include_ids")[0].GetString()
            )
        );
        Assert.Equal(
            "paused",
            (await admin.PostAsync($"cohorts/{cohort.Id}/pause", null))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("status")
                .GetString()
        );
        (await admin.PostAsync($"cohorts/{cohort.Id}/evaluate", null)).ExpectProblem(
            409,
            "cohort.not_active"
        );
        (await admin.PostAsync($"cohorts/{cohort.Id}/unpin", new { ids = new[] { lead } })).Expect(
            HttpStatusCode.OK
        );
        Assert.Equal(
            1,
            (await admin.GetAsync($"cohorts/{cohort.Id}")).Body.GetProperty("size").GetInt32()
        );
        Assert.Equal(
            0,
            (await admin.PostAsync($"cohorts/{cohort.Id}/resume", null))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("size")
                .GetInt32()
        );
        Assert.Equal(
            "archived",
            (await admin.PostAsync($"cohorts/{cohort.Id}/archive", null))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("status")
                .GetString()
        );
        (await admin.DeleteAsync($"cohorts/{cohort.Id}")).Expect(HttpStatusCode.NoContent);
        (await admin.GetAsync($"cohorts/{cohort.Id}")).ExpectProblem(404, "cohort.not_found");
        (await admin.DeleteAsync($"cohorts/{cohort.Id}")).ExpectProblem(404, "cohort.not_found");
    }
}
