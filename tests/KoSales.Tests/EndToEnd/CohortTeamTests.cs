using System.Net;
using static KoSales.Tests.EndToEnd.CohortCalls;

namespace KoSales.Tests.EndToEnd;

/// <summary>What cohorts of managers reach, and who may change them.</summary>
[Collection(AppCollection.Name)]
public sealed class CohortTeamTests(AppFixture app)
{
    [Fact]
    public async Task A_managers_cohort_holds_counts_and_shows_what_is_not_another_teams()
    {
        var admin = await app.AdminAsync();
        var village = Village();
        var (open, foreign) = (
            await LeadAsync(admin, "dealer", village),
            await LeadAsync(admin, "dealer", village)
        );
        var (own, other) = (
            (await admin.PostAsync("teams", new { name = village })).Id,
            (await admin.PostAsync("teams", new { name = village + " other" })).Id
        );
        (await admin.PostAsync($"leads/{foreign}/assign", new { team_id = other })).Expect(
            HttpStatusCode.OK
        );
        var manager = await ManagerAsync(admin, own);
        var cohort = (
            await manager.PostAsync(
                "cohorts",
                new
                {
                    name = "Seen",
                    entity = "lead",
                    rule = Dealers(village),
                }
            )
        ).Expect(HttpStatusCode.Created);
        Assert.Equal(1, cohort.Body.GetProperty("size").GetInt32());
        Assert.Equal(own, cohort.Body.GetProperty("team_id").GetString());
        var seen = (await manager.GetAsync($"cohorts/{cohort.Id}/members"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data");
        Assert.Equal(
            open,
            Assert.Single(seen.EnumerateArray()).GetProperty("entity_id").GetString()
        );
        (await manager.GetAsync($"cohorts/{cohort.Id}/explain?id={foreign}")).ExpectProblem(
            404,
            "lead.not_found"
        );
        (
            await manager.PostAsync(
                $"cohorts/{cohort.Id}/pin",
                new { ids = new[] { open, foreign } }
            )
        ).ExpectProblem(422, "cohort.unknown_entity");
        var preview = (
            await manager.PostAsync(
                "cohorts/preview",
                new { entity = "lead", rule = Dealers(village) }
            )
        )
            .Expect(HttpStatusCode.OK)
            .Body;
        Assert.Equal(
            (1, 1),
            (
                preview.GetProperty("sample").GetArrayLength(),
                preview.GetProperty("count").GetInt32()
            )
        );
        var everybodys = (
            await admin.PostAsync(
                "cohorts",
                new
                {
                    name = "All",
                    entity = "lead",
                    rule = Dealers(village),
                }
            )
        ).Expect(HttpStatusCode.Created);
        Assert.Equal(2, everybodys.Body.GetProperty("size").GetInt32());
        (
            await manager.ChangeAsync($"cohorts/{everybodys.Id}", new { name = "Mine" })
        ).ExpectProblem(403, "cohort.of_others");
        (await manager.DeleteAsync($"cohorts/{everybodys.Id}")).ExpectProblem(
            403,
            "cohort.of_others"
        );
    }

    [Fact]
    public async Task The_deepest_rule_that_is_taken_holds_for_a_managers_cohort_too()
    {
        var admin = await app.AdminAsync();
        var village = Village();
        var lead = await LeadAsync(admin, "dealer", village);
        var team = (await admin.PostAsync("teams", new { name = village })).Id;
        var manager = await ManagerAsync(admin, team);
        object rule = Dealers(village);
        for (var level = 0; level < 8; level++)
            rule = new { not = rule };

        var cohort = (
            await manager.PostAsync(
                "cohorts",
                new
                {
                    name = "Deep",
                    entity = "lead",
                    rule,
                }
            )
        ).Expect(HttpStatusCode.Created);

        var members = (await manager.GetAsync($"cohorts/{cohort.Id}/members"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data");
        Assert.Equal(
            lead,
            Assert.Single(members.EnumerateArray()).GetProperty("entity_id").GetString()
        );
    }

    private async Task<AppClient> ManagerAsync(AppClient admin, string team)
    {
        var email = Email();
        (
            await admin.PostAsync(
                "agents",
                new
                {
                    name = "Manager",
                    email,
                    password = "Kharif-Rabi-2026-Zaid",
                    roles = new[] { "manager" },
                    team_id = team,
                }
            )
        ).Expect(HttpStatusCode.Created);
        return await app.LoginAsync(email, "Kharif-Rabi-2026-Zaid");
    }

    [Fact]
    public async Task Actions_of_a_managers_cohort_do_no_more_than_the_manager_could_by_hand()
    {
        var admin = await app.AdminAsync();
        var village = Village();
        var (own, other) = (
            (await admin.PostAsync("teams", new { name = village })).Id,
            (await admin.PostAsync("teams", new { name = village + " other" })).Id
        );
        var (mine, foreign) = (
            await LeadAsync(admin, "dealer", village),
            await LeadAsync(admin, "dealer", village)
        );
        foreach (var (lead, team) in new[] { (mine, own), (foreign, other) })
            (await admin.PostAsync($"leads/{lead}/assign", new { team_id = team })).Expect(
                HttpStatusCode.OK
            );
        var manager = await ManagerAsync(admin, own);

        (
            await manager.PostAsync(
                "cohorts",
                new
                {
                    name = "Taken",
                    entity = "lead",
                    rule = Dealers(village),
                    on_enter = new object[]
                    {
                        new { type = "assign", team_id = other },
                        new { type = "add_tag", tag = "taken" },
                    },
                }
            )
        ).Expect(HttpStatusCode.Created);

        await UntilAsync(async () =>
            (await admin.GetAsync($"leads/{mine}")).Body.GetProperty("tags").GetArrayLength() == 1
        );
        Assert.Equal(
            own,
            (await admin.GetAsync($"leads/{mine}")).Body.GetProperty("team_id").GetString()
        );
        var untouched = (await admin.GetAsync($"leads/{foreign}")).Body;
        Assert.Equal(0, untouched.GetProperty("tags").GetArrayLength());
        Assert.Equal(other, untouched.GetProperty("team_id").GetString());
    }
}
