using System.Net;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Auth.Links;

/// <summary>Invitations and forgotten passwords; the links are read off the app's console, as whoever runs
/// it by hand does.</summary>
[Collection(AppCollection.Name)]
public sealed class LinkEndpointTests(AppFixture app)
{
    private const string Chosen = "Chosen-By-Link-2026";
    private const string Other = "Chosen-Once-More-2026";

    [Fact]
    public async Task Whoever_is_invited_chooses_a_password_once_and_logs_in()
    {
        var admin = await app.AdminAsync();
        var (id, email) = await HireAsync(admin);
        (
            await app.Anonymous.PostAsync("auth/login", new { email, password = Chosen })
        ).ExpectProblem(401, "auth.invalid_credentials");
        var invited = (await admin.PostAsync($"agents/{id}/invite", null)).Expect(
            HttpStatusCode.Accepted
        );
        Assert.Equal(id, invited.Body.GetProperty("agent_id").GetString());
        var token = await MailedAsync("/accept-invite#token=");

        var short_ = await app.Anonymous.PostAsync(
            "auth/accept-invite",
            new { token, password = "short" }
        );
        short_.ExpectProblem(422, "password.too_short");
        (
            await app.Anonymous.PostAsync("auth/reset", new { token, password = Chosen })
        ).ExpectProblem(422, "auth.link_invalid");
        (
            await app.Anonymous.PostAsync("auth/accept-invite", new { token, password = Chosen })
        ).Expect(HttpStatusCode.NoContent);
        await app.LoginAsync(email, Chosen);

        (
            await app.Anonymous.PostAsync("auth/accept-invite", new { token, password = Other })
        ).ExpectProblem(422, "auth.link_invalid");
        (await admin.PostAsync($"agents/{id}/invite", null)).ExpectProblem(
            409,
            "agent.has_password"
        );
        (await admin.PostAsync("agents/A0-999999/invite", null)).ExpectProblem(
            404,
            "agent.not_found"
        );
    }

    [Fact]
    public async Task A_forgotten_password_is_replaced_once_and_ends_every_session()
    {
        var admin = await app.AdminAsync();
        var (_, email) = await admin.HireAsync("agent");
        var before = await app.LoginAsync(email, Crew.Password);
        await AskAsync(email.ToUpperInvariant());
        var first = await MailedAsync("/reset-password#token=");
        await AskAsync(email);
        var second = await MailedAsync("/reset-password#token=");
        Assert.NotEqual(first, second);

        var tries = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i =>
                    app.Anonymous.PostAsync(
                        "auth/reset",
                        new { token = i % 2 == 0 ? first : second, password = Chosen }
                    )
                )
        );
        Assert.Equal(1, tries.Count(t => t.Status == HttpStatusCode.NoContent));
        Assert.All(
            tries.Where(t => t.Status != HttpStatusCode.NoContent),
            t => t.ExpectProblem(422, "auth.link_invalid")
        );
        (await before.GetAsync("auth/me")).Expect(HttpStatusCode.Unauthorized);
        await app.LoginAsync(email, Chosen);
        (
            await app.Anonymous.PostAsync("auth/login", new { email, password = Crew.Password })
        ).ExpectProblem(401, "auth.invalid_credentials");
    }

    [Fact]
    public async Task An_address_that_nobody_has_is_answered_alike_and_mailed_nothing()
    {
        var before = Links("/reset-password#token=").Count;
        var unknown = await AskAsync($"{Guid.NewGuid():N}@example.in");
        var (id, email) = await (await app.AdminAsync()).HireAsync("agent");
        var known = await AskAsync(email);
        Assert.Equal(
            (known.Status, known.Text, Names(known)),
            (unknown.Status, unknown.Text, Names(unknown))
        );
        await MailedAsync("/reset-password#token=");
        Assert.Equal(before + 1, Links("/reset-password#token=").Count);
        Assert.NotEmpty(id);
    }

    [Fact]
    public async Task All_that_is_wrong_is_said_at_once()
    {
        var refused = await app.Anonymous.PostAsync(
            "auth/reset",
            new { token = "nonsense", password = "short" }
        );
        Assert.Equal(
            ["auth.link_invalid", "password.too_short"],
            refused
                .Body.GetProperty("errors")
                .EnumerateArray()
                .Select(e => e.GetProperty("code").GetString())
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Wrong_passwords_lock_and_whoever_leads_the_team_unlocks()
    {
        var admin = await app.AdminAsync();
        var team = await admin.TeamAsync();
        var manager = await app.HiredAsync(admin, "manager", team);
        var stranger = await app.HiredAsync(admin, "manager", await admin.TeamAsync());
        var (id, email) = await admin.HireAsync("agent", team);
        for (var i = 0; i < 5; i++)
            await app.Anonymous.PostAsync("auth/login", new { email, password = "wrong-password" });
        (
            await app.Anonymous.PostAsync("auth/login", new { email, password = Crew.Password })
        ).ExpectProblem(401, "auth.invalid_credentials");

        (await stranger.PostAsync($"agents/{id}/unlock", null)).ExpectProblem(
            404,
            "agent.not_found"
        );
        (await manager.PostAsync($"agents/{id}/unlock", null)).Expect(HttpStatusCode.NoContent);
        await app.LoginAsync(email, Crew.Password);
    }

    private async Task<Reply> AskAsync(string email) =>
        (await app.Anonymous.PostAsync("auth/forgot", new { email })).Expect(
            HttpStatusCode.Accepted
        );

    private readonly HashSet<string> _seen = [.. AllLinks(app)];

    /// <summary>The token of the next link to the page.</summary>
    private async Task<string> MailedAsync(string page)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (true)
        {
            var next = Links(page).FirstOrDefault(_seen.Add);
            if (next is not null)
                return next[(next.IndexOf('=') + 1)..];
            await Task.Delay(20, deadline.Token);
        }
    }

    private IReadOnlyList<string> Links(string page) =>
        [.. AllLinks(app).Where(l => l.Contains(page, StringComparison.Ordinal))];

    private static IEnumerable<string> AllLinks(AppFixture app) =>
        app.Process.Output.Where(l => l.Contains("#token=", StringComparison.Ordinal));

    private static string Names(Reply reply) =>
        string.Join(' ', reply.Headers.Keys.Order(StringComparer.Ordinal));

    private static async Task<(string Id, string Email)> HireAsync(AppClient admin)
    {
        var email = $"{Guid.NewGuid():N}@example.in";
        var hired = await admin.PostAsync(
            "agents",
            new
            {
                name = "New here",
                email,
                roles = new[] { "agent" },
            }
        );
        return (hired.Expect(HttpStatusCode.Created).Id, email);
    }
}
