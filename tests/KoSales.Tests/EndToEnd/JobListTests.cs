using System.Net;
using System.Text.Json;
using KoSales.Tests.Leads;

namespace KoSales.Tests.EndToEnd;

/// <summary>The lists of imports and of exports, over HTTP.</summary>
[Collection(AppCollection.Name)]
public sealed class JobListTests(AppFixture app, LeadApi api) : IClassFixture<LeadApi>
{
    private static readonly object Options = new
    {
        mapping = new Dictionary<string, string> { ["Name"] = "name", ["Phone"] = "phone" },
        defaults = new { kind = "farmer" },
    };

    [Fact]
    public async Task Imports_are_listed_by_page_and_narrowed_by_entity_and_status()
    {
        var leads = await ImportAsync(api.Manager, "leads");
        var contacts = await ImportAsync(api.Manager, "contacts");
        var export = await ExportAsync(api.Manager, "leads");

        var first = (await api.Manager.GetAsync("imports?limit=1&count=exact"))
            .Expect(HttpStatusCode.OK)
            .Body;
        var cursor = first.GetProperty("next_cursor").GetString();
        var second = (await api.Manager.GetAsync($"imports?limit=1&count=exact&cursor={cursor}"))
            .Expect(HttpStatusCode.OK)
            .Body;

        Assert.Equal([contacts, leads], [.. IdsOf(first), .. IdsOf(second)]);
        Assert.Equal(2, first.GetProperty("total").GetInt32());
        Assert.False(second.TryGetProperty("next_cursor", out _));
        Assert.Equal([leads], await IdsAsync(api.Manager, "imports?entity=lead"));
        Assert.Equal([contacts], await IdsAsync(api.Manager, "imports?entity[ne]=lead"));
        Assert.Equal([], await IdsAsync(api.Manager, "imports?status=failed"));
        Assert.Equal(
            [leads, contacts],
            await IdsAsync(api.Manager, "imports?status=completed&sort=created_at")
        );
        Assert.Equal(
            [export, leads],
            await IdsAsync(api.Manager, "jobs?entity=lead&requested_by[exists]=true")
        );
        (await api.Manager.GetAsync($"imports?limit=1&entity=lead&cursor={cursor}")).ExpectProblem(
            400,
            "query.bad_cursor"
        );
    }

    [Fact]
    public async Task Everybody_sees_their_own_exports_and_managers_those_of_the_team()
    {
        var others = await api.OthersAsync();
        var own = await ExportAsync(api.Agent, "deals");
        var managers = await ExportAsync(api.Manager, "customers");
        var foreign = await ExportAsync(others.Agent, "deals");
        var admin = await app.AdminAsync();

        Assert.Equal([own], await IdsAsync(api.Agent, "exports?entity=deal,customer"));
        Assert.Equal(
            [managers, own],
            await IdsAsync(api.Manager, "exports?entity=deal,customer&fields=id,entity")
        );
        Assert.Equal([foreign], await IdsAsync(others.Agent, "exports"));
        Assert.Equal(
            [foreign, managers, own],
            await IdsAsync(admin, $"exports?id={own},{managers},{foreign}")
        );
        Assert.Equal([], await IdsAsync(api.Agent, "imports"));
    }

    [Theory]
    [InlineData("entity=leads", "query.bad_value")]
    [InlineData("status=done", "query.bad_value")]
    [InlineData("kind=leads", "query.bad_value")]
    [InlineData("colour=red", "query.unknown_parameter")]
    [InlineData("sort=entity", "query.bad_sort")]
    [InlineData("limit=201", "query.bad_limit")]
    [InlineData("fields=file", "query.unknown_field")]
    public async Task A_bad_query_is_refused_by_name(string query, string code)
    {
        (await api.Agent.GetAsync($"imports?{query}")).ExpectProblem(400, code);
        (await api.Agent.GetAsync($"exports?{query}")).ExpectProblem(400, code);
    }

    private static async Task<string> ImportAsync(AppClient client, string of)
    {
        var accepted = await client.ImportAsync(
            $"Name,Phone\nRamesh Patel,{LeadApi.Phone()}\n",
            Options,
            of: of
        );
        return (await client.UntilEndedAsync(accepted.Expect(HttpStatusCode.Accepted).Id))
            .GetProperty("id")
            .GetString()!;
    }

    private static async Task<string> ExportAsync(AppClient client, string of)
    {
        var accepted = await client.PostAsync($"{of}/export", new { });
        return accepted.Expect(HttpStatusCode.Accepted).Id;
    }

    private static async Task<IEnumerable<string>> IdsAsync(AppClient client, string path) =>
        IdsOf((await client.GetAsync(path)).Expect(HttpStatusCode.OK).Body);

    private static IEnumerable<string> IdsOf(JsonElement list) =>
        list.GetProperty("data").EnumerateArray().Select(j => j.GetProperty("id").GetString()!);
}
