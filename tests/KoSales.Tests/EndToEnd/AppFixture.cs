namespace KoSales.Tests.EndToEnd;

/// <summary>One running app for all test classes of the collection. Tests make their own records in it and
/// count on nobody else's.</summary>
public sealed class AppFixture : IAsyncLifetime
{
    public const string AdminEmail = "admin@kosales.local";
    public const string AdminPassword = "Kharif-Rabi-2026-Zaid";

    private AppProcess? _process;

    public AppProcess Process => _process ?? throw new InvalidOperationException("not started");

    /// <summary>Without a token.</summary>
    public AppClient Anonymous => new(Process.Address);

    /// <summary>Leads are handed out all day, so that tests do not depend on when they run.</summary>
    public async Task InitializeAsync() =>
        _process = await AppProcess.StartAsync(
            new Dictionary<string, string>(Settings())
            {
                ["KoSales__Claims__CallFrom"] = "00:00:00",
                ["KoSales__Claims__CallUntil"] = "1.00:00:00",
            }
        );

    public async Task DisposeAsync() => await Process.DisposeAsync();

    /// <summary>Settings with the known administrator, for tests that start an app of their own.</summary>
    public static Dictionary<string, string> Settings() =>
        new()
        {
            ["KoSales__Admin__Email"] = AdminEmail,
            ["KoSales__Admin__Password"] = AdminPassword,
        };

    public Task<AppClient> AdminAsync() => LoginAsync(AdminEmail, AdminPassword);

    /// <summary>A client that sends the access token of this login.</summary>
    public async Task<AppClient> LoginAsync(string email, string password) =>
        await Anonymous.LoginAsync(email, password);
}

[CollectionDefinition(Name)]
public sealed class AppCollection : ICollectionFixture<AppFixture>
{
    public const string Name = "app";
}
