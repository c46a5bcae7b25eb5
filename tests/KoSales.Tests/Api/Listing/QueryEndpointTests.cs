using System.Net;
using KoSales.Functions.Api.Requests;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Api.Listing;

[Collection(AppCollection.Name)]
public sealed class QueryEndpointTests(AppFixture app) : IAsyncLifetime
{
    private readonly LeadApi _api = new(app);

    public Task InitializeAsync() => _api.InitializeAsync();

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Every_route_refuses_a_parameter_that_it_does_not_know()
    {
        var admin = await app.AdminAsync();
        foreach (
            var route in ApiRoutes
                .OfThisApp()
                .All.Where(r =>
                    !r.IsFallback && !r.Template.EndsWith("auth/login", StringComparison.Ordinal)
                )
        )
        {
            var path = string.Join(
                '/',
                route
                    .Template["v1/".Length..]
                    .Split('/')
                    .Select(s => s.StartsWith('{') ? "K0-1" : s)
            );
            var reply = await admin.SendAsync(
                new HttpMethod(route.Methods[0]),
                $"{path}?dry_runn=true",
                null
            );
            // A list of a record's things looks for the record first.
            if (route.TakesFilters && reply.Status == HttpStatusCode.NotFound)
                continue;
            Assert.True(
                reply.Status == HttpStatusCode.BadRequest
                    && reply.Text.Contains("dry_runn", StringComparison.Ordinal),
                $"{route.Function}: {(int)reply.Status} {reply.Text}"
            );
        }
    }

    [Theory]
    [InlineData("lose", true)]
    [InlineData("junk", true)]
    [InlineData("", false)]
    public async Task A_lead_is_not_ended_or_deleted_by_a_dry_run(string action, bool hasBody)
    {
        var lead = await _api.NewAsync();
        var before = (await _api.Manager.GetAsync($"leads/{lead.Id}"))
            .Expect(HttpStatusCode.OK)
            .Text;
        var reply = hasBody
            ? await _api.Manager.PostAsync(
                $"leads/{lead.Id}/{action}?dry_run=true",
                new { reason = "no money" }
            )
            : await _api.Manager.DeleteAsync($"leads/{lead.Id}?dry_run=true");
        var plan = reply.Expect(HttpStatusCode.OK).Body;
        Assert.Equal(
            (true, hasBody ? 200 : 204),
            (plan.GetProperty("dry_run").GetBoolean(), plan.GetProperty("status").GetInt32())
        );
        Assert.Contains(
            "leads",
            plan.GetProperty("changes")
                .EnumerateArray()
                .Select(c => c.GetProperty("collection").GetString())
        );
        if (hasBody)
            Assert.NotEqual("open", plan.GetProperty("result").GetProperty("status").GetString());
        Assert.Equal(before, (await _api.Manager.GetAsync($"leads/{lead.Id}")).Text);
        if (hasBody)
            (
                await _api.Manager.PostAsync(
                    $"leads/{lead.Id}/{action}",
                    new { reason = "no money" }
                )
            ).Expect(HttpStatusCode.OK);
        else
            (await _api.Manager.DeleteAsync($"leads/{lead.Id}")).Expect(HttpStatusCode.NoContent);
        Assert.NotEqual(before, (await _api.Manager.GetAsync($"leads/{lead.Id}")).Text);
    }

    [Fact]
    public async Task A_dry_run_is_refused_as_the_action_would_be_and_keeps_no_idempotency_key()
    {
        var lead = await _api.NewAsync();
        (string, string) key = ("Idempotency-Key", Guid.NewGuid().ToString("N"));
        (
            await _api.Manager.PostAsync(
                $"leads/{lead.Id}/reopen?dry_run=true",
                new { reason = "called" }
            )
        ).ExpectProblem(409, "lead.already_open");
        (
            await _api.Manager.PostAsync(
                $"leads/{lead.Id}/lose?dry_run=true",
                new { reason = "no money" },
                key
            )
        ).Expect(HttpStatusCode.OK);
        (
            await _api.Manager.PostAsync($"leads/{lead.Id}/lose", new { reason = "no money" }, key)
        ).Expect(HttpStatusCode.OK);
        Assert.Equal(
            "lost",
            (await _api.Manager.GetAsync($"leads/{lead.Id}")).Body.GetProperty("status").GetString()
        );
        (
            await _api.Manager.PostAsync(
                $"leads/{lead.Id}/lose?dry_run=maybe",
                new { reason = "no money" }
            )
        ).ExpectProblem(400, "query.bad_value");
    }

    [Fact]
    public async Task A_task_and_an_agent_stay_as_they_are()
    {
        var admin = await app.AdminAsync();
        var lead = await _api.NewAsync();
        var task = (await _api.Manager.GetAsync($"leads/{lead.Id}/tasks"))
            .Body.GetProperty("data")[0]
            .GetProperty("id")
            .GetString();
        var plan = (
            await _api.Manager.PostAsync(
                $"tasks/{task}/cancel?dry_run=true",
                new { reason = "not needed" }
            )
        )
            .Expect(HttpStatusCode.OK)
            .Body;
        Assert.Equal("cancelled", plan.GetProperty("result").GetProperty("status").GetString());
        Assert.Equal(
            "pending",
            (await _api.Manager.GetAsync($"tasks/{task}")).Body.GetProperty("status").GetString()
        );
        (await admin.DeleteAsync($"agents/{_api.AgentId}?dry_run=true")).Expect(HttpStatusCode.OK);
        (await admin.DeleteAsync($"teams/{_api.TeamId}?dry_run=true")).ExpectProblem(
            409,
            "team.not_empty"
        );
        var job = (
            await admin.PostAsync(
                $"agents/{_api.AgentId}/deactivate?dry_run=true",
                new { agents = new[] { new { agent_id = "A0-0001" } } }
            )
        ).Expect(HttpStatusCode.Accepted);
        Assert.True(job.Body.GetProperty("dry_run").GetBoolean());
        Assert.Equal(
            "active",
            (await admin.GetAsync($"agents/{_api.AgentId}")).Body.GetProperty("status").GetString()
        );
    }

    [Fact]
    public async Task A_batch_is_checked_and_not_done()
    {
        var lead = await _api.NewAsync();
        var operations = new object[]
        {
            new { op = "delete", id = lead.Id },
            new { op = "delete", id = "K0-1" },
            new { op = "create", body = LeadApi.Body() },
        };
        var reply = (
            await _api.Manager.PostAsync("leads/batch?dry_run=true", new { operations })
        ).Expect(HttpStatusCode.MultiStatus);
        Assert.Equal(
            [204, 404, 201],
            reply
                .Body.GetProperty("results")
                .EnumerateArray()
                .Select(r => r.GetProperty("status").GetInt32())
        );
        (await _api.Manager.GetAsync($"leads/{lead.Id}")).Expect(HttpStatusCode.OK);
    }
}
