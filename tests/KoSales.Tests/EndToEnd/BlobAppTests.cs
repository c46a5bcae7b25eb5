using System.Globalization;
using System.Net;
using System.Text;
using KoSales.BlobDouble;

namespace KoSales.Tests.EndToEnd;

/// <summary>The app with its files in a storage account.</summary>
public sealed class BlobAppTests : IAsyncLifetime
{
    private const int Rows = 6_000;
    private const string Container = "ko-sales-files";

    private BlobDoubleServer? _server;

    private BlobDoubleServer Server => _server!;

    public async Task InitializeAsync() => _server = await BlobDoubleServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();

    [Fact]
    public async Task An_import_whose_file_is_in_the_account_alone_goes_on_after_a_kill()
    {
        await using var app = await StartAsync();
        var client = await AdminAsync(app);
        var job = (await client.ImportAsync(Csv("kill", Rows), Options))
            .Expect(HttpStatusCode.Accepted)
            .Id;
        await client.UntilAsync(job, s => s.GetProperty("processed").GetInt64() >= Rows / 5);

        await app.KillAsync();
        await app.StartAgainAsync();
        client = new AppClient(app.Address, client.Token);

        Assert.Equal(
            ("completed", Rows, Rows, 0, 0),
            (await client.UntilEndedAsync(job)).Outcome()
        );
        Assert.Equal([$"import-{job}"], Server.BlobsOf(Container));
        Assert.False(Directory.Exists(Path.Combine(app.Data, "files")), "no folder of files");
    }

    [Fact]
    public async Task An_export_is_written_to_the_account_and_fetched_by_another_process()
    {
        await using var app = await StartAsync();
        var client = await AdminAsync(app);
        await client.UntilEndedAsync((await client.ImportAsync(Csv("export", 700), Options)).Id);
        var job = (await client.PostAsync("leads/export", new { }))
            .Expect(HttpStatusCode.Accepted)
            .Id;
        var ended = await client.UntilEndedAsync(job);

        await app.KillAsync();
        await app.StartAgainAsync();
        client = new AppClient(app.Address, client.Token);
        var file = (await client.GetAsync($"exports/{job}")).Expect(HttpStatusCode.OK);

        Assert.Equal(("completed", 700, 700, 0, 0), ended.Outcome());
        Assert.Equal(701, file.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains($"export-{job}-0000", Server.BlobsOf(Container));
    }

    [Fact]
    public async Task While_the_account_is_away_files_are_unavailable_and_leads_are_not()
    {
        await using var app = await StartAsync();
        var client = await AdminAsync(app);
        await client.UntilEndedAsync((await client.ImportAsync(Csv("away", 3), Options)).Id);
        var export = (await client.PostAsync("leads/export", new { })).Id;
        await client.UntilEndedAsync(export);
        Server.Faults.Add(BlobFault.Busy, null, times: 1_000);

        var import = await client.ImportAsync(Csv("later", 3), Options);
        var download = await client.GetAsync($"exports/{export}");
        var ready = await client.GetAsync("health/ready");
        var leads = await client.CountLeadsAsync("external_ref[prefix]=away-");
        Server.Faults.Clear();

        import.ExpectProblem(503, "store.unavailable");
        download.ExpectProblem(503, "store.unavailable");
        ready.ExpectProblem(503, "health.not_ready");
        Assert.Contains("files (", ready.Text, StringComparison.Ordinal);
        Assert.Equal(3, leads);
        (await client.GetAsync($"exports/{export}")).Expect(HttpStatusCode.OK);
        (await client.GetAsync("health/ready")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_start_waits_for_the_account_and_says_so()
    {
        var port = Server.Port;
        await Server.DisposeAsync();
        using var held = new HeldPort(port);
        await using var app = await StartAsync();
        var client = new AppClient(app.Address);

        var before = await client.GetAsync("health/ready");
        _server = await BlobDoubleServer.StartAsync(new BlobDoubleOptions(port));
        await FlowCalls.UntilAsync(
            async () => (await client.GetAsync("health/ready")).Status == HttpStatusCode.OK,
            "ready"
        );

        before.ExpectProblem(503, "health.not_ready");
        await app.SaidAsync("the file store cannot be reached");
    }

    private static readonly object Options = new
    {
        mapping = new Dictionary<string, string>
        {
            ["Name"] = "name",
            ["Phone"] = "phone",
            ["Ref"] = "external_ref",
        },
        defaults = new { kind = "farmer" },
    };

    private Task<AppProcess> StartAsync() =>
        AppProcess.StartAsync(
            new Dictionary<string, string>(AppFixture.Settings())
            {
                ["KoSales__Files__Account"] = Server.ConnectionString,
            }
        );

    private static Task<AppClient> AdminAsync(AppProcess app) =>
        new AppClient(app.Address).LoginAsync(AppFixture.AdminEmail, AppFixture.AdminPassword);

    private static string Csv(string name, int rows)
    {
        var csv = new StringBuilder("Name,Phone,Ref\n");
        for (var i = 0; i < rows; i++)
            csv.Append(
                CultureInfo.InvariantCulture,
                $"Farmer {i},{8_000_000_000 + i},{name}-{i}\n"
            );
        return csv.ToString();
    }
}
