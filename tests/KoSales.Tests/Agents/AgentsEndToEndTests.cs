using System.Net;
using System.Text.Json;
using KoSales.Tests.Auth;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Agents;

[Collection(AppCollection.Name)]
public sealed class AgentsEndToEndTests(AppFixture app)
{
    [Fact]
    public async Task An_agent_is_created_as_the_contract_shows()
    {
        var admin = await app.AdminAsync();
        var team = await admin.TeamAsync();
        var email = $"asha-{Guid.NewGuid():N}@example.in";
        var created = (
            await admin.PostAsync(
                "agents",
                new
                {
                    name = "Asha Verma",
                    email = email.ToUpperInvariant(),
                    phone = "098765 43210",
                    password = Crew.Password,
                    roles = new[] { "agent" },
                    team_id = team,
                    capacity = new
                    {
                        max_open_leads = 200,
                        weight = 1.5,
                        daily_limit = 50,
                    },
                    skills = new { languages = new[] { "hi" }, states = new[] { "23" } },
                }
            )
        ).Expect(HttpStatusCode.Created);

        Assert.Matches("^A0-[0-9]{4,}$", created.Id);
        Assert.Equal(
            ($"/api/v1/agents/{created.Id}", $"\"{created.Id}-1\""),
            (created.Headers["Location"], created.ETag)
        );
        Assert.Equal(
            (email, "+91******3210", "active", 1.5m),
            (
                Text(created, "email"),
                Text(created, "phone_masked"),
                Text(created, "status"),
                created.Body.GetProperty("capacity").GetProperty("weight").GetDecimal()
            )
        );
        Assert.DoesNotContain(
            "9876543210",
            (await admin.GetAsync($"agents/{created.Id}")).Text,
            StringComparison.Ordinal
        );
        Assert.Equal(
            1,
            (await admin.GetAsync($"teams/{team}")).Body.GetProperty("members").GetInt32()
        );
    }

    [Theory]
    [InlineData("version", "2")]
    [InlineData("_id", "\"A0-0001\"")]
    [InlineData("id", "\"A0-0001\"")]
    [InlineData("token_epoch", "9")]
    [InlineData("security", "{\"token_epoch\": 9}")]
    [InlineData("password_hash", "\"x\"")]
    [InlineData("phone_masked", "\"x\"")]
    [InlineData("load", "{\"open_leads\": 0}")]
    [InlineData("created_by", "\"A0-0001\"")]
    [InlineData("deleted_at", "null")]
    [InlineData("$set", "{\"roles\": [\"admin\"]}")]
    [InlineData("__proto__", "{\"roles\": [\"admin\"]}")]
    [InlineData("security.token_epoch", "9")]
    public async Task A_member_that_nobody_sets_is_refused(string member, string value)
    {
        var admin = await app.AdminAsync();
        var (id, _) = await admin.HireAsync("agent");
        var patched = (
            await admin.PatchAsync($"agents/{id}", $$"""{"{{member}}": {{value}}}""", "*")
        ).ExpectProblem(422, "body.invalid");
        var made = (
            await admin.PostAsync(
                "agents",
                $$"""{"name": "x", "email": "x@example.in", "roles": ["agent"], "{{member}}": {{value}}}"""
            )
        ).ExpectProblem(422, "body.invalid");
        Assert.All(
            [patched, made],
            r =>
                Assert.Equal(
                    "unknown_member",
                    r.Body.GetProperty("errors")[0].GetProperty("code").GetString()
                )
        );
        Assert.Equal(
            1,
            (await admin.GetAsync($"agents/{id}")).Body.GetProperty("version").GetInt32()
        );
    }

