using System.Net;
using System.Text.Json;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Notifications;

[Collection(AppCollection.Name)]
public sealed class NotificationEndpointTests(AppFixture app) : IAsyncLifetime
{
    private readonly LeadApi _api = new(app);

    public Task InitializeAsync() => _api.InitializeAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Whoever_is_given_a_lead_is_told_once_and_can_mark_it_as_read()
    {
        var lead = (await _api.NewAsync()).Id;
        await AssignAsync(lead);
        var told = await NotifiedAsync(1);
        var notice = Assert.Single(told);
        Assert.Equal(
            ("handed_over", lead, _api.AgentId),
            (
                Text(notice, "kind"),
                notice.GetProperty("entity_ref").GetProperty("id").GetString(),
                Text(notice, "agent_id")
            )
        );

        var path = $"notifications/{Text(notice, "id")}";
        (await _api.Manager.GetAsync(path)).ExpectProblem(404, "notification.not_found");
        (await _api.Manager.PostAsync($"{path}/read", null)).ExpectProblem(
            404,
            "notification.not_found"
        );
        (await _api.Agent.PostAsync($"{path}/read?all=true", null)).ExpectProblem(
            400,
            "query.unknown_parameter"
        );
        var read = (await _api.Agent.PostAsync($"{path}/read", null)).Expect(HttpStatusCode.OK);
        Assert.Equal(
            Text(read.Body, "read_at"),
            Text(
                (await _api.Agent.PostAsync($"{path}/read", null)).Expect(HttpStatusCode.OK).Body,
                "read_at"
            )
        );
        Assert.Empty(await ListAsync("?unread=true"));
        Assert.Single(
            await ListAsync($"?read_at[exists]=true&kind=handed_over&entity_ref.id={lead}")
        );
    }

    [Fact]
    public async Task All_are_marked_as_read_at_once_and_only_ones_own()
    {
        for (var i = 0; i < 3; i++)
            await AssignAsync((await _api.NewAsync()).Id);
        await NotifiedAsync(3);
        var first = (await _api.Agent.GetAsync("notifications?limit=2&unread=true&count=exact"))
            .Expect(HttpStatusCode.OK)
            .Body;
        Assert.Equal(
            (2, 3),
            (first.GetProperty("data").GetArrayLength(), first.GetProperty("total").GetInt32())
        );
        Assert.Single(await ListAsync($"?limit=2&unread=true&cursor={Text(first, "next_cursor")}"));

        Assert.Equal(
            0,
            (await _api.Manager.PostAsync("notifications/read-all", null))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("marked")
                .GetInt32()
        );
        Assert.Equal(
            3,
            (await _api.Agent.PostAsync("notifications/read-all", null))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("marked")
                .GetInt32()
        );
        Assert.Empty(await ListAsync("?unread=true"));
        (await _api.Agent.GetAsync("notifications?agent_id=A0-0001")).ExpectProblem(
            400,
            "query.unknown_parameter"
        );
    }

    [Fact]
    public async Task Nobody_is_told_of_what_they_did_themselves()
    {
        var lead = (await _api.NewAsync()).Id;
        var manager = (await _api.Manager.GetAsync("auth/me")).Expect(HttpStatusCode.OK).Body;
        (
            await _api.Manager.PostAsync(
                $"leads/{lead}/assign",
                new { agent_id = Text(manager, "id") }
            )
        ).Expect(HttpStatusCode.OK);
        await AssignAsync(lead);
        await NotifiedAsync(1);
        Assert.Empty(
            (await _api.Manager.GetAsync("notifications"))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("data")
                .EnumerateArray()
        );
    }

    private async Task AssignAsync(string lead) =>
        (
            await _api.Manager.PostAsync($"leads/{lead}/assign", new { agent_id = _api.AgentId })
        ).Expect(HttpStatusCode.OK);

    /// <summary>The agent's notifications, once there are so many.</summary>
    private async Task<IReadOnlyList<JsonElement>> NotifiedAsync(int count)
    {
        await FlowCalls.UntilAsync(
            async () => (await ListAsync("")).Count >= count,
            $"{count} notifications"
        );
        return await ListAsync("");
    }

    private async Task<IReadOnlyList<JsonElement>> ListAsync(string query) =>
        [
            .. (await _api.Agent.GetAsync($"notifications{query}"))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("data")
                .EnumerateArray(),
        ];

    private static string Text(JsonElement json, string member) =>
        json.GetProperty(member).GetString()!;
}
