using System.Net;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Auth;

/// <summary>Takes agents on in a running app and logs them in.</summary>
internal static class Crew
{
    public const string Password = "monsoon-and-mustard";

    /// <summary>An agent with an address of their own.</summary>
    public static async Task<(string Id, string Email)> HireAsync(
        this AppClient admin,
        string role,
        string? team = null
    )
    {
        var email = $"{role}-{Guid.NewGuid():N}@example.in";
        var reply = await admin.PostAsync(
            "agents",
            new
            {
                name = $"Some {role}",
                email,
                password = Password,
                roles = new[] { role },
                team_id = team,
            }
        );
        return (reply.Expect(HttpStatusCode.Created).Id, email);
    }

    public static async Task<AppClient> HiredAsync(
        this AppFixture app,
        AppClient admin,
        string role,
        string? team = null
    ) => await app.LoginAsync((await admin.HireAsync(role, team)).Email, Password);

    public static async Task<string> TeamAsync(this AppClient admin) =>
        (await admin.PostAsync("teams", new { name = $"Team {Guid.NewGuid():N}" }))
            .Expect(HttpStatusCode.Created)
            .Id;
}
