using System.Net;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Assignment;

[Collection(AppCollection.Name)]
public sealed class FairAssignmentEndpointTests(AppFixture app) : IAsyncLifetime
{
    private readonly LeadApi _api = new(app);

    public async Task InitializeAsync()
    {
        await _api.InitializeAsync();
        // The team's own agent serves every state; with no room it competes for none.
        (
            await _api.Manager.PatchAsync(
                $"agents/{_api.AgentId}",
                new { capacity = new { max_open_leads = 0 } },
                "*"
            )
        ).Expect(HttpStatusCode.OK);
    }

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Agents_of_two_states_share_the_leads_of_their_own_state_evenly()
    {
        string[] north = [await HireAsync("08"), await HireAsync("08")];
        string[] south = [await HireAsync("29"), await HireAsync("29")];
        for (var i = 0; i < 50; i++)
            await CreateAsync(i % 5 == 0 ? "29" : "08");
        Assert.Equal([20, 20, 5, 5], await GivenAsync([.. north, .. south]));
    }

    [Fact]
    public async Task With_32_clients_at_once_equal_agents_who_have_just_been_made_differ_by_one_at_most()
    {
        string[] agents =
        [
            await HireAsync("08"),
            await HireAsync("08"),
            await HireAsync("08"),
            await HireAsync("08"),
        ];
        var clients = Enumerable
            .Range(0, 32)
            .Select(_ =>
                Task.Run(async () =>
                {
                    for (var i = 0; i < 4; i++)
                        await CreateAsync("08");
                })
            );
        await Task.WhenAll(clients);
        var given = await GivenAsync(agents);
        Assert.Equal(128, given.Sum());
        Assert.True(given.Max() - given.Min() <= 1, string.Join('/', given));
    }

    [Fact]
    public async Task Who_is_made_between_two_leads_gets_the_next_turn_and_does_not_catch_up()
    {
        string[] agents = [await HireAsync("08"), await HireAsync("08")];
        for (var i = 0; i < 6; i++)
            await CreateAsync("08");
        var late = await HireAsync("08");
        for (var i = 0; i < 6; i++)
            await CreateAsync("08");
        Assert.Equal([5, 5, 2], await GivenAsync([.. agents, late]));
    }

    private async Task<string> HireAsync(string state)
    {
        var admin = await app.AdminAsync();
        var body = new
        {
            name = "Equal",
            email = $"{Guid.NewGuid():N}@example.in",
            roles = new[] { "agent" },
            team_id = _api.TeamId,
            skills = new { states = new[] { state } },
        };
        return (await admin.PostAsync("agents", body)).Expect(HttpStatusCode.Created).Id;
    }

    private async Task CreateAsync(string state)
    {
        var body = new
        {
            name = "Ramesh Patel",
            phone = LeadApi.Phone(),
            kind = "farmer",
            source = new { channel = "website" },
            address = new { state_code = state },
        };
        (await _api.Manager.PostAsync("leads?assign=auto", body)).Expect(HttpStatusCode.Created);
    }

    private async Task<IReadOnlyList<int>> GivenAsync(IReadOnlyList<string> agents)
    {
        List<int> given = [];
        foreach (var agent in agents)
        {
            var load = (await _api.Manager.GetAsync($"agents/{agent}"))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("load");
            given.Add(load.GetProperty("open_leads").GetInt32());
        }

        return given;
    }
}
