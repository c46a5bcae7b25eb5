using System.Net;
using System.Text;
using KoSales.Domain.Pii;
using KoSales.Functions.Storage.Sqlite;
using KoSales.Tests.EndToEnd;
using static KoSales.Tests.Pii.PiiFixture;

namespace KoSales.Tests.Pii;

/// <summary>The routes of this folder over HTTP, on an app whose keys the test knows, so that it can plant
/// subjects beside it.</summary>
public sealed class PiiEndToEndTests : IAsyncLifetime
{
    private AppProcess? _app;

    private AppProcess App => _app!;

    public async Task InitializeAsync()
    {
        _app = await AppProcess.StartAsync(Settings());
        await PlantAsync("PII-40");
    }

    public async Task DisposeAsync() => await App.DisposeAsync();

    [Fact]
    public async Task Personal_data_are_shown_masked_then_revealed_for_a_reason_then_erased()
    {
        var admin = await AdminAsync();
        var masked = (await admin.GetAsync("piis/PII-40")).Expect(HttpStatusCode.OK);
        Assert.Equal(
            "+91******3210",
            masked.Body.GetProperty("phones")[0].GetProperty("masked").GetString()
        );
        Assert.DoesNotContain("9876543210", masked.Body.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("v1:1:", masked.Body.GetRawText(), StringComparison.Ordinal);

        var revealed = (
            await admin.PostAsync(
                "piis/PII-40/reveal",
                new { fields = new[] { "phones" }, reason = "calling the lead" }
            )
        ).Expect(HttpStatusCode.OK);
        Assert.Equal(
            "+919876543210",
            revealed.Body.GetProperty("phones")[0].GetProperty("e164").GetString()
        );
        Assert.False(revealed.Body.TryGetProperty("full_name", out _));

        var log = (await admin.GetAsync("piis/access-log?pii_id=PII-40&agent_id=A0-0001")).Expect(
            HttpStatusCode.OK
        );
        Assert.Equal(
            "calling the lead",
            Assert
                .Single(log.Body.GetProperty("data").EnumerateArray())
                .GetProperty("reason")
                .GetString()
        );

        var plan = (
            await admin.PostAsync(
                "piis/PII-40/erase?dry_run=true",
                new { reason = "asked by the subject" }
            )
        ).Expect(HttpStatusCode.OK);
        Assert.True(plan.Body.GetProperty("dry_run").GetBoolean());
        var collections = plan
            .Body.GetProperty("copies")
            .EnumerateArray()
            .Select(c => c.GetProperty("collection").GetString());
        Assert.Single(collections, "merges");
        Assert.Equal(collections.Distinct(), collections);
        (await admin.GetAsync("piis/PII-40")).Expect(HttpStatusCode.OK);
        (
            await admin.PostAsync("piis/PII-40/erase", new { reason = "asked by the subject" })
        ).Expect(HttpStatusCode.OK);
        (await admin.GetAsync("piis/PII-40")).ExpectProblem(410, "pii.erased");
        (
            await admin.PostAsync(
                "piis/PII-40/reveal",
                new { fields = new[] { "phones" }, reason = "calling the lead" }
            )
        ).Expect(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task A_reveal_is_never_replayed_from_the_idempotency_store_and_never_left_on_disk()
    {
        var admin = await AdminAsync();
        for (var i = 0; i < 2; i++)
        {
            (
                await admin.PostAsync(
                    "piis/PII-40/reveal",
                    new
                    {
                        fields = new[] { "phones", "emails", "pan" },
                        reason = "calling the lead",
                    },
                    ("Idempotency-Key", "once")
                )
            ).Expect(HttpStatusCode.OK);
        }

        Assert.Equal(
            2,
            (await admin.GetAsync("piis/access-log")).Body.GetProperty("data").GetArrayLength()
        );
        var canaries = new CanaryScan([
            "+919876543210",
            "ramesh@example.in",
            "27AAPFU0939F1ZV",
            "ABCPE1234F",
        ]);
        Assert.Empty(canaries.Scan(App.Data));
        Assert.Empty(
            canaries.Scan("the app's output", Encoding.UTF8.GetBytes(string.Join('\n', App.Output)))
        );
    }

    [Fact]
    public async Task Over_the_limit_a_reveal_waits()
    {
        var admin = await AdminAsync();
        Reply reply;
        var shown = 0;
        while (
            (
                reply = await admin.PostAsync(
                    "piis/PII-40/reveal",
                    new { fields = new[] { "pan" }, reason = "calling the lead" }
                )
            ).Status == HttpStatusCode.OK
        )
            shown++;
        reply.ExpectProblem(429, "pii.too_many_reveals");
        Assert.Equal(5, shown);
        Assert.InRange(int.Parse(reply.Headers["Retry-After"], null), 1, 86_400);
    }

    [Fact]
    public async Task Bad_bodies_are_refused_member_by_member()
    {
        var admin = await AdminAsync();
        (
            await admin.PostAsync(
                "piis/PII-40/reveal",
                new { fields = new[] { "aadhaar" }, reason = "calling the lead" }
            )
        ).Expect(HttpStatusCode.UnprocessableEntity);
        (
            await admin.PostAsync(
                "piis/PII-40/reveal",
                new { fields = Array.Empty<string>(), reason = "calling the lead" }
            )
        ).Expect(HttpStatusCode.UnprocessableEntity);
        (await admin.PostAsync("piis/PII-40/reveal", new { fields = new[] { "pan" } })).Expect(
            HttpStatusCode.UnprocessableEntity
        );
        (
            await admin.PostAsync(
                "piis/PII-40/reveal",
                new { fields = new[] { "pan" }, reason = "x" }
            )
        ).Expect(HttpStatusCode.UnprocessableEntity);
        (
            await admin.PostAsync(
                "piis/PII-999/reveal",
                new { fields = new[] { "pan" }, reason = "calling the lead" }
            )
        ).Expect(HttpStatusCode.NotFound);
        (
            await admin.PostAsync(
                "piis/PII-40/consents",
                new
                {
                    purpose = "Marketing!",
                    channel = "fax",
                    given = true,
                    source = "call",
                }
            )
        ).Expect(HttpStatusCode.UnprocessableEntity);
        (await admin.GetAsync("piis/PII-40?x=1")).Expect(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Consent_is_answered_with_the_whole_ledger()
    {
        var admin = await AdminAsync();
        var body = new
        {
            purpose = "marketing",
            channel = "whatsapp",
            given = false,
            source = "call",
        };
        var reply = (await admin.PostAsync("piis/PII-40/consents", body)).Expect(
            HttpStatusCode.Created
        );
        Assert.False(
            Assert
                .Single(reply.Body.GetProperty("consents").EnumerateArray())
                .GetProperty("given")
                .GetBoolean()
        );
        Assert.Equal("\"PII-40-2\"", reply.ETag);
    }

    [Fact]
    public async Task A_new_active_key_takes_over_the_subjects_of_the_old_one()
    {
        await App.StopAsync();
        var rotated = Settings();
        rotated["KoSales__Pii__Keys__k2"] = Convert.ToBase64String(KeysOf("k1", "k2").ById["k2"]);
        await using var next = await AppProcess.StartAsync(rotated, App.Data);
        var admin = await new AppClient(next.Address).LoginAsync(
            AppFixture.AdminEmail,
            AppFixture.AdminPassword
        );
        var moved = (await admin.PostAsync("piis/rewrap", new { })).Expect(HttpStatusCode.OK);
        Assert.Equal(
            ("k2", 1, 0),
            (
                moved.Body.GetProperty("active_key").GetString(),
                moved.Body.GetProperty("moved").GetInt32(),
                moved.Body.GetProperty("remaining").GetInt32()
            )
        );
        (
            await admin.PostAsync(
                "piis/PII-40/reveal",
                new { fields = new[] { "full_name" }, reason = "calling the lead" }
            )
        ).Expect(HttpStatusCode.OK);
    }

    private static Dictionary<string, string> Settings()
    {
        var keys = KeysOf("k1");
        var settings = AppFixture.Settings();
        settings["KoSales__Pii__Keys__k1"] = Convert.ToBase64String(keys.ById["k1"]);
        settings["KoSales__Pii__IndexKey"] = Convert.ToBase64String(keys.Index);
        settings["KoSales__Pii__RevealLimit"] = "5";
        settings["KoSales__Pii__RevealWindow"] = "1.00:00:00";
        return settings;
    }

    private Task<AppClient> AdminAsync() =>
        new AppClient(App.Address).LoginAsync(AppFixture.AdminEmail, AppFixture.AdminPassword);

    private async Task PlantAsync(string id)
    {
        using var store = new SqliteDocumentStore(
            new SqliteStoreOptions(Path.Combine(App.Data, "ko-sales.db")),
            TimeProvider.System
        );
        var batch = new WriteBatch();
        VaultOf(store, KeysOf("k1"))
            .Add(batch, new PiiId(id), Lead, Everything, CommandOf(Role.Agent));
        Assert.True((await store.CommitAsync(batch, default)).IsCommitted);
    }
}
