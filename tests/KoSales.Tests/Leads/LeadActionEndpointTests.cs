using System.Net;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Leads;

[Collection(AppCollection.Name)]
public sealed class LeadActionEndpointTests(LeadApi api) : IClassFixture<LeadApi>
{
    [Fact]
    public async Task A_manager_assigns_within_the_team_and_an_agent_only_to_itself()
    {
        var lead = await api.NewAsync();
        (
            await api.Agent.PostAsync($"leads/{lead.Id}/assign", new { team_id = api.TeamId })
        ).ExpectProblem(403, "lead.assign_forbidden");
        var taken = (
            await api.Agent.PostAsync($"leads/{lead.Id}/assign", new { agent_id = api.AgentId })
        ).Expect(HttpStatusCode.OK);
        Assert.Equal(
            (api.AgentId, api.TeamId),
            (
                taken.Body.GetProperty("owner_id").GetString(),
                taken.Body.GetProperty("team_id").GetString()
            )
        );
        var pooled = (
            await api.Manager.PostAsync($"leads/{lead.Id}/assign", new { team_id = api.TeamId })
        ).Expect(HttpStatusCode.OK);
        Assert.False(pooled.Body.TryGetProperty("owner_id", out _));
        (
            await api.Manager.PostAsync($"leads/{lead.Id}/assign", new { agent_id = "A0-9999" })
        ).Expect(HttpStatusCode.UnprocessableEntity);
        (
            await api.Manager.PostAsync($"leads/{lead.Id}/assign", new { agent_id = "A0-0001" })
        ).ExpectProblem(403, "lead.assign_forbidden");
        (await api.Manager.PostAsync($"leads/{lead.Id}/assign", new { })).Expect(
            HttpStatusCode.UnprocessableEntity
        );
    }

