using System.Net;
using System.Text.Json;
using KoSales.Tests.Auth;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Audit;

[Collection(AppCollection.Name)]
public sealed class AuditEndpointTests(AppFixture app) : IAsyncLifetime
{
    private readonly LeadApi _api = new(app);

    public Task InitializeAsync() => _api.InitializeAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task What_is_done_to_a_user_is_in_the_log()
    {
        var admin = await app.AdminAsync();
        var (id, email) = await admin.HireAsync("agent");
        (await admin.ChangeAsync($"agents/{id}", new { roles = new[] { "manager" } })).Expect(
            HttpStatusCode.OK
        );
        for (var i = 0; i < 5; i++)
            await app.Anonymous.PostAsync("auth/login", new { email, password = "wrong-password" });
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (!(await ActionsAsync(admin, id)).Contains("auth.locked"))
            await Task.Delay(50, deadline.Token);
        (await admin.PostAsync($"agents/{id}/unlock", null)).Expect(HttpStatusCode.NoContent);
        (await admin.DeleteAsync($"agents/{id}")).Expect(HttpStatusCode.NoContent);

        var told = await ActionsAsync(admin, id);
        Assert.Equal(
            [
                "agent.created",
                "agent.changed",
                "auth.login_failed",
                "auth.login_failed",
                "auth.login_failed",
                "auth.login_failed",
                "auth.locked",
                "agent.changed",
                "agent.deleted",
            ],
            told
        );
        var self = (await admin.GetAsync("auth/me")).Id;
        var first = (await EntriesAsync(admin, $"target.id={id}&action=agent.created"))[0];
        Assert.Equal(self, first.GetProperty("by").GetString());
    }

    [Fact]
    public async Task Settings_reveals_and_exports_are_in_the_log_and_read_by_auditors()
    {
        var admin = await app.AdminAsync();
        var auditor = await app.HiredAsync(admin, "auditor");
        var field = (
            await admin.PostAsync(
                "custom-fields",
                new
                {
                    entity = "lead",
                    key = $"f_{Guid.NewGuid():N}"[..12],
                    name = "Audited",
                    type = "text",
                }
            )
        ).Expect(HttpStatusCode.Created);
        Assert.Equal(["custom_field.created"], await ActionsAsync(auditor, field.Id));

        var lead = (await _api.NewAsync()).Body;
        var pii = lead.GetProperty("pii_id").GetString()!;
        (
            await _api.Manager.PostAsync(
                $"piis/{pii}/reveal",
                new { fields = new[] { "phones" }, reason = "call back" }
            )
        ).Expect(HttpStatusCode.OK);
        var revealed = Assert.Single(
            await EntriesAsync(auditor, $"target.id={pii}&action=pii.revealed")
        );
        Assert.Equal(
            ["phones"],
            revealed.GetProperty("changed").EnumerateArray().Select(f => f.GetString())
        );
        var manager = (await _api.Manager.GetAsync("auth/me")).Id;
        Assert.Equal(manager, revealed.GetProperty("by").GetString());

        (await _api.Manager.GetAsync("leads/export.csv?limit=1")).Expect(HttpStatusCode.BadRequest);
        (await _api.Manager.GetAsync("leads/export.csv?kind=farmer")).Expect(HttpStatusCode.OK);
        var job = (await _api.Manager.PostAsync("leads/export", new { })).Expect(
            HttpStatusCode.Accepted
        );
        Assert.Equal(
            new[] { job.Id, "leads.csv" }.Order(StringComparer.Ordinal),
            (await EntriesAsync(auditor, $"by={manager}&action=export.started"))
                .Select(e => e.GetProperty("target").GetProperty("id").GetString()!)
                .Order(StringComparer.Ordinal)
        );
        var file = (await auditor.GetAsync($"audit.csv?by={manager}&bom=false")).Expect(
            HttpStatusCode.OK
        );
        Assert.StartsWith(
            "id,at,action,target.type,target.id,by,changed\r\n",
            file.Text,
            StringComparison.Ordinal
        );
        Assert.Contains($",pii.revealed,pii,{pii},{manager},phones", file.Text);
        (await auditor.GetAsync("audit.csv?limit=1")).ExpectProblem(400, "query.unknown_parameter");
        (await _api.Manager.GetAsync("audit")).Expect(HttpStatusCode.Forbidden);
        (await auditor.GetAsync("audit?nope=1")).ExpectProblem(400, "query.unknown_parameter");
    }

    private static async Task<string[]> ActionsAsync(AppClient reader, string target) =>
        [
            .. (await EntriesAsync(reader, $"target.id={target}")).Select(e =>
                e.GetProperty("action").GetString()!
            ),
        ];

    private static async Task<JsonElement[]> EntriesAsync(AppClient reader, string query) =>
        [
            .. (await reader.GetAsync($"audit?{query}&sort=at&limit=200"))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("data")
                .EnumerateArray(),
        ];
}