    [Theory]
    [InlineData("""{"name": null}""", "required")]
    [InlineData("""{"roles": null}""", "required")]
    [InlineData("""{"status": null}""", "required")]
    [InlineData("""{"team_id": "TM-999999"}""", "team.not_found")]
    [InlineData("""{"manager_id": "A0-999999"}""", "agent.manager_unfit")]
    [InlineData("""{"calendar_id": "CAL-999999"}""", "calendar.unknown")]
    [InlineData("""{"roles": ["auditor", "admin"]}""", "agent.roles_exclusive")]
    [InlineData("""{"phone": "12"}""", "phone.too_short")]
    [InlineData("""{"email": "nobody"}""", "email.domain")]
    public async Task A_change_against_a_rule_is_refused(string patch, string code)
    {
        var admin = await app.AdminAsync();
        var (id, _) = await admin.HireAsync("agent");
        (await admin.PatchAsync($"agents/{id}", patch, "*")).ExpectProblem(422, code);
    }

    [Fact]
    public async Task A_change_needs_the_version_it_is_based_on()
    {
        var admin = await app.AdminAsync();
        var (id, _) = await admin.HireAsync("agent");
        Assert.Equal(
            428,
            (int)(await admin.PatchAsync($"agents/{id}", new { name = "B" }, null)).Status
        );
        var changed = (
            await admin.PatchAsync(
                $"agents/{id}",
                new { name = "B", capacity = new { weight = 2 } },
                $"\"{id}-1\""
            )
        ).Expect(HttpStatusCode.OK);
        Assert.Equal($"\"{id}-2\"", changed.ETag);
        Assert.Equal(
            412,
            (int)(await admin.PatchAsync($"agents/{id}", new { name = "C" }, $"\"{id}-1\"")).Status
        );
    }