    [Fact]
    public async Task An_agent_sees_its_own_and_the_pool_and_nobody_elses()
    {
        var lead = await api.NewAsync();
        (await api.Agent.GetAsync($"leads/{lead.Id}")).Expect(HttpStatusCode.OK);
        var other = await api.OthersAsync();
        (await other.Agent.GetAsync($"leads/{lead.Id}")).ExpectProblem(404, "lead.not_found");
        (await other.Manager.GetAsync($"leads/{lead.Id}/timeline")).ExpectProblem(
            404,
            "lead.not_found"
        );
        (
            await other.Manager.PostAsync($"leads/{lead.Id}/lose", new { reason = "x" })
        ).ExpectProblem(404, "lead.not_found");
        Assert.Equal(
            0,
            (await other.Manager.GetAsync($"search?q={lead.Id}"))
                .Body.GetProperty("data")
                .GetArrayLength()
        );
        await Task.WhenAll(other.Agent.GetAsync("leads"), other.Manager.GetAsync("leads"));
        Assert.DoesNotContain(
            lead.Id,
            (await other.Manager.GetAsync("leads?limit=200")).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Lose_junk_and_reopen_need_a_reason_and_a_fitting_state()
    {
        var lead = await api.NewAsync();
        (await api.Agent.PostAsync($"leads/{lead.Id}/lose", new { })).Expect(
            HttpStatusCode.UnprocessableEntity
        );
        var lost = (
            await api.Agent.PostAsync($"leads/{lead.Id}/lose", new { reason = "too expensive" })
        ).Expect(HttpStatusCode.OK);
        Assert.Equal(
            ("lost", "too expensive"),
            (
                lost.Body.GetProperty("status").GetString(),
                lost.Body.GetProperty("lost_reason").GetString()
            )
        );
        (await api.Agent.PostAsync($"leads/{lead.Id}/junk", new { reason = "x" })).ExpectProblem(
            409,
            "lead.status_forbids"
        );
        (
            await api.Agent.PostAsync($"leads/{lead.Id}/assign", new { agent_id = api.AgentId })
        ).ExpectProblem(409, "lead.status_forbids");
        var open = (
            await api.Agent.PostAsync($"leads/{lead.Id}/reopen", new { reason = "called back" })
        ).Expect(HttpStatusCode.OK);
        Assert.False(open.Body.TryGetProperty("lost_reason", out _));
        (await api.Agent.PostAsync($"leads/{lead.Id}/reopen", new { reason = "x" })).ExpectProblem(
            409,
            "lead.already_open"
        );
    }

    [Fact]
    public async Task The_timeline_tells_what_happened_newest_first_page_by_page()
    {
        var lead = await api.NewAsync();
        (
            await api.Manager.PatchAsync($"leads/{lead.Id}", new { kind = "dealer" }, lead.ETag)
        ).Expect(HttpStatusCode.OK);
        (await api.Manager.PostAsync($"leads/{lead.Id}/lose", new { reason = "no money" })).Expect(
            HttpStatusCode.OK
        );
        List<string> summaries = [];
        for (var cursor = ""; ; )
        {
            var page = (
                await api.Agent.GetAsync($"leads/{lead.Id}/timeline?limit=1{cursor}")
            ).Expect(HttpStatusCode.OK);
            summaries.AddRange(
                page.Body.GetProperty("data")
                    .EnumerateArray()
                    .Select(e => e.GetProperty("summary").GetString()!)
            );
            if (!page.Body.TryGetProperty("next_cursor", out var next))
                break;
            cursor = "&cursor=" + Uri.EscapeDataString(next.GetString()!);
        }

        Assert.Equal(["lead.lost", "lead.updated", "lead.created"], summaries);
    }

    [Fact]
    public async Task A_batch_answers_for_each_operation_in_order()
    {
        var lead = await api.NewAsync();
        var reply = (
            await api.Manager.PostAsync(
                "leads/batch",
                new
                {
                    operations = new object[]
                    {
                        new { op = "create", body = LeadApi.Body() },
                        new { op = "create", body = new { kind = "farmer" } },
                        new
                        {
                            op = "update",
                            id = lead.Id,
                            if_match = lead.ETag,
                            body = new { kind = "dealer" },
                        },
                        new
                        {
                            op = "update",
                            id = lead.Id,
                            if_match = lead.ETag,
                            body = new { kind = "retailer" },
                        },
                        new { op = "delete", id = lead.Id },
                        new { op = "explode" },
                    },
                }
            )
        ).Expect(HttpStatusCode.MultiStatus);
        Assert.Equal(
            [201, 422, 200, 412, 204, 422],
            reply
                .Body.GetProperty("results")
                .EnumerateArray()
                .Select(r => r.GetProperty("status").GetInt32())
        );
    }

    [Fact]
    public async Task An_atomic_batch_does_all_or_nothing()
    {
        var (phone, taken) = (LeadApi.Phone(), LeadApi.Phone());
        await api.NewAsync(body: LeadApi.Body(taken));
        object[] operations =
        [
            new { op = "create", body = LeadApi.Body(phone) },
            new { op = "create", body = LeadApi.Body(taken) },
        ];
        var refused = (
            await api.Manager.PostAsync("leads/batch?atomic=true", new { operations })
        ).Expect(HttpStatusCode.MultiStatus);
        Assert.All(
            refused.Body.GetProperty("results").EnumerateArray(),
            r => Assert.Equal(409, r.GetProperty("status").GetInt32())
        );
        Assert.Equal(
            0,
            (await api.Manager.GetAsync($"search?q={phone}"))
                .Body.GetProperty("data")
                .GetArrayLength()
        );
        var done = (
            await api.Manager.PostAsync(
                "leads/batch?atomic=true",
                new { operations = operations[..1] }
            )
        ).Expect(HttpStatusCode.MultiStatus);
        Assert.Equal(201, done.Body.GetProperty("results")[0].GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Two_calls_with_one_idempotency_key_make_one_lead()
    {
        var body = LeadApi.Body();
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var first = (await api.Manager.PostAsync("leads", body, key)).Expect(
            HttpStatusCode.Created
        );
        var again = (await api.Manager.PostAsync("leads", body, key)).Expect(
            HttpStatusCode.Created
        );
        Assert.Equal((first.Text, "true"), (again.Text, again.Headers["Idempotency-Replayed"]));
    }
}
