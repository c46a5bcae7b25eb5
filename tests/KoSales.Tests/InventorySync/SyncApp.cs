using KoSales.Tests.EndToEnd;
using KoSales.Tests.Inbound;

namespace KoSales.Tests.InventorySync;

/// <summary>An app that takes the inventory system's deliveries and gives failing ones up
/// soon.</summary>
public sealed class SyncApp : IAsyncLifetime
{
    public static Dictionary<string, string> Settings() =>
        new(AppFixture.Settings())
        {
            ["KoSales__Inventory__WebhookSecrets"] = SignedDeliveries.Secret,
            ["KoSales__Inbound__MaxAttempts"] = "2",
            ["KoSales__Inbound__FirstRetryAfter"] = "00:00:00.200",
        };

    public AppProcess Process { get; private set; } = null!;

    public AppClient Admin { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Process = await AppProcess.StartAsync(Settings());
        Admin = await LoginAsync(Process);
    }

    public async Task DisposeAsync() => await Process.DisposeAsync();

    public static Task<AppClient> LoginAsync(AppProcess app) =>
        new AppClient(app.Address).LoginAsync(AppFixture.AdminEmail, AppFixture.AdminPassword);
}
