using System.Net;
using System.Text.Json;
using KoSales.Tests.Leads;

namespace KoSales.Tests.EndToEnd;

/// <summary>Cohorts of contacts and customers list their members as those of leads do.</summary>
[Collection(AppCollection.Name)]
public sealed class CohortRecordsTests(AppFixture app, LeadApi api) : IClassFixture<LeadApi>
{
    public static TheoryData<string, string> Kinds =>
        new()
        {
            { "contact", "contacts" },
            { "customer", "customers" },
            { "deal", "deals" },
        };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Members_are_listed_filtered_counted_and_paged_as_what_they_are(
        string kind,
        string list
    )
    {
        var admin = await app.AdminAsync();
        string[] records =
        [
            await NewAsync(api.Manager, list, "first"),
            await NewAsync(api.Manager, list, "second"),
            await NewAsync(api.Manager, list, "second"),
        ];
        var cohort = await CohortAsync(admin, kind, records);
        var path = $"cohorts/{cohort}/{list}";

        var first = (await admin.GetAsync($"{path}?limit=2&fields=id,tags&count=exact"))
            .Expect(HttpStatusCode.OK)
            .Body;
        var cursor = first.GetProperty("next_cursor").GetString();
        var second = (
            await admin.GetAsync($"{path}?limit=2&fields=id,tags&cursor={cursor}")
        ).Expect(HttpStatusCode.OK);

        Assert.Equal(3, first.GetProperty("total").GetInt32());
        Assert.Equal(Sorted(records), IdsOf(first).Concat(IdsOf(second.Body)));
        Assert.False(first.GetProperty("data")[0].TryGetProperty("status", out _));
        Assert.Equal(Sorted(records[1..]), await IdsAsync(admin, $"{path}?tags=second"));
        var other = await CohortAsync(admin, kind, records[..1]);
        (
            await admin.GetAsync($"cohorts/{other}/{list}?limit=2&fields=id,tags&cursor={cursor}")
        ).ExpectProblem(400, "query.bad_cursor");
        (await admin.GetAsync($"{path}?sort=-created_at")).ExpectProblem(400, "query.bad_sort");
        (await admin.GetAsync($"{path}?colour=red")).ExpectProblem(400, "query.unknown_parameter");
        (await admin.GetAsync($"cohorts/{cohort}/leads")).ExpectProblem(404, "cohort.not_found");
        (await admin.GetAsync($"cohorts/COH-99999999/{list}")).ExpectProblem(
            404,
            "cohort.not_found"
        );
        (await api.Agent.GetAsync(path)).Expect(HttpStatusCode.Forbidden);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Nobody_lists_or_counts_members_that_are_another_teams(
        string kind,
        string list
    )
    {
        var admin = await app.AdminAsync();
        var others = await api.OthersAsync();
        var own = await NewAsync(api.Manager, list, "own");
        var foreign = await NewAsync(others.Manager, list, "foreign");
        var cohort = await CohortAsync(admin, kind, own, foreign);

        Assert.Equal([own], await IdsAsync(api.Manager, $"cohorts/{cohort}/{list}"));
        var members = await api.Manager.GetAsync($"cohorts/{cohort}/members?count=exact&limit=1");
        Assert.Equal(1, members.Expect(HttpStatusCode.OK).Body.GetProperty("total").GetInt32());
        Assert.Equal(1, members.Body.GetProperty("data").GetArrayLength());
        await AssertCountAsync(admin, cohort, 2);
    }

    [Fact]
    public async Task Members_of_a_day_are_counted_as_they_were_then()
    {
        var admin = await app.AdminAsync();
        var staying = await NewAsync(api.Manager, "contacts", "staying");
        var leaving = await NewAsync(api.Manager, "contacts", "leaving");
        var cohort = await CohortAsync(admin, "contact", staying, leaving);
        var joined = (await admin.GetAsync($"cohorts/{cohort}/members"))
            .Body.GetProperty("data")[1]
            .GetProperty("joined_at")
            .GetString();
        (await admin.PostAsync($"cohorts/{cohort}/unpin", new { ids = new[] { leaving } })).Expect(
            HttpStatusCode.OK
        );

        await CohortCalls.UntilAsync(async () =>
            (await admin.GetAsync($"cohorts/{cohort}/members"))
                .Body.GetProperty("data")
                .GetArrayLength() == 1
        );

        await AssertCountAsync(admin, cohort, 1);
        await AssertCountAsync(admin, cohort, 0, "&on=2020-01-01");
        await AssertCountAsync(admin, cohort, 2, $"&on={joined}");
        (await admin.GetAsync($"cohorts/{cohort}/members?count=maybe")).ExpectProblem(
            400,
            "query.bad_value"
        );
    }

    private static IEnumerable<string> Sorted(IEnumerable<string> ids) =>
        ids.Order(StringComparer.Ordinal);

    private static async Task AssertCountAsync(
        AppClient client,
        string cohort,
        int count,
        string query = ""
    )
    {
        var members = await client.GetAsync($"cohorts/{cohort}/members?count=exact{query}");
        Assert.Equal(count, members.Expect(HttpStatusCode.OK).Body.GetProperty("total").GetInt32());
    }

    private static async Task<string> NewAsync(AppClient by, string list, string tag)
    {
        object body = list switch
        {
            "contacts" => new
            {
                name = "Ramesh Patel",
                phone = LeadApi.Phone(),
                kind = "farmer",
                tags = new[] { tag },
            },
            "customers" => new
            {
                name = "Patel Krishi Kendra",
                kind = "dealer",
                tags = new[] { tag },
            },
            _ => new { title = "Seed for rabi", tags = new[] { tag } },
        };
        return (await by.PostAsync(list, body)).Expect(HttpStatusCode.Created).Id;
    }

    private static async Task<string> CohortAsync(
        AppClient admin,
        string kind,
        params string[] include
    ) => (
            await admin.PostAsync(
                "cohorts",
                new
                {
                    name = "Chosen",
                    entity = kind,
                    include_ids = include,
                }
            )
        ).Expect(HttpStatusCode.Created).Id;

    private static async Task<IEnumerable<string>> IdsAsync(AppClient client, string path) =>
        IdsOf((await client.GetAsync(path)).Expect(HttpStatusCode.OK).Body);

    private static IEnumerable<string> IdsOf(JsonElement list) =>
        list.GetProperty("data").EnumerateArray().Select(r => r.GetProperty("id").GetString()!);
}
