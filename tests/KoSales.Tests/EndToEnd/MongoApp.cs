using System.Net;
using KoSales.MongoDouble;
using KoSales.Tests.Storage;
using MongoDB.Driver;

namespace KoSales.Tests.EndToEnd;

/// <summary>A running app whose store is the MongoDB of this test run, in a database of its own.</summary>
public sealed class MongoApp : IAsyncLifetime
{
    private readonly string _database = MongoServer.NewDatabase();
    private MongoServer? _server;
    private AppProcess? _process;

    public AppProcess Process => _process ?? throw new InvalidOperationException("not started");

    public AppClient Anonymous => new(Process.Address);

    public async Task InitializeAsync()
    {
        _server = await MongoServer.OfThisRunAsync();
        _process = await AppProcess.StartAsync(Settings(_server.Uri, _database));
    }

    /// <summary>Stopped rather than killed: a transaction that nobody ends stands in the way of the database's
    /// end for a minute.</summary>
    public async Task DisposeAsync()
    {
        await Process.StopAsync();
        await Process.DisposeAsync();
        using var client = new MongoClient(_server!.Uri);
        await client.DropDatabaseAsync(_database);
    }

    public Task<AppClient> AdminAsync() =>
        Anonymous.LoginAsync(AppFixture.AdminEmail, AppFixture.AdminPassword);

    internal static Dictionary<string, string> Settings(string uri, string database) =>
        new(AppFixture.Settings())
        {
            ["MONGODB_URI"] = uri,
            ["KoSales__Storage__Database"] = database,
        };
}

/// <summary>The core of the app over MongoDB and HTTP.</summary>
public sealed class MongoEndToEndTests(MongoApp app) : IClassFixture<MongoApp>
{
    private static int _phones = 10_000_000;

    [Fact]
    public async Task The_store_is_mongodb_and_everything_is_ready()
    {
        var ready = (await app.Anonymous.GetAsync("health/ready")).Expect(HttpStatusCode.OK).Body;

        Assert.Equal("ready", ready.GetProperty("status").GetString());
        Assert.False(File.Exists(Path.Combine(app.Process.Data, "ko-sales.db")));
    }

    [Fact]
    public async Task A_lead_is_created_found_listed_and_changed()
    {
        var admin = await app.AdminAsync();
        var phone = Phone();
        var lead = (await admin.PostAsync("leads", Lead(phone))).Expect(HttpStatusCode.Created);

        var again = await admin.PostAsync("leads", Lead(phone));
        var got = (await admin.GetAsync($"leads/{lead.Id}")).Expect(HttpStatusCode.OK);
        var listed = (
            await admin.GetAsync("leads?address.district=Sehore&sort=-created_at&limit=100")
        )
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data");
        var patched = (
            await admin.PatchAsync(
                $"leads/{lead.Id}",
                new { address = new { village = "Itarsi" } },
                got.ETag
            )
        ).Expect(HttpStatusCode.OK);

        again.ExpectProblem(409, "lead.duplicate_phone");
        Assert.Contains(listed.EnumerateArray(), l => l.GetProperty("id").GetString() == lead.Id);
        Assert.Equal(
            "Itarsi",
            patched.Body.GetProperty("address").GetProperty("village").GetString()
        );
        Assert.Equal(
            lead.Body.GetProperty("created_at").GetString(),
            patched.Body.GetProperty("created_at").GetString()
        );
        (
            await admin.PatchAsync(
                $"leads/{lead.Id}",
                new { address = new { village = "Ashta" } },
                got.ETag
            )
        ).ExpectProblem(412, "if_match.stale");
    }

    [Fact]
    public async Task A_transition_closes_the_tasks_of_its_stage_and_opens_those_of_the_next()
    {
        var admin = await app.AdminAsync();
        var lead = (await admin.PostAsync("leads", Lead(Phone()))).Expect(HttpStatusCode.Created);
        await FlowCalls.UntilAsync(
            async () => (await FlowCalls.TasksAsync(admin, lead.Id)).Count == 1,
            "the call task"
        );
        var call = await FlowCalls.OnlyTaskAsync(admin, lead.Id);

        (
            await admin.PostAsync(
                $"tasks/{call.GetProperty("id").GetString()}/complete",
                new { outcome = "connected" }
            )
        ).Expect(HttpStatusCode.OK);

        await FlowCalls.StageAsync(admin, lead.Id, "contacted");
        await FlowCalls.UntilAsync(
            async () => (await FlowCalls.TasksAsync(admin, lead.Id, "?status=pending")).Count == 1,
            "the next task"
        );
    }

    [Fact]
    public async Task A_file_is_imported_once_and_its_leads_are_assigned_by_a_job()
    {
        var admin = await app.AdminAsync();
        var campaign = await admin.ImportLeadsAsync(600);
        var cohort = await admin.CohortOfAsync(campaign, 600);
        var agent = await admin.AgentAsync(new { max_open_leads = 5_000 });

        var asked = new
        {
            strategy = "capacity_weighted",
            agents = new[] { new { agent_id = agent } },
            scope = "unassigned",
            dry_run = false,
        };
        var started = (await admin.PostAsync($"cohorts/{cohort}/assign", asked)).Expect(
            HttpStatusCode.Accepted
        );
        var job = await admin.JobUntilAsync(
            started.Id,
            "completed",
            "completed_with_errors",
            "failed"
        );

        Assert.Equal("completed", job.GetProperty("status").GetString());
        Assert.Equal(600, await admin.CountLeadsAsync($"owner_id={agent}"));
    }

    private static string Phone() => $"95{Interlocked.Increment(ref _phones):D8}";

    private static object Lead(string phone) =>
        new
        {
            name = "Ramesh Patel",
            phone,
            kind = "farmer",
            source = new { channel = "website" },
            address = new
            {
                district = "Sehore",
                state_code = "23",
                pincode = "466001",
            },
            crops = new[] { "soybean" },
        };
}

/// <summary>A start while MongoDB is out of reach.</summary>
public sealed class MongoOutOfReachTests
{
    [Fact]
    public async Task The_app_starts_says_why_it_is_not_ready_and_recovers_by_itself()
    {
        using var held = new HeldPort();
        var port = held.Number;
        await using var app = await AppProcess.StartAsync(
            MongoApp.Settings($"mongodb://127.0.0.1:{port}/?replicaSet=rs0", "late")
        );
        var client = new AppClient(app.Address);

        var before = await client.GetAsync("health/ready");
        before.ExpectProblem(503, "health.not_ready");
        Assert.Contains(
            "store",
            before.Body.GetProperty("detail").GetString(),
            StringComparison.Ordinal
        );
        (await client.GetAsync("health/live")).Expect(HttpStatusCode.OK);
        (
            await client.PostAsync(
                "auth/login",
                new { email = AppFixture.AdminEmail, password = AppFixture.AdminPassword }
            )
        ).ExpectProblem(503, "store.unavailable");

        await using var server = MongoDoubleServer.Start(new MongoDoubleOptions { Port = port });
        await FlowCalls.UntilAsync(
            async () => (await client.GetAsync("health/ready")).Status == HttpStatusCode.OK,
            "ready"
        );

        await client.LoginAsync(AppFixture.AdminEmail, AppFixture.AdminPassword);
    }
}
