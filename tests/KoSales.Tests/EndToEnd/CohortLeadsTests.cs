using System.Net;
using System.Text.Json;
using KoSales.Tests.Leads;

namespace KoSales.Tests.EndToEnd;

[Collection(AppCollection.Name)]
public sealed class CohortLeadsTests(AppFixture app)
{
    [Fact]
    public async Task Members_are_listed_filtered_and_paged_as_leads()
    {
        var admin = await app.AdminAsync();
        var (cohort, leads) = await CohortAsync(admin);
        var path = $"cohorts/{cohort}/leads";
        var first = (await admin.GetAsync($"{path}?limit=2&fields=id,kind&count=exact"))
            .Expect(HttpStatusCode.OK)
            .Body;
        Assert.Equal(
            (leads[0], leads[1], 3),
            (Id(first, 0), Id(first, 1), first.GetProperty("total").GetInt32())
        );
        Assert.False(first.GetProperty("data")[0].TryGetProperty("display_name", out _));
        var cursor = first.GetProperty("next_cursor").GetString();
        var second = (await admin.GetAsync($"{path}?limit=2&fields=id,kind&cursor={cursor}"))
            .Expect(HttpStatusCode.OK)
            .Body;
        Assert.Equal(leads[2], Id(second, 0));
        Assert.False(second.TryGetProperty("next_cursor", out _));
        var dealers = (await admin.GetAsync($"{path}?kind=dealer&include=pipeline"))
            .Expect(HttpStatusCode.OK)
            .Body;
        Assert.Equal(
            [leads[1]],
            dealers
                .GetProperty("data")
                .EnumerateArray()
                .Select(l => l.GetProperty("id").GetString())
        );

        var other = (await CohortAsync(admin)).Cohort;
        (
            await admin.GetAsync($"cohorts/{other}/leads?limit=2&fields=id,kind&cursor={cursor}")
        ).ExpectProblem(400, "query.bad_cursor");
        (await admin.GetAsync($"{path}?sort=-score")).ExpectProblem(400, "query.bad_sort");
        (await admin.GetAsync($"{path}?colour=red")).ExpectProblem(400, "query.unknown_parameter");
        (await admin.GetAsync("cohorts/COH-99999999/leads")).ExpectProblem(404, "cohort.not_found");
    }

    [Fact]
    public async Task Members_are_exported_as_leads()
    {
        var admin = await app.AdminAsync();
        var (cohort, leads) = await CohortAsync(admin);
        var accepted = (
            await admin.PostAsync(
                "leads/export?kind=farmer",
                new
                {
                    cohort_id = cohort,
                    fields = new[] { "id" },
                    format = "ndjson",
                }
            )
        ).Expect(HttpStatusCode.Accepted);
        var job = await admin.UntilEndedAsync(accepted.Id);
        Assert.Equal(("completed", 2, 2, 0, 0), job.Outcome());
        var file = (await admin.GetAsync($"exports/{accepted.Id}")).Expect(HttpStatusCode.OK);
        var exported = file
            .Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonElement.Parse(line).GetProperty("id").GetString());
        Assert.Equal([leads[0], leads[2]], exported);
        (await admin.PostAsync("leads/export", new { cohort_id = "COH-99999999" })).ExpectProblem(
            422,
            "cohort.unknown"
        );
    }

    [Fact]
    public async Task Nobody_sees_members_that_are_another_teams()
    {
        var admin = await app.AdminAsync();
        var (cohort, leads) = await CohortAsync(admin);
        var (own, others) = (new LeadApi(app), new LeadApi(app));
        await own.InitializeAsync();
        await others.InitializeAsync();
        (await admin.PostAsync($"leads/{leads[0]}/assign", new { team_id = own.TeamId })).Expect(
            HttpStatusCode.OK
        );
        (await admin.PostAsync($"leads/{leads[1]}/assign", new { team_id = others.TeamId })).Expect(
            HttpStatusCode.OK
        );
        var seen = (await own.Manager.GetAsync($"cohorts/{cohort}/leads"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data")
            .EnumerateArray();
        Assert.Equal([leads[0], leads[2]], seen.Select(l => l.GetProperty("id").GetString()));
    }

    /// <summary>A farmer, a dealer and a farmer.</summary>
    private static async Task<(string Cohort, string[] Leads)> CohortAsync(AppClient admin)
    {
        string[] leads =
        [
            await LeadAsync(admin, "farmer"),
            await LeadAsync(admin, "dealer"),
            await LeadAsync(admin, "farmer"),
        ];
        var cohort = (
            await admin.PostAsync(
                "cohorts",
                new
                {
                    name = "Chosen",
                    entity = "lead",
                    include_ids = leads,
                }
            )
        ).Expect(HttpStatusCode.Created).Id;
        return (cohort, leads);
    }

    private static async Task<string> LeadAsync(AppClient admin, string kind) =>
        (await admin.PostAsync("leads", LeadApi.Body(kind: kind)))
            .Expect(HttpStatusCode.Created)
            .Id;

    private static string? Id(JsonElement list, int index) =>
        list.GetProperty("data")[index].GetProperty("id").GetString();
}
