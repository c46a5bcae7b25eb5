using System.Net;
using System.Text;
using System.Text.Json;
using KoSales.Tests.EndToEnd;
using Microsoft.AspNetCore.WebUtilities;

namespace KoSales.Tests.Auth;

[Collection(AppCollection.Name)]
public sealed class AuthEndToEndTests(AppFixture app)
{
    [Fact]
    public async Task A_login_answers_with_two_tokens_and_the_agent()
    {
        var (id, email) = await (await app.AdminAsync()).HireAsync("manager");
        var reply = (
            await app.Anonymous.PostAsync("auth/login", new { email, password = Crew.Password })
        ).Expect(HttpStatusCode.OK);

        Assert.Equal(
            (900, id, "manager"),
            (
                reply.Body.GetProperty("expires_in").GetInt32(),
                AgentOf(reply).GetProperty("id").GetString(),
                AgentOf(reply).GetProperty("roles")[0].GetString()
            )
        );
        Assert.Equal("no-store", reply.Headers["Cache-Control"]);
        Assert.DoesNotContain("password", AgentOf(reply).GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("security", AgentOf(reply).GetRawText(), StringComparison.Ordinal);
        var me = (await With(reply).GetAsync("auth/me")).Expect(HttpStatusCode.OK);
        Assert.Equal((id, $"\"{id}-1\""), (me.Id, me.ETag));
    }

    [Fact]
    public async Task Wrong_password_and_unknown_address_cannot_be_told_apart()
    {
        var (_, email) = await (await app.AdminAsync()).HireAsync("agent");
        var wrong = await app.Anonymous.PostAsync(
            "auth/login",
            new { email, password = "not the password" }
        );
        var unknown = await app.Anonymous.PostAsync(
            "auth/login",
            new { email = "nobody-" + email, password = "not the password" }
        );

        wrong.ExpectProblem(401, "auth.invalid_credentials");
        Assert.Equal(WithoutTrace(wrong), WithoutTrace(unknown));
        Assert.Equal(wrong.Headers.Keys.Order(), unknown.Headers.Keys.Order());
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account_until_an_administrator_helps()
    {
        var admin = await app.AdminAsync();
        var (id, email) = await admin.HireAsync("agent");
        for (var i = 0; i < 5; i++)
            (
                await app.Anonymous.PostAsync(
                    "auth/login",
                    new { email, password = $"guess number {i}" }
                )
            ).ExpectProblem(401, "auth.invalid_credentials");

        (
            await app.Anonymous.PostAsync("auth/login", new { email, password = Crew.Password })
        ).ExpectProblem(401, "auth.invalid_credentials");
        (
            await admin.PostAsync($"agents/{id}/password", new { password = "a-new-good-one" })
        ).Expect(HttpStatusCode.NoContent);
        (
            await app.Anonymous.PostAsync("auth/login", new { email, password = "a-new-good-one" })
        ).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_refresh_token_works_once_and_gives_the_next()
    {
        var first = await LoginAsync("agent");
        var second = (await RefreshAsync(first)).Expect(HttpStatusCode.OK);
        Assert.NotEqual(RefreshTokenOf(first), RefreshTokenOf(second));
        (await With(second).GetAsync("auth/me")).Expect(HttpStatusCode.OK);
        (await RefreshAsync(second)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_old_refresh_token_ends_the_whole_session()
    {
        var first = await LoginAsync("agent");
        var second = (await RefreshAsync(first)).Expect(HttpStatusCode.OK);

        (await RefreshAsync(first)).ExpectProblem(401, "auth.invalid_refresh_token");

        (await RefreshAsync(second)).ExpectProblem(401, "auth.invalid_refresh_token");
        (await With(second).GetAsync("auth/me")).ExpectProblem(401, "auth.token_invalid");
        await app.Process.SaidAsync("was used twice");
    }

    [Fact]
    public async Task A_refresh_token_used_twice_at_once_ends_the_session_too()
    {
        var first = await LoginAsync("agent");
        var replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => RefreshAsync(first)));

        var won = Assert.Single(replies, r => r.Status == HttpStatusCode.OK);
        Assert.All(
            replies.Where(r => !ReferenceEquals(r, won)),
            r => r.ExpectProblem(401, "auth.invalid_refresh_token")
        );
        (await RefreshAsync(won)).ExpectProblem(401, "auth.invalid_refresh_token");
    }

    [Fact]
    public async Task A_logout_ends_this_session_and_no_other()
    {
        var (_, email) = await (await app.AdminAsync()).HireAsync("agent");
        var (one, other) = (await LoginWithAsync(email), await LoginWithAsync(email));

        (await With(one).PostAsync("auth/logout", null)).Expect(HttpStatusCode.NoContent);

        (await With(one).GetAsync("auth/me")).ExpectProblem(401, "auth.token_invalid");
        (await RefreshAsync(one)).ExpectProblem(401, "auth.invalid_refresh_token");
        (await With(other).GetAsync("auth/me")).Expect(HttpStatusCode.OK);
        (
            await With(other)
                .PostAsync("auth/logout", new { refresh_token = RefreshTokenOf(other) })
        ).Expect(HttpStatusCode.NoContent);
        (await RefreshAsync(other)).ExpectProblem(401, "auth.invalid_refresh_token");
    }

    [Fact]
    public async Task A_new_password_ends_every_session_but_the_one_it_begins()
    {
        var (_, email) = await (await app.AdminAsync()).HireAsync("agent");
        var (one, other) = (await LoginWithAsync(email), await LoginWithAsync(email));

        var changed = (
            await With(one)
                .PostAsync(
                    "auth/password",
                    new { current_password = Crew.Password, new_password = "a-new-good-one" }
                )
        ).Expect(HttpStatusCode.OK);

        foreach (var old in new[] { one, other })
        {
            (await With(old).GetAsync("auth/me")).ExpectProblem(401, "auth.token_invalid");
            (await RefreshAsync(old)).ExpectProblem(401, "auth.invalid_refresh_token");
        }
        (await With(changed).GetAsync("auth/me")).Expect(HttpStatusCode.OK);
        (
            await app.Anonymous.PostAsync("auth/login", new { email, password = Crew.Password })
        ).ExpectProblem(401, "auth.invalid_credentials");
    }

    [Theory]
    [InlineData("not the password", "a-new-good-one", "auth.wrong_password")]
    [InlineData(Crew.Password, "short", "password.too_short")]
    [InlineData(Crew.Password, "password123", "password.too_common")]
    [InlineData(Crew.Password, Crew.Password, "password.unchanged")]
    public async Task A_password_is_not_changed_to_or_with_a_wrong_one(
        string current,
        string next,
        string code
    ) =>
        (
            await With(await LoginAsync("agent"))
                .PostAsync("auth/password", new { current_password = current, new_password = next })
        ).ExpectProblem(422, code);

    [Theory]
    [InlineData("""{"roles": ["manager"]}""")]
    [InlineData("""{"status": "inactive"}""")]
    public async Task Other_roles_or_a_deactivation_end_every_session(string patch)
    {
        var admin = await app.AdminAsync();
        var (id, email) = await admin.HireAsync("agent");
        var session = await LoginWithAsync(email);
        (await With(session).GetAsync("auth/me")).Expect(HttpStatusCode.OK);

        (await admin.PatchAsync($"agents/{id}", patch, "*")).Expect(HttpStatusCode.OK);

        (await With(session).GetAsync("auth/me")).ExpectProblem(401, "auth.token_invalid");
        (await RefreshAsync(session)).ExpectProblem(401, "auth.invalid_refresh_token");
    }

    [Fact]
    public async Task A_forged_token_is_refused_with_a_challenge()
    {
        var parts = (await LoginAsync("agent"))
            .Body.GetProperty("access_token")
            .GetString()!
            .Split('.');
        var claims = JsonSerializer.Deserialize<Dictionary<string, object>>(
            WebEncoders.Base64UrlDecode(parts[1])
        )!;
        claims["sub"] = "A0-0001";
        string[] forged =
        [
            $"{parts[0]}.{Encode(claims)}.{parts[2]}",
            $"{Encode(new { alg = "none", typ = "at+jwt" })}.{Encode(claims)}.",
            $"{parts[0]}.{parts[1]}.",
            "x",
        ];
        foreach (var token in forged)
        {
            var reply = (
                await new AppClient(app.Process.Address, token).GetAsync("auth/me")
            ).ExpectProblem(401, "auth.token_invalid");
            Assert.StartsWith(
                "Bearer",
                reply.Headers["WWW-Authenticate"],
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task Neither_passwords_nor_tokens_nor_addresses_are_written_to_the_log()
    {
        var (_, email) = await (await app.AdminAsync()).HireAsync("agent");
        await app.Anonymous.PostAsync(
            "auth/login",
            new { email, password = "a-wrong-canary-password" }
        );
        var session = await LoginWithAsync(email);
        await RefreshAsync(session);
        await RefreshAsync(session);

        var log = string.Join('\n', app.Process.Output);
        foreach (
            var secret in new[]
            {
                email,
                "canary",
                Crew.Password,
                AppFixture.AdminPassword,
                RefreshTokenOf(session),
                session.Body.GetProperty("access_token").GetString()!,
            }
        )
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
    }

    private async Task<Reply> LoginAsync(string role) =>
        await LoginWithAsync((await (await app.AdminAsync()).HireAsync(role)).Email);

    private async Task<Reply> LoginWithAsync(string email) =>
        (
            await app.Anonymous.PostAsync("auth/login", new { email, password = Crew.Password })
        ).Expect(HttpStatusCode.OK);

    private Task<Reply> RefreshAsync(Reply session) =>
        app.Anonymous.PostAsync("auth/refresh", new { refresh_token = RefreshTokenOf(session) });

    private AppClient With(Reply session) =>
        new(app.Process.Address, session.Body.GetProperty("access_token").GetString());

    private static string RefreshTokenOf(Reply session) =>
        session.Body.GetProperty("refresh_token").GetString()!;

    private static JsonElement AgentOf(Reply session) => session.Body.GetProperty("agent");

    private static string WithoutTrace(Reply reply) =>
        reply.Text.Replace(
            reply.Body.GetProperty("trace_id").GetString()!,
            "",
            StringComparison.Ordinal
        );

    private static string Encode(object value) =>
        WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(value)));
}
