using System.Net;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Search;

[Collection(AppCollection.Name)]
public sealed class SearchEndpointTests(LeadApi api) : IClassFixture<LeadApi>
{
    [Fact]
    public async Task A_limit_is_of_all_and_hides_no_kind()
    {
        var word = LeadApi.Word();
        var name = $"{word} kendra";
        for (var i = 0; i < 3; i++)
            (await api.Agent.PostAsync("customers", new { name, kind = "dealer" })).Expect(
                HttpStatusCode.Created
            );
        (await api.Agent.PostAsync("deals", new { title = name })).Expect(HttpStatusCode.Created);

        Assert.Equal(4, (await TypesAsync("")).Count);
        Assert.Equal(["customer", "customer", "deal"], await TypesAsync("&limit=3"));
        Assert.Single(await TypesAsync("&limit=1"));
        foreach (var limit in new[] { "0", "201", "x", "-1", "1.5" })
            (await api.Agent.GetAsync($"search?q={word}&limit={limit}")).ExpectProblem(
                400,
                "query.bad_limit"
            );

        async Task<List<string?>> TypesAsync(string more) =>
            [
                .. (await api.Agent.GetAsync($"search?q={word}{more}"))
                    .Expect(HttpStatusCode.OK)
                    .Body.GetProperty("data")
                    .EnumerateArray()
                    .Select(h => h.GetProperty("type").GetString())
                    .Order(StringComparer.Ordinal),
            ];
    }

    [Fact]
    public async Task Search_finds_by_id_name_and_exact_contact_data()
    {
        var (phone, email) = (LeadApi.Phone(), $"m{Guid.NewGuid():N}@example.in");
        var lead = await api.NewAsync(
            body: new
            {
                name = "Mahendra Singh Tomar",
                phone,
                email,
                kind = "farmer",
            }
        );
        foreach (
            var q in new[]
            {
                lead.Id,
                lead.Id.ToLowerInvariant(),
                phone,
                "+91 " + phone,
                email.ToUpperInvariant(),
                "mahen",
                "Mahendra T",
                "mahendra singh tomar",
            }
        )
        {
            var reply = (await api.Agent.GetAsync($"search?q={Uri.EscapeDataString(q)}")).Expect(
                HttpStatusCode.OK
            );
            Assert.Contains(
                reply.Body.GetProperty("data").EnumerateArray(),
                h => h.GetProperty("id").GetString() == lead.Id
            );
        }

        Assert.Equal(
            0,
            (await api.Agent.GetAsync("search?q=9000000000"))
                .Body.GetProperty("data")
                .GetArrayLength()
        );
        (await api.Agent.GetAsync("search?q=a")).Expect(HttpStatusCode.BadRequest);
        (await api.Agent.GetAsync("search")).Expect(HttpStatusCode.BadRequest);
    }
}
