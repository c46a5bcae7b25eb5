using System.Net;
using System.Text.Json;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Auth;

[Collection(AppCollection.Name)]
public sealed class LoginSessionTests(AppFixture app)
{
    [Fact]
    public async Task Sessions_are_listed_and_ended_one_by_one()
    {
        var admin = await app.AdminAsync();
        var (id, email) = await admin.HireAsync("agent");
        var first = await app.LoginAsync(email, Crew.Password);
        var second = await app.LoginAsync(email, Crew.Password);

        var listed = await ListAsync(second, "auth/sessions");
        Assert.Equal([true, false], listed.Select(s => s.GetProperty("current").GetBoolean()));
        var other = listed[1].GetProperty("id").GetString()!;
        var rehearsed = (await second.DeleteAsync($"auth/sessions/{other}?dry_run=true")).Expect(
            HttpStatusCode.OK
        );
        Assert.True(rehearsed.Body.GetProperty("dry_run").GetBoolean());
        (await first.GetAsync("auth/me")).Expect(HttpStatusCode.OK);

        (await second.DeleteAsync($"auth/sessions/{other}")).Expect(HttpStatusCode.NoContent);
        (await first.GetAsync("auth/me")).Expect(HttpStatusCode.Unauthorized);
        (await second.GetAsync("auth/me")).Expect(HttpStatusCode.OK);
        (await second.DeleteAsync($"auth/sessions/{other}")).ExpectProblem(
            404,
            "session.not_found"
        );
        Assert.Single(await ListAsync(second, "auth/sessions"));

        var stranger = await app.HiredAsync(admin, "agent");
        var own = (await ListAsync(second, "auth/sessions"))[0].GetProperty("id").GetString()!;
        (await stranger.DeleteAsync($"auth/sessions/{own}")).ExpectProblem(
            404,
            "session.not_found"
        );
        Assert.Equal(
            own,
            (await ListAsync(admin, $"agents/{id}/sessions"))[0].GetProperty("id").GetString()
        );
        (await admin.DeleteAsync($"agents/{id}/sessions/{own}")).Expect(HttpStatusCode.NoContent);
        (await second.GetAsync("auth/me")).Expect(HttpStatusCode.Unauthorized);
        Assert.Empty(await ListAsync(admin, $"agents/{id}/sessions"));
        (await admin.GetAsync("agents/A0-999999/sessions")).ExpectProblem(404, "agent.not_found");
    }

    [Fact]
    public async Task A_session_that_was_refreshed_is_one_session()
    {
        var admin = await app.AdminAsync();
        var (_, email) = await admin.HireAsync("agent");
        var login = (
            await app.Anonymous.PostAsync("auth/login", new { email, password = Crew.Password })
        ).Expect(HttpStatusCode.OK);
        var refreshed = (
            await app.Anonymous.PostAsync(
                "auth/refresh",
                new { refresh_token = login.Body.GetProperty("refresh_token").GetString() }
            )
        ).Expect(HttpStatusCode.OK);
        var client = new AppClient(
            app.Process.Address,
            refreshed.Body.GetProperty("access_token").GetString()
        );
        Assert.True(
            Assert
                .Single(await ListAsync(client, "auth/sessions"))
                .GetProperty("current")
                .GetBoolean()
        );
    }

    private static async Task<JsonElement[]> ListAsync(AppClient client, string path) =>
        [
            .. (await client.GetAsync(path))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("data")
                .EnumerateArray(),
        ];
}
