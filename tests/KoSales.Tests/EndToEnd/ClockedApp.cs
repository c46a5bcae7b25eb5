using System.Net;
using KoSales.Tests.Leads;

namespace KoSales.Tests.EndToEnd;

/// <summary>An app of its own whose clock the test sets: domain, timer functions, and task hub go by it. It
/// starts on a Wednesday at 10:00 in India.</summary>
public sealed class ClockedApp : IAsyncLifetime
{
    public static readonly TimeSpan India = TimeSpan.FromMinutes(330);

    public static readonly DateTimeOffset Begin = new(2026, 3, 4, 10, 0, 0, India);

    private readonly string? _data;
    private readonly Dictionary<string, string> _settings = new(AppFixture.Settings());
    private AppProcess? _process;

    public ClockedApp() { }

    private ClockedApp(
        string data,
        DateTimeOffset at,
        IEnumerable<(string Name, string Value)> settings
    )
    {
        (_data, Now) = (data, at);
        foreach (var (name, value) in settings)
            _settings[name] = value;
    }

    public AppProcess Process => _process ?? throw new InvalidOperationException("not started");

    /// <summary>What the app's clock showed when it was last set.</summary>
    public DateTimeOffset Now { get; private set; } = Begin;

    /// <summary>An administrator's, logged in anew whenever time has passed: access tokens live for
    /// minutes.</summary>
    public AppClient Client { get; private set; } = null!;

    /// <summary>An app on a folder that is there, and stays when the app goes.</summary>
    /// <param name="at">What its clock shows at the start.</param>
    /// <param name="settings">Environment beside that of every app here.</param>
    public static async Task<ClockedApp> OnAsync(
        string data,
        DateTimeOffset at,
        params IReadOnlyList<(string Name, string Value)> settings
    )
    {
        var app = new ClockedApp(data, at, settings);
        await app.InitializeAsync();
        return app;
    }

    public async Task InitializeAsync()
    {
        _settings["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location;
        _settings[StartupHook.Start] = $"{Now:O}";
        _process = await AppProcess.StartAsync(_settings, _data);
        await LoginAsync();
    }

    public async Task DisposeAsync() => await Process.DisposeAsync();

    /// <summary>Lets time pass.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        Now = await Process.SteerAsync("advance", by);
        await LoginAsync();
    }

    public async Task AdvanceToAsync(DateTimeOffset to) =>
        await AdvanceAsync(to - await Process.SteerAsync("advance", TimeSpan.Zero));

    /// <summary>The next such day of the week at this Indian time, more than a day ahead, so that tests do
    /// not meet.</summary>
    public Task NextAsync(DayOfWeek day, TimeSpan at)
    {
        var date = Now.ToOffset(India).Date.AddDays(2);
        while (date.DayOfWeek != day)
            date = date.AddDays(1);
        return AdvanceToAsync(new DateTimeOffset(date + at, India));
    }

    /// <summary>Sets the wall clock without time passing.</summary>
    public async Task ShiftAsync(TimeSpan by)
    {
        Now = await Process.SteerAsync("shift", by);
        await LoginAsync();
    }

    /// <summary>As kill -9 does.</summary>
    public async Task KillAsync()
    {
        Now = await Process.SteerAsync("advance", TimeSpan.Zero);
        await Process.KillAsync();
    }

    /// <summary>Killed now, started again so much later.</summary>
    public async Task KillForAsync(TimeSpan down, params (string Name, string Value)[] settings)
    {
        await KillAsync();
        Now += down;
        var all = settings.ToDictionary(s => s.Name, s => s.Value);
        all[StartupHook.Start] = $"{Now:O}";
        await Process.StartAgainAsync(all);
        await LoginAsync();
    }

    /// <summary>A new lead whose flow has begun.</summary>
    public async Task<Reply> NewLeadAsync()
    {
        var lead = (await Client.PostAsync("leads", LeadApi.Body())).Expect(HttpStatusCode.Created);
        var flow = $"pipelines/{lead.Body.GetProperty("pipeline_id").GetString()}/flow";
        await UntilAsync(
            async () => (await Client.GetAsync(flow)).Body.TryGetProperty("orchestration", out _),
            $"{flow} begun"
        );
        return lead;
    }

    /// <summary>Waits; now and then a minute passes, since what the clock's jump caught in the middle (a
    /// sweep, an event in hand) comes up again in minutes.</summary>
    public async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        for (var i = 1; i <= 1_200; i++)
        {
            if (await condition())
                return;
            await Task.Delay(50);
            if (i % 40 == 0)
                await AdvanceAsync(TimeSpan.FromSeconds(61));
        }

        Assert.Fail($"not within half an hour: {what}");
    }

    private async Task LoginAsync() =>
        Client = await new AppClient(Process.Address).LoginAsync(
            AppFixture.AdminEmail,
            AppFixture.AdminPassword
        );
}

[CollectionDefinition(Name)]
public sealed class ClockedCollection : ICollectionFixture<ClockedApp>
{
    public const string Name = "clocked app";
}
