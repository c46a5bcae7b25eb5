using System.Net;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Deals;

[Collection(AppCollection.Name)]
public sealed class DealExportTests(AppFixture app, LeadApi api) : IClassFixture<LeadApi>
{
    private readonly string _mark = Guid.NewGuid().ToString("N")[..10];

    private async Task<string> NewAsync(AppClient by, string title) => (
            await by.PostAsync(
                "deals",
                new
                {
                    title,
                    amount = new { value = "1200.50", currency = "INR" },
                    tags = new[] { _mark },
                }
            )
        ).Expect(HttpStatusCode.Created).Id;

    [Fact]
    public async Task Deals_are_downloaded_right_away_as_csv_within_the_scope_of_who_asks()
    {
        var own = await NewAsync(api.Agent, "=Urea");
        var others = await NewAsync(api.Manager, "DAP");
        var path =
            $"deals/export.csv?bom=false&fields=id,title,stage,amount_inr&tags[contains_any]={_mark}";

        var ofAgent = (await api.Agent.GetAsync(path)).Expect(HttpStatusCode.OK).Text;
        var ofManager = (await api.Manager.GetAsync(path)).Expect(HttpStatusCode.OK).Text;

        Assert.Equal($"id,title,stage,amount_inr\r\n{own},\"'=Urea\",enquiry,1200.50\r\n", ofAgent);
        Assert.Contains(others, ofManager, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_writes_the_deals_that_match_and_those_of_a_cohort()
    {
        var admin = await app.AdminAsync();
        var first = await NewAsync(api.Manager, "Urea");
        var second = await NewAsync(api.Manager, "DAP");
        var cohort = (
            await admin.PostAsync(
                "cohorts",
                new
                {
                    name = _mark,
                    entity = "deal",
                    include_ids = new[] { second },
                }
            )
        ).Expect(HttpStatusCode.Created);

        var all = await ExportAsync(admin, $"deals/export?tags[contains_any]={_mark}", new { });
        var some = await ExportAsync(
            admin,
            "deals/export",
            new { cohort_id = cohort.Id, format = "ndjson" }
        );

        Assert.Contains(first, all, StringComparison.Ordinal);
        Assert.Contains(second, all, StringComparison.Ordinal);
        Assert.Contains($"\"id\":\"{second}\"", some, StringComparison.Ordinal);
        Assert.Single(some.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        var members = await admin.GetAsync($"cohorts/{cohort.Id}/deals");
        Assert.Equal(second, members.Body.GetProperty("data")[0].GetProperty("id").GetString());
        (await admin.GetAsync($"cohorts/{cohort.Id}/leads")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_field_that_deals_do_not_show_and_a_cohort_of_leads_are_refused()
    {
        var admin = await app.AdminAsync();
        var leads = (
            await admin.PostAsync(
                "cohorts",
                new
                {
                    name = _mark,
                    entity = "lead",
                    include_ids = Array.Empty<string>(),
                }
            )
        ).Expect(HttpStatusCode.Created);

        var refused = await admin.PostAsync(
            "deals/export",
            new { fields = new[] { "phone_masked" }, cohort_id = leads.Id }
        );

        Assert.Equal(
            ["/cohort_id", "/fields/0"],
            refused
                .Expect(HttpStatusCode.UnprocessableEntity)
                .Body.GetProperty("errors")
                .EnumerateArray()
                .Select(e => e.GetProperty("pointer").GetString())
        );
    }

    private static async Task<string> ExportAsync(AppClient client, string path, object body)
    {
        var job = (await client.PostAsync(path, body)).Expect(HttpStatusCode.Accepted).Id;
        var ended = await client.UntilEndedAsync(job);
        Assert.Equal("completed", ended.GetProperty("status").GetString());
        return (await client.GetAsync($"exports/{job}")).Expect(HttpStatusCode.OK).Text;
    }
}
