using System.Net;
using System.Text.Json;

namespace KoSales.Tests.EndToEnd;

[Collection(AppCollection.Name)]
public sealed class AssignmentJobApiTests(AppFixture app)
{
    private const int Leads = 60;

    [Fact]
    public async Task A_cohort_is_handed_out_watched_and_taken_back()
    {
        var admin = await app.AdminAsync();
        var cohort = await admin.CohortOfAsync(await admin.ImportLeadsAsync(Leads), Leads);
        string[] agents =
        [
            await admin.AgentAsync(new { weight = 1 }),
            await admin.AgentAsync(new { weight = 2 }),
            await admin.AgentAsync(new { weight = 3, max_open_leads = 10 }),
        ];
        var asked = new
        {
            strategy = "capacity_weighted",
            agents = agents.Select(a => new { agent_id = a }),
            scope = "unassigned",
            dry_run = false,
        };
        var accepted = (await admin.PostAsync($"cohorts/{cohort}/assign", asked)).Expect(
            HttpStatusCode.Accepted
        );
        Assert.Equal($"/api/v1/cohort-assignment-jobs/{accepted.Id}", accepted.Headers["Location"]);
        var job = await admin.JobUntilAsync(accepted.Id, "completed");
        Assert.Equal(
            (Leads, Leads, Leads),
            (Number(job, "total"), Number(job, "processed"), Number(job, "assigned"))
        );
        Assert.Equal(
            [17, 33, 10],
            job.GetProperty("agents").EnumerateArray().Select(a => Number(a, "assigned"))
        );
        Assert.Equal(33, await admin.CountLeadsAsync($"owner_id={agents[1]}"));
        var lead = (await admin.GetAsync($"leads?limit=1&owner_id={agents[0]}"))
            .Body.GetProperty("data")[0]
            .GetProperty("id")
            .GetString();
        var explained = (
            await admin.GetAsync($"cohort-assignment-jobs/{accepted.Id}/explain?id={lead}")
        )
            .Expect(HttpStatusCode.OK)
            .Body;
        Assert.Equal(
            (agents[0], "assigned"),
            (
                explained.GetProperty("agent_id").GetString(),
                explained.GetProperty("outcome").GetString()
            )
        );

        var plan = (
            await admin.PostAsync($"cohort-assignment-jobs/{accepted.Id}/undo?dry_run=true", null)
        )
            .Expect(HttpStatusCode.OK)
            .Body;
        Assert.Equal((Leads, 0), (Number(plan, "reversed"), Number(plan, "kept")));
        Assert.Equal(
            (33, 33),
            (
                await admin.CountLeadsAsync($"owner_id={agents[1]}"),
                await TodayAsync(admin, agents[1])
            )
        );

        (await admin.PostAsync($"cohort-assignment-jobs/{accepted.Id}/undo", null)).Expect(
            HttpStatusCode.Accepted
        );
        var undone = await admin.WatchAsync(
            $"cohort-assignment-jobs/{accepted.Id}",
            j => j.GetProperty("undo").GetProperty("status").GetString() == "completed"
        );
        Assert.Equal(
            (Leads, 0),
            (
                Number(undone.GetProperty("undo"), "reversed"),
                Number(undone.GetProperty("undo"), "kept")
            )
        );
        Assert.Equal(
            (0, 0),
            (
                await admin.CountLeadsAsync($"owner_id={agents[1]}"),
                await TodayAsync(admin, agents[1])
            )
        );
        Assert.Contains(
            (await admin.GetAsync($"cohort-assignment-jobs?cohort_id={cohort}"))
                .Body.GetProperty("data")
                .EnumerateArray(),
            j => j.GetProperty("id").GetString() == accepted.Id
        );
    }

