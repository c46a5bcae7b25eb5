using System.Globalization;
using System.Net;
using System.Text.Json;
using Xunit.Abstractions;

namespace KoSales.Tests.EndToEnd;

/// <summary>Small here; <c>infra/faults/kill-bulk-assignment.sh</c> runs it with 100,000 leads and 20
/// kills.</summary>
public sealed class AssignmentJobKillTests(ITestOutputHelper output)
{
    private static readonly int Leads = Setting("KOSALES_KILL_LEADS", 6_000);
    private static readonly int Kills = Setting("KOSALES_KILLS", 3);
    private static readonly int Seed = Setting("KOSALES_KILL_SEED", Environment.ProcessId);

    private const int Room = 1_000_000;

    [Fact]
    public async Task A_job_killed_at_random_moments_gives_every_lead_once_and_every_quota_exactly()
    {
        output.WriteLine($"{Leads} leads, {Kills} kills, seed {Seed}");
        await using var app = await AppProcess.StartAsync(
            new Dictionary<string, string>(AppFixture.Settings())
            {
                ["KoSales__Rate__Enabled"] = "false",
            }
        );
        var client = await LoginAsync(app);
        var cohort = await client.CohortOfAsync(await client.ImportLeadsAsync(Leads), Leads);
        List<string> agents = [];
        for (var i = 0; i < 5; i++)
            agents.Add(
                await client.AgentAsync(new { weight = 1 + (i * 0.5), max_open_leads = Room })
            );
        var job = await StartAsync(client, cohort, agents, dryRun: false);

        var random = new Random(Seed);
        double[] shares = [.. Enumerable.Range(0, Kills).Select(_ => random.NextDouble()).Order()];
        for (var kill = 0; kill < Kills; kill++)
        {
            // Some while it plans, the others on its way through the batches.
            if (kill >= Kills / 4)
                await client.WatchAsync(
                    $"cohort-assignment-jobs/{job}",
                    state => Number(state, "processed") >= shares[kill] * Leads
                );
            await Task.Delay(random.Next(0, kill < Kills / 4 ? 1_500 : 200));
            await app.KillAsync();
            await app.StartAgainAsync();
            client = await LoginAsync(app);
            var after = (await client.GetAsync($"cohort-assignment-jobs/{job}")).Body;
            output.WriteLine(
                $"killed, {after.GetProperty("status")} with {after.GetProperty("processed")} processed"
            );
        }

        await AssertExactAsync(
            client,
            await client.JobUntilAsync(job, "completed", "completed_with_errors", "failed")
        );
        await AssertNothingReservedAsync(client, cohort, agents);
        await AssertGivenOnceAsync(client, agents[0]);
    }

    private static async Task AssertExactAsync(AppClient client, JsonElement job)
    {
        Assert.Equal(
            ("completed", Leads, Leads, 0),
            (
                job.GetProperty("status").GetString(),
                Number(job, "total"),
                Number(job, "assigned"),
                Number(job, "failed")
            )
        );
        var weights = job.GetProperty("agents")
            .EnumerateArray()
            .Sum(a => a.GetProperty("weight").GetDecimal());
        foreach (var agent in job.GetProperty("agents").EnumerateArray())
        {
            var (id, quota) = (agent.GetProperty("agent_id").GetString()!, Number(agent, "quota"));
            Assert.True(
                Math.Abs(quota - (Leads * agent.GetProperty("weight").GetDecimal() / weights)) < 1,
                $"{id} has a quota of {quota}"
            );
            Assert.Equal(quota, Number(agent, "assigned"));
            Assert.Equal(quota, await client.CountLeadsAsync($"owner_id={id}"));
            var load = (await client.GetAsync($"agents/{id}"))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("load");
            Assert.Equal((quota, quota), (Number(load, "open_leads"), Number(load, "open_tasks")));
        }
    }

    /// <summary>A plan over nothing shows what room is left: the limit less what is owned.</summary>
    private static async Task AssertNothingReservedAsync(
        AppClient client,
        string cohort,
        IReadOnlyList<string> agents
    )
    {
        var probe = await client.JobUntilAsync(
            await StartAsync(client, cohort, agents, dryRun: true),
            "completed"
        );
        foreach (var agent in probe.GetProperty("agents").EnumerateArray())
        {
            var owned = await client.CountLeadsAsync(
                $"owner_id={agent.GetProperty("agent_id").GetString()}"
            );
            Assert.Equal(Room - owned, Number(agent, "capacity_left"));
        }
    }

    private static async Task AssertGivenOnceAsync(AppClient client, string agent)
    {
        foreach (
            var lead in (await client.GetAsync($"leads?limit=100&owner_id={agent}"))
                .Body.GetProperty("data")
                .EnumerateArray()
        )
        {
            var timeline = (
                await client.GetAsync($"leads/{lead.GetProperty("id").GetString()}/timeline")
            )
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("data");
            Assert.Single(
                timeline.EnumerateArray(),
                e => e.GetProperty("kind").GetString() == "assigned"
            );
        }
    }

    private static async Task<string> StartAsync(
        AppClient client,
        string cohort,
        IEnumerable<string> agents,
        bool dryRun
    )
    {
        var body = new { agents = agents.Select(a => new { agent_id = a }), dry_run = dryRun };
        return (await client.PostAsync($"cohorts/{cohort}/assign", body))
            .Expect(HttpStatusCode.Accepted)
            .Id;
    }

    private static Task<AppClient> LoginAsync(AppProcess app) =>
        new AppClient(app.Address).LoginAsync(AppFixture.AdminEmail, AppFixture.AdminPassword);

    private static long Number(JsonElement element, string name) =>
        element.GetProperty(name).GetInt64();

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : otherwise;
}
