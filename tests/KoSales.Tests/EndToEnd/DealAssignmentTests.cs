using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace KoSales.Tests.EndToEnd;

/// <summary>A cohort of deals is handed out as one of leads is.</summary>
[Collection(AppCollection.Name)]
public sealed class DealAssignmentTests(AppFixture app)
{
    private const int Deals = 30;

    [Fact]
    public async Task A_cohort_of_deals_is_handed_out_by_weight_explained_and_taken_back()
    {
        var admin = await app.AdminAsync();
        var cohort = await CohortAsync(admin);
        string[] agents =
        [
            await admin.AgentAsync(new { weight = 1, max_open_leads = 1 }),
            await admin.AgentAsync(new { weight = 2, daily_limit = 1 }),
        ];

        var accepted = await AssignAsync(admin, cohort, agents);
        var job = await admin.JobUntilAsync(accepted, "completed");
        var deal = await FirstAsync(admin, agents[1]);
        var explained = await admin.GetAsync(
            $"cohort-assignment-jobs/{accepted}/explain?id={deal.GetProperty("id").GetString()}"
        );
        var pipeline = await admin.GetAsync(
            $"pipelines/{deal.GetProperty("pipeline_id").GetString()}"
        );
        (await admin.PostAsync($"cohort-assignment-jobs/{accepted}/undo", null)).Expect(
            HttpStatusCode.Accepted
        );
        var undone = await admin.WatchAsync(
            $"cohort-assignment-jobs/{accepted}",
            j => j.GetProperty("undo").GetProperty("status").GetString() == "completed"
        );

        Assert.Equal(
            ("deal", Deals, Deals),
            (
                job.GetProperty("entity").GetString(),
                job.GetProperty("total").GetInt32(),
                job.GetProperty("assigned").GetInt32()
            )
        );
        Assert.Equal(
            [10, 20],
            job.GetProperty("agents")
                .EnumerateArray()
                .Select(a => a.GetProperty("assigned").GetInt32())
        );
        Assert.Equal(agents[1], explained.Body.GetProperty("agent_id").GetString());
        Assert.Equal(agents[1], pipeline.Body.GetProperty("owner_id").GetString());
        Assert.Equal(Deals, undone.GetProperty("undo").GetProperty("reversed").GetInt32());
        Assert.Equal(0, await admin.CountAsync("deals", $"owner_id={agents[0]},{agents[1]}"));
    }

    [Fact]
    public async Task A_dry_run_of_deals_is_carried_out_as_it_was_planned()
    {
        var admin = await app.AdminAsync();
        var cohort = await CohortAsync(admin);
        var agent = await admin.AgentAsync(new { weight = 1 });
        var planned = await AssignAsync(admin, cohort, [agent], dryRun: true);
        await admin.JobUntilAsync(planned, "completed");
        var before = await admin.CountAsync("deals", $"owner_id={agent}");

        (await admin.PostAsync($"cohort-assignment-jobs/{planned}/run", null)).Expect(
            HttpStatusCode.Accepted
        );
        var ran = await admin.WatchAsync(
            $"cohort-assignment-jobs/{planned}",
            j => j.GetProperty("assigned").GetInt32() == Deals
        );

        Assert.Equal(0, before);
        Assert.Equal(Deals, ran.GetProperty("assigned").GetInt32());
        Assert.Equal(Deals, await admin.CountAsync("deals", $"owner_id={agent}"));
    }

    [Fact]
    public async Task A_portfolio_of_deals_is_redistributed()
    {
        var admin = await app.AdminAsync();
        var cohort = await CohortAsync(admin);
        var (leaving, heir) = (
            await admin.AgentAsync(new { weight = 1 }),
            await admin.AgentAsync(new { weight = 1 })
        );
        await admin.JobUntilAsync(await AssignAsync(admin, cohort, [leaving]), "completed");

        var queued = await admin.PostAsync(
            $"agents/{leaving}/redistribute",
            new { entity = "deal", agents = new[] { new { agent_id = heir } } }
        );
        var job = await admin.JobUntilAsync(queued.Expect(HttpStatusCode.Accepted).Id, "completed");

        Assert.Equal(Deals, job.GetProperty("assigned").GetInt32());
        Assert.Equal(Deals, await admin.CountAsync("deals", $"owner_id={heir}"));
    }

    private static async Task<string> AssignAsync(
        AppClient admin,
        string cohort,
        string[] agents,
        bool dryRun = false
    )
    {
        var body = new { agents = agents.Select(a => new { agent_id = a }), dry_run = dryRun };
        return (await admin.PostAsync($"cohorts/{cohort}/assign", body))
            .Expect(HttpStatusCode.Accepted)
            .Id;
    }

    private static async Task<JsonElement> FirstAsync(AppClient admin, string owner) =>
        (await admin.GetAsync($"deals?limit=1&owner_id={owner}"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data")[0];

    /// <summary>So many new deals in the pool, as a cohort.</summary>
    private static async Task<string> CohortAsync(AppClient admin)
    {
        var mark = $"bulk-{Guid.NewGuid():N}"[..16];
        var csv = new StringBuilder("Title,Ref,Tag\n");
        for (var i = 0; i < Deals; i++)
            csv.Append(CultureInfo.InvariantCulture, $"Deal {i},{mark}-{i},{mark}\n");
        var mapping = new Dictionary<string, string>
        {
            ["Title"] = "title",
            ["Ref"] = "external_ref",
            ["Tag"] = "tags",
        };
        var import = await admin.ImportAsync(csv.ToString(), new { mapping }, of: "deals");
        await admin.UntilEndedAsync(import.Expect(HttpStatusCode.Accepted).Id);
        var rule = new
        {
            field = "tags",
            op = "contains_any",
            value = new[] { mark },
        };
        var cohort = await admin.PostAsync(
            "cohorts",
            new
            {
                name = mark,
                entity = "deal",
                mode = "dynamic",
                rule,
            }
        );
        var id = cohort.Expect(HttpStatusCode.Created).Id;
        await admin.WatchAsync(
            $"cohorts/{id}",
            c => c.TryGetProperty("size", out var size) && size.GetInt32() == Deals
        );
        return id;
    }
}
