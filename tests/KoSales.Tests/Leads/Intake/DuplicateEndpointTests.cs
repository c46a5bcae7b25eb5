using System.Net;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Leads.Intake;

/// <summary>Somebody calls one team, whose lead belongs to another.</summary>
[Collection(AppCollection.Name)]
public sealed class DuplicateEndpointTests(AppFixture app) : IAsyncLifetime
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
    public async Task Who_cannot_see_the_lead_is_told_whose_it_is_and_what_can_be_done()
    {
        var (phone, _) = await OwnedAsync();
        foreach (var query in new[] { "", "?on_duplicate=merge" })
        {
            var refused = (await _others.Agent.PostAsync("leads" + query, LeadApi.Body(phone)))
                .ExpectProblem(409, "lead.duplicate_phone")
                .Body;
            Assert.Equal("agent", refused.GetProperty("owner_name").GetString());
            Assert.StartsWith(
                "Team ",
                refused.GetProperty("team_name").GetString(),
                StringComparison.Ordinal
            );
            Assert.False(refused.TryGetProperty("existing_id", out _));
            Assert.Contains(
                "on_duplicate=signal",
                refused.GetProperty("detail").GetString(),
                StringComparison.Ordinal
            );
            Assert.Contains(
                "handover-requests",
                refused.GetProperty("detail").GetString(),
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task The_way_out_that_is_told_is_one_that_the_call_has()
    {
        var (phone, existing) = await OwnedAsync();
        var other = await _api.NewAsync();

        var created = await _api.Manager.PostAsync("leads", LeadApi.Body(phone));
        var changed = await _api.Manager.ChangeAsync($"leads/{other.Id}", new { phone });
        var batched = await _api.Manager.PostAsync(
            "leads/batch",
            new { operations = new[] { new { op = "create", body = LeadApi.Body(phone) } } }
        );
        var job = await _api.Manager.ImportAsync(
            $"Phone\n{phone}\n",
            new
            {
                mapping = new Dictionary<string, string> { ["Phone"] = "phone" },
                defaults = new { kind = "farmer" },
                on_duplicate = "fail",
            }
        );
        await _api.Manager.UntilEndedAsync(job.Id);
        var imported = await _api.Manager.GetAsync($"jobs/{job.Id}/errors");

        var known = $"The open lead {existing} has this phone; change that one";
        Assert.Contains(
            $"{known}, or send on_duplicate=merge",
            created.ExpectProblem(409, "lead.duplicate_phone").Text,
            StringComparison.Ordinal
        );
        Assert.Contains(
            $"{known}.",
            changed.ExpectProblem(409, "lead.duplicate_phone").Text,
            StringComparison.Ordinal
        );
        Assert.Contains($"{known}.", batched.Text, StringComparison.Ordinal);
        Assert.Contains(
            $"{known}, or import with the option on_duplicate as merge or skip.",
            imported.Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_enquiry_is_noted_on_a_lead_out_of_sight_and_its_owner_is_told()
    {
        var (phone, lead) = await OwnedAsync();
        for (var i = 0; i < 2; i++)
        {
            var noted = (
                await _others.Agent.PostAsync("leads?on_duplicate=signal", LeadApi.Body(phone))
            )
                .Expect(HttpStatusCode.Accepted)
                .Body;
            Assert.Equal(
                ["noted", "owner_name", "team_name"],
                noted.EnumerateObject().Select(m => m.Name)
            );
        }

        var task = Assert.Single(
            await TasksAsync(lead),
            t => t.StartsWith("Enquired again", StringComparison.Ordinal)
        );
        Assert.EndsWith(_api.AgentId, task, StringComparison.Ordinal);
        var timeline = (await _api.Agent.GetAsync($"leads/{lead}/timeline"))
            .Expect(HttpStatusCode.OK)
            .Text;
        Assert.Contains("lead.enquired_again", timeline, StringComparison.Ordinal);
        (await _others.Agent.GetAsync($"leads/{lead}")).ExpectProblem(404, "lead.not_found");
    }

    [Fact]
    public async Task A_lead_out_of_sight_can_be_asked_for()
    {
        var (phone, lead) = await OwnedAsync();
        var body = new { phone, reason = "talked for an hour, wants a visit" };
        var asked = (await _others.Agent.PostAsync("leads/handover-requests", body))
            .Expect(HttpStatusCode.Accepted)
            .Body;
        Assert.Equal("agent", asked.GetProperty("owner_name").GetString());
        Assert.Single(
            await TasksAsync(lead),
            t =>
                t.StartsWith(_others.AgentId, StringComparison.Ordinal)
                && t.EndsWith(_api.AgentId, StringComparison.Ordinal)
        );
        (await _api.Agent.PostAsync("leads/handover-requests", body)).ExpectProblem(
            409,
            "lead.in_sight"
        );
        (
            await _others.Agent.PostAsync(
                "leads/handover-requests",
                new { phone = LeadApi.Phone(), reason = "called" }
            )
        ).ExpectProblem(404, "lead.not_found");
    }

    [Fact]
    public async Task Who_sees_the_lead_is_told_which_one_it_is()
    {
        var (phone, lead) = await OwnedAsync();
        var refused = (await _api.Manager.PostAsync("leads", LeadApi.Body(phone)))
            .ExpectProblem(409, "lead.duplicate_phone")
            .Body;
        Assert.Equal(lead, refused.GetProperty("existing_id").GetString());
        (await _api.Manager.PostAsync("leads?on_duplicate=signal", LeadApi.Body(phone))).Expect(
            HttpStatusCode.OK
        );
    }

    /// <summary>A lead of the one team's agent.</summary>
    private async Task<(string Phone, string Lead)> OwnedAsync()
    {
        var phone = LeadApi.Phone();
        var lead = await _api.NewAsync(body: LeadApi.Body(phone));
        (
            await _api.Manager.PostAsync($"leads/{lead.Id}/assign", new { agent_id = _api.AgentId })
        ).Expect(HttpStatusCode.OK);
        return (phone, lead.Id);
    }

    /// <summary>Title and owner of each open task.</summary>
    private async Task<IReadOnlyList<string>> TasksAsync(string lead)
    {
        var tasks = (await _api.Manager.GetAsync($"leads/{lead}/tasks?status=pending"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data");
        return
        [
            .. tasks
                .EnumerateArray()
                .Select(t =>
                    $"{t.GetProperty("title").GetString()} {t.GetProperty("owner_id").GetString()}"
                ),
        ];
    }
}
