using System.Net;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Leads;

/// <summary>A team with a manager and an agent of its own, and leads with phones of their own, over
/// HTTP.</summary>
public sealed class LeadApi(AppFixture app) : IAsyncLifetime
{
    private const string Password = "Rabi-Kharif-2026-Zaid";
    private static int _lastPhone = Random.Shared.Next(1, 9_000) * 10_000;

    public AppClient Manager { get; private set; } = null!;

    public AppClient Agent { get; private set; } = null!;

    public string AgentId { get; private set; } = "";

    public string TeamId { get; private set; } = "";

    public static string Phone() => $"96{Interlocked.Increment(ref _lastPhone):D8}";

    /// <summary>A word of a name that nobody else has; those with digits are none.</summary>
    public static string Word() =>
        string.Concat(Guid.NewGuid().ToString("N").Take(12).Select(c => (char)('a' + (c % 26))));

    public async Task InitializeAsync()
    {
        var admin = await app.AdminAsync();
        TeamId = (await admin.PostAsync("teams", new { name = $"Team {Guid.NewGuid():N}" }))
            .Expect(HttpStatusCode.Created)
            .Id;
        (Manager, _) = await PersonAsync(admin, "manager");
        (Agent, AgentId) = await PersonAsync(admin, "agent");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Another team in the same app.</summary>
    public async Task<LeadApi> OthersAsync()
    {
        var others = new LeadApi(app);
        await others.InitializeAsync();
        return others;
    }

    public static object Body(string? phone = null, string kind = "farmer") =>
        new
        {
            name = "Ramesh Patel",
            phone = phone ?? Phone(),
            kind,
            source = new { channel = "website", campaign = "kharif-26" },
            address = new
            {
                district = "Sehore",
                state_code = "23",
                pincode = "466001",
            },
            crops = new[] { "soybean" },
            tags = new[] { "hot" },
            custom = new { },
        };

    /// <summary>A new lead of the manager's team.</summary>
    public async Task<Reply> NewAsync(AppClient? by = null, object? body = null) =>
        (await (by ?? Manager).PostAsync("leads", body ?? Body())).Expect(HttpStatusCode.Created);

    private async Task<(AppClient Client, string Id)> PersonAsync(AppClient admin, string role)
    {
        var email = $"{Guid.NewGuid():N}@example.in";
        var reply = await admin.PostAsync(
            "agents",
            new
            {
                name = role,
                email,
                password = Password,
                roles = new[] { role },
                team_id = TeamId,
            }
        );
        return (await app.LoginAsync(email, Password), reply.Expect(HttpStatusCode.Created).Id);
    }
}
