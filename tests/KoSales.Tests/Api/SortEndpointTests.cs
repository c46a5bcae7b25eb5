using System.Net;
using System.Text.Json.Nodes;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Api;

[Collection(AppCollection.Name)]
public sealed class SortEndpointTests(AppFixture app)
{
    [Theory]
    [InlineData("teams", "{}")]
    [InlineData("cohorts", """{"entity": "lead"}""")]
    [InlineData("sla-policies", """{"target_minutes": {"normal": 60}}""")]
    [InlineData("calendars", """{"week": {"mon": [{"from": "09:00", "to": "17:00"}]}}""")]
    [InlineData("agents", """{"roles": ["agent"]}""")]
    public async Task Names_are_sorted_without_regard_to_case(string path, string body)
    {
        var admin = await app.AdminAsync();
        var mark = "s" + Guid.NewGuid().ToString("N")[..10];
        foreach (var name in new[] { "cherry", "Banana", "apple" })
        {
            var named = JsonNode.Parse(body)!.AsObject();
            named["name"] = $"{mark} {name}";
            if (path == "agents")
                named["email"] = $"{mark}{name}@example.in";
            (await admin.PostAsync(path, named)).Expect(HttpStatusCode.Created);
        }

        var found = (await admin.GetAsync($"{path}?name[prefix]={mark}&sort=name")).Expect(
            HttpStatusCode.OK
        );
        var back = (await admin.GetAsync($"{path}?name[prefix]={mark}&sort=-name")).Expect(
            HttpStatusCode.OK
        );

        Assert.Equal(["apple", "Banana", "cherry"], Names(found));
        Assert.Equal(["cherry", "Banana", "apple"], Names(back));
        Assert.DoesNotContain("name_key", found.Text, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Names(Reply reply) =>
        reply
            .Body.GetProperty("data")
            .EnumerateArray()
            .Select(d => d.GetProperty("name").GetString()!.Split(' ')[1]);
}