    [Fact]
    public async Task Of_two_with_one_address_at_once_one_is_taken_on()
    {
        var admin = await app.AdminAsync();
        var email = $"twin-{Guid.NewGuid():N}@example.in";
        var replies = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(_ =>
                    admin.PostAsync(
                        "agents",
                        new
                        {
                            name = "Twin",
                            email,
                            roles = new[] { "agent" },
                        }
                    )
                )
        );
        var made = Assert.Single(replies, r => r.Status == HttpStatusCode.Created);
        Assert.All(
            replies.Where(r => !ReferenceEquals(r, made)),
            r =>
                Assert.Equal(
                    made.Id,
                    r.ExpectProblem(409, "agent.duplicate_email")
                        .Body.GetProperty("existing_id")
                        .GetString()
                )
        );
    }

    [Fact]
    public async Task A_deleted_agent_is_gone_and_can_come_back()
    {
        var admin = await app.AdminAsync();
        var team = await admin.TeamAsync();
        var (id, email) = await admin.HireAsync("agent", team);

        (await admin.DeleteAsync($"agents/{id}")).Expect(HttpStatusCode.NoContent);
        (await admin.GetAsync($"agents/{id}")).ExpectProblem(404, "agent.not_found");
        (await admin.DeleteAsync($"agents/{id}")).ExpectProblem(404, "agent.not_found");
        (
            await app.Anonymous.PostAsync("auth/login", new { email, password = Crew.Password })
        ).ExpectProblem(401, "auth.invalid_credentials");
        Assert.Equal(
            0,
            (await admin.GetAsync($"teams/{team}")).Body.GetProperty("members").GetInt32()
        );

        (await admin.PostAsync($"agents/{id}/restore", null)).Expect(HttpStatusCode.OK);
        await app.LoginAsync(email, Crew.Password);
        Assert.Equal(
            1,
            (await admin.GetAsync($"teams/{team}")).Body.GetProperty("members").GetInt32()
        );
        (await admin.DeleteAsync($"teams/{team}")).ExpectProblem(409, "team.not_empty");
    }

    [Fact]
    public async Task A_manager_sees_and_changes_the_own_team_only()
    {
        var admin = await app.AdminAsync();
        var (north, south) = (await admin.TeamAsync(), await admin.TeamAsync());
        var manager = await app.HiredAsync(admin, "manager", north);
        var (own, _) = await admin.HireAsync("agent", north);
        var (other, _) = await admin.HireAsync("agent", south);

        Assert.Equal(
            [north, north],
            (await ListAsync(manager)).Select(a => a.GetProperty("team_id").GetString())
        );
        Assert.Contains(
            "email",
            (await manager.GetAsync($"agents/{own}")).Text,
            StringComparison.Ordinal
        );
        (await manager.GetAsync($"agents/{other}")).ExpectProblem(404, "agent.not_found");
        (
            await manager.PatchAsync(
                $"agents/{own}",
                new
                {
                    capacity = new { daily_limit = 5 },
                    leave = new[] { new { from = "2030-01-01", to = "2030-01-05" } },
                },
                "*"
            )
        ).Expect(HttpStatusCode.OK);
        (
            await manager.PatchAsync(
                $"agents/{other}",
                new { capacity = new { daily_limit = 5 } },
                "*"
            )
        ).ExpectProblem(404, "agent.not_found");
        foreach (
            var patch in new[]
            {
                """{"roles": ["admin"]}""",
                $$"""{"team_id": "{{south}}"}""",
                """{"status": "inactive"}""",
                """{"email": "x@example.in"}""",
            }
        )
            (await manager.PatchAsync($"agents/{own}", patch, "*")).ExpectProblem(
                403,
                "agent.reserved_for_admin"
            );
        Assert.Equal(
            [north],
            (await ListAsync(manager, "teams")).Select(t => t.GetProperty("id").GetString())
        );
    }

    [Fact]
    public async Task An_agent_sees_colleagues_as_cards_and_nobody_else()
    {
        var admin = await app.AdminAsync();
        var (north, south) = (await admin.TeamAsync(), await admin.TeamAsync());
        var agent = await app.HiredAsync(admin, "agent", north);
        var (colleague, email) = await admin.HireAsync("agent", north);
        var (stranger, _) = await admin.HireAsync("agent", south);

        var cards = await ListAsync(agent);
        Assert.Equal(2, cards.Count);
        Assert.All(
            cards,
            c =>
                Assert.Equal(
                    ["id", "name", "roles", "status", "team_id", "version"],
                    c.EnumerateObject().Select(m => m.Name).Order()
                )
        );
        Assert.DoesNotContain(
            email,
            (await agent.GetAsync($"agents/{colleague}")).Expect(HttpStatusCode.OK).Text,
            StringComparison.Ordinal
        );
        (await agent.GetAsync($"agents/{stranger}")).ExpectProblem(404, "agent.not_found");
        Assert.Equal(400, (int)(await agent.GetAsync($"agents?email={email}")).Status);
        var self = (await agent.GetAsync("auth/me")).Id;
        Assert.Contains(
            "email",
            (await agent.GetAsync($"agents/{self}")).Text,
            StringComparison.Ordinal
        );
        Assert.Equal(
            403,
            (int)
                (
                    await agent.PatchAsync(
                        $"agents/{self}",
                        new { capacity = new { weight = 9 } },
                        "*"
                    )
                ).Status
        );
    }

    [Fact]
    public async Task An_administrator_sets_others_passwords_not_the_own_one()
    {
        var admin = await app.AdminAsync();
        (
            await admin.PostAsync(
                $"agents/{(await admin.GetAsync("auth/me")).Id}/password",
                new { password = "a-new-good-one" }
            )
        ).ExpectProblem(409, "auth.own_password");
        (
            await admin.PostAsync("agents/A0-999999/password", new { password = "a-new-good-one" })
        ).ExpectProblem(404, "agent.not_found");
    }

    private static async Task<IReadOnlyList<JsonElement>> ListAsync(
        AppClient client,
        string path = "agents"
    ) =>
        [
            .. (await client.GetAsync(path))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("data")
                .EnumerateArray(),
        ];

    private static string? Text(Reply reply, string member) =>
        reply.Body.GetProperty(member).GetString();
}
