using System.Net;
using System.Text.Json;
using static KoSales.Tests.EndToEnd.FlowCalls;

namespace KoSales.Tests.EndToEnd;

/// <summary>What agents and their managers are told as time passes, by the clock of the app.</summary>
[Collection(ClockedCollection.Name)]
public sealed class ClockedNotificationTests(ClockedApp app)
{
    private const string Password = "Rabi-Kharif-2026-Zaid";

    private AppClient Client => app.Client;

    [Fact]
    public async Task A_warning_and_a_breach_reach_the_owner_and_the_level_that_notifies_reaches_the_manager()
    {
        await app.NextAsync(DayOfWeek.Tuesday, TimeSpan.FromHours(10));
        var team = (await Client.PostAsync("teams", new { name = $"Team {Guid.NewGuid():N}" }))
            .Expect(HttpStatusCode.Created)
            .Id;
        var manager = await PersonAsync("manager", team, null);
        var agent = await PersonAsync("agent", team, manager.Id);
        var lead = await app.NewLeadAsync();
        (await Client.PostAsync($"leads/{lead.Id}/assign", new { agent_id = agent.Id })).Expect(
            HttpStatusCode.OK
        );
        var task = Text(await OnlyTaskAsync(Client, lead.Id), "id");

        await app.AdvanceAsync(TimeSpan.FromMinutes(50));
        await app.UntilAsync(
            async () => (await KindsAsync(agent, task)).Contains("sla_warning"),
            "the warning"
        );
        await app.AdvanceAsync(TimeSpan.FromMinutes(15));
        await app.UntilAsync(
            async () =>
                (await KindsAsync(agent, task)) is ["escalated", "sla_breached", "sla_warning"],
            "the breach and the level"
        );
        await app.UntilAsync(
            async () => (await KindsAsync(manager, task)) is ["escalated"],
            "the level reaches the manager"
        );
        await app.UntilAsync(
            async () =>
                (await TimelineAsync(lead.Id)).Any(e =>
                    Text(e, "summary") == "lead.first_response_breached"
                ),
            "the late first response"
        );

        var timeline = await TimelineAsync(lead.Id);
        var breach = Assert.Single(timeline, e => Text(e, "summary") == "task.breached");
        Assert.Equal(
            ("task", task),
            (Text(breach, "kind"), breach.GetProperty("refs").GetProperty("task_id").GetString())
        );
        Assert.Single(timeline, e => Text(e, "summary") == "lead.first_response_breached");
    }

    [Fact]
    public async Task A_pipeline_that_rots_is_in_the_list_of_the_rotting_and_in_the_timeline()
    {
        await app.NextAsync(DayOfWeek.Tuesday, TimeSpan.FromHours(10));
        var lead = await app.NewLeadAsync();
        var query = $"lead-pipelines?rotting=true&entity_ref.id={lead.Id}";
        Assert.Empty(
            (await Client.GetAsync(query))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("data")
                .EnumerateArray()
        );
        await app.AdvanceAsync(TimeSpan.FromHours(30));
        await app.UntilAsync(
            async () =>
                (await Client.GetAsync(query)).Body.GetProperty("data").GetArrayLength() == 1,
            "rotting"
        );
        (await Client.GetAsync($"{query}&sort=-rotten_at&include=owner,open_tasks")).Expect(
            HttpStatusCode.OK
        );
        (await Client.GetAsync("lead-pipelines?rotting=maybe")).ExpectProblem(
            400,
            "query.bad_value"
        );
        Assert.Single(await TimelineAsync(lead.Id), e => Text(e, "summary") == "pipeline.rotten");
    }

    private async Task<IReadOnlyList<JsonElement>> TimelineAsync(string lead) =>
        [
            .. (await Client.GetAsync($"leads/{lead}/timeline?limit=100"))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("data")
                .EnumerateArray(),
        ];

    private async Task<IReadOnlyList<string>> KindsAsync(Person person, string task)
    {
        var client = await new AppClient(app.Process.Address).LoginAsync(person.Email, Password);
        var listed = (await client.GetAsync($"notifications?task_id={task}"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data")
            .EnumerateArray();
        return [.. listed.Select(n => Text(n, "kind")).Order(StringComparer.Ordinal)];
    }

    private async Task<Person> PersonAsync(string role, string team, string? manager)
    {
        var email = $"{Guid.NewGuid():N}@example.in";
        var body = new
        {
            name = role,
            email,
            password = Password,
            roles = new[] { role },
            team_id = team,
            manager_id = manager,
        };
        return new Person(
            (await Client.PostAsync("agents", body)).Expect(HttpStatusCode.Created).Id,
            email
        );
    }

    private static string Text(JsonElement json, string member) =>
        json.GetProperty(member).GetString()!;

    private sealed record Person(string Id, string Email);
}