    [Fact]
    public async Task A_dry_run_says_what_its_run_then_does()
    {
        var admin = await app.AdminAsync();
        var cohort = await admin.CohortOfAsync(await admin.ImportLeadsAsync(10), 10);
        var agent = await admin.AgentAsync(new { max_open_leads = 4 });
        var id = (
            await admin.PostAsync(
                $"cohorts/{cohort}/assign?dry_run=true",
                new { agents = new[] { new { agent_id = agent } } }
            )
        )
            .Expect(HttpStatusCode.Accepted)
            .Id;
        var planned = await admin.JobUntilAsync(id, "completed");
        Assert.Equal(
            (0, 4, 6),
            (
                Number(planned, "assigned"),
                Number(planned.GetProperty("agents")[0], "quota"),
                Number(planned.GetProperty("skipped"), "no_capacity")
            )
        );
        Assert.Equal(6, Number(planned.GetProperty("unassignable")[0], "places_needed"));
        Assert.Equal(
            ("cohort_assignment", 1m),
            (planned.GetProperty("kind").GetString(), planned.GetProperty("progress").GetDecimal())
        );
        Assert.Equal(
            ["self", "run", "cohort"],
            planned.GetProperty("links").EnumerateObject().Select(l => l.Name)
        );
        var errors = (
            await admin.GetAsync(
                planned.GetProperty("errors_url").GetString()!["/api/v1/".Length..]
            )
        ).Expect(HttpStatusCode.OK);
        Assert.Equal("id,code,detail", errors.Text.Trim());
        (await admin.PostAsync($"cohort-assignment-jobs/{id}/run", null)).Expect(
            HttpStatusCode.Accepted
        );
        Assert.Equal(
            4,
            Number(
                await admin.WatchAsync(
                    $"cohort-assignment-jobs/{id}",
                    j =>
                        !j.GetProperty("dry_run").GetBoolean()
                        && j.GetProperty("status").GetString() == "completed"
                ),
                "assigned"
            )
        );
        var again = (await admin.PostAsync($"cohort-assignment-jobs/{id}/run", null)).Expect(
            HttpStatusCode.Conflict
        );
        Assert.Equal("assignment_job.not_a_dry_run", again.Code);
        var digest = (
            await (
                await app.LoginAsync(
                    (await admin.GetAsync($"agents/{agent}"))
                        .Body.GetProperty("email")
                        .GetString()!,
                    AppFixture.AdminPassword
                )
            ).GetAsync("assignment-digests")
        )
            .Expect(HttpStatusCode.OK)
            .Body;
        Assert.Equal(
            4,
            Number(Assert.Single(digest.GetProperty("data").EnumerateArray()), "assigned")
        );
    }

    [Theory]
    [InlineData(
        """{"agents": [{"agent_id": "A0-99999"}]}""",
        "/agents/0/agent_id",
        "agent.not_found"
    )]
    [InlineData(
        """{"agents": [{"agent_id": "A0-0001"}, {"agent_id": "A0-0001"}]}""",
        "/agents/1/agent_id",
        "duplicate"
    )]
    [InlineData("""{"scope": "owned_by"}""", "/owned_by", "required")]
    [InlineData("""{"owned_by": ["A0-0001"]}""", "/owned_by", "invalid")]
    [InlineData("""{"agents": []}""", "/agents", "assignment_job.no_agents")]
    public async Task A_wrong_request_names_the_member_at_fault(
        string body,
        string pointer,
        string code
    )
    {
        var admin = await app.AdminAsync();
        var rule = new
        {
            all = new[]
            {
                new
                {
                    field = "kind",
                    op = "eq",
                    value = "dealer",
                },
            },
        };
        var cohort = (
            await admin.PostAsync(
                "cohorts",
                new
                {
                    name = "nobody",
                    entity = "lead",
                    mode = "dynamic",
                    rule,
                }
            )
        ).Expect(HttpStatusCode.Created).Id;
        var refused = (await admin.PostAsync($"cohorts/{cohort}/assign", body)).Expect(
            HttpStatusCode.UnprocessableEntity
        );
        Assert.Contains(
            refused.Body.GetProperty("errors").EnumerateArray(),
            e =>
                e.GetProperty("pointer").GetString() == pointer
                && e.GetProperty("code").GetString() == code
        );
    }

    [Fact]
    public async Task A_job_or_cohort_that_is_not_there_is_not_found()
    {
        var admin = await app.AdminAsync();
        (await admin.PostAsync("cohorts/COH-999999/assign", new { })).Expect(
            HttpStatusCode.NotFound
        );
        foreach (var action in new[] { "pause", "resume", "cancel", "run", "retry", "undo" })
            (await admin.PostAsync($"cohort-assignment-jobs/CAJ-999999/{action}", null)).Expect(
                HttpStatusCode.NotFound
            );
        (await admin.GetAsync("cohort-assignment-jobs/CAJ-999999")).Expect(HttpStatusCode.NotFound);
        (await admin.PostAsync("agents/A0-99999/redistribute", new { })).Expect(
            HttpStatusCode.NotFound
        );
    }

    /// <summary>Leads that count for the agent's daily limit.</summary>
    private static async Task<long> TodayAsync(AppClient admin, string agent) =>
        Number(
            (await admin.GetAsync($"agents/{agent}"))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("load"),
            "assigned_today"
        );

    private static long Number(JsonElement element, string name) =>
        element.GetProperty(name).GetInt64();
}
