using System.Net;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Tasks;

/// <summary>Whoever holds open work of a lead sees that lead, whoever owns it.</summary>
[Collection(AppCollection.Name)]
public sealed class OpenWorkEndpointTests(AppFixture app) : IAsyncLifetime
{
    private readonly LeadApi _api = new(app);
    private LeadApi _others = null!;

    public async Task InitializeAsync()
    {
        await _api.InitializeAsync();
        _others = await _api.OthersAsync();
    }

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Who_is_given_a_task_sees_its_lead_until_the_task_is_closed()
    {
        var (lead, task) = await GivenAsync();
        var shown = (await _others.Agent.GetAsync($"leads/{lead.Id}"))
            .Expect(HttpStatusCode.OK)
            .Body;
        (await _others.Agent.GetAsync($"leads/{lead.Id}/timeline")).Expect(HttpStatusCode.OK);
        (await _others.Agent.GetAsync($"leads/{lead.Id}/tasks")).Expect(HttpStatusCode.OK);
        (
            await _others.Agent.GetAsync(
                $"pipelines/{shown.GetProperty("pipeline_id").GetString()}"
            )
        ).Expect(HttpStatusCode.OK);
        (
            await _others.Agent.GetAsync(
                $"pipelines/{shown.GetProperty("pipeline_id").GetString()}/flow"
            )
        ).Expect(HttpStatusCode.OK);
        var reveal = new { fields = new[] { "phones" }, reason = "calling back about the enquiry" };
        (
            await _others.Agent.PostAsync(
                $"piis/{shown.GetProperty("pii_id").GetString()}/reveal",
                reveal
            )
        ).Expect(HttpStatusCode.OK);
        (
            await _others.Agent.PatchAsync(
                $"leads/{lead.Id}",
                new { tags = new[] { "called" } },
                "*"
            )
        ).Expect(HttpStatusCode.OK);

        (await _others.Agent.PostAsync($"tasks/{task}/cancel", new { reason = "called" })).Expect(
            HttpStatusCode.OK
        );
        (await _others.Agent.GetAsync($"leads/{lead.Id}")).ExpectProblem(404, "lead.not_found");
    }

    [Fact]
    public async Task Leads_that_somebody_works_a_task_of_are_listed_and_found()
    {
        var (lead, _) = await GivenAsync();
        var own = await _others.NewAsync();
        Assert.Equal(
            [lead.Id, own.Id],
            Ids(await _others.Agent.GetAsync("leads?limit=200")).Order()
        );
        Assert.Equal([lead.Id], Ids(await _others.Agent.GetAsync($"search?q={lead.Id}")));
        Assert.DoesNotContain(lead.Id, Ids(await _others.Manager.GetAsync("leads?limit=200")));
    }

    [Fact]
    public async Task Working_a_task_does_not_make_somebody_the_one_who_places_the_lead()
    {
        var (lead, _) = await GivenAsync();
        foreach (var query in new[] { "", "?dry_run=true" })
            (
                await _others.Agent.PostAsync(
                    $"leads/{lead.Id}/assign{query}",
                    new { agent_id = _others.AgentId }
                )
            ).ExpectProblem(403, "lead.not_yours");
        Assert.False(
            (await _api.Manager.GetAsync($"leads/{lead.Id}")).Body.TryGetProperty("owner_id", out _)
        );
    }

    [Theory]
    [InlineData("lead")]
    [InlineData("contact")]
    [InlineData("customer")]
    [InlineData("deal")]
    public async Task Working_a_task_does_not_let_a_manager_of_another_team_delete(string kind)
    {
        var record = (await _api.Manager.PostAsync($"{kind}s", BodyOf(kind))).Expect(
            HttpStatusCode.Created
        );
        var about = new { type = kind, id = record.Id };
        var task = (
            await _api.Manager.PostAsync("tasks", new { title = "Look at it", entity_ref = about })
        ).Expect(HttpStatusCode.Created);
        var admin = await app.AdminAsync();
        var other = (await _others.Manager.GetAsync("auth/me")).Expect(HttpStatusCode.OK);
        (await admin.PostAsync($"tasks/{task.Id}/reassign", new { agent_id = other.Id })).Expect(
            HttpStatusCode.OK
        );

        (await _others.Manager.GetAsync($"{kind}s/{record.Id}")).Expect(HttpStatusCode.OK);
        (await _others.Manager.DeleteAsync($"{kind}s/{record.Id}")).ExpectProblem(
            403,
            $"{kind}.not_yours"
        );
        (await _api.Manager.DeleteAsync($"{kind}s/{record.Id}")).Expect(HttpStatusCode.NoContent);
    }

    private static object BodyOf(string kind) =>
        kind switch
        {
            "lead" => LeadApi.Body(),
            "contact" => new
            {
                name = "Sita Devi",
                phone = LeadApi.Phone(),
                kind = "farmer",
            },
            "customer" => new { name = "Sehore Krishi Kendra", kind = "dealer" },
            "deal" => new { title = "Humic acid" },
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };

    /// <summary>A lead of one team whose call is an agent's of another.</summary>
    private async Task<(Reply Lead, string Task)> GivenAsync()
    {
        var admin = await app.AdminAsync();
        var lead = await _api.NewAsync();
        (await _others.Agent.GetAsync($"leads/{lead.Id}")).ExpectProblem(404, "lead.not_found");
        var task = (await _api.Manager.GetAsync($"leads/{lead.Id}/tasks"))
            .Body.GetProperty("data")[0]
            .GetProperty("id")
            .GetString()!;
        (
            await admin.PostAsync($"tasks/{task}/reassign", new { agent_id = _others.AgentId })
        ).Expect(HttpStatusCode.OK);
        return (lead, task);
    }

    private static IEnumerable<string> Ids(Reply reply) =>
        reply
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data")
            .EnumerateArray()
            .Select(d => d.GetProperty("id").GetString()!);
}
