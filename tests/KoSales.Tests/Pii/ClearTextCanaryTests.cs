using System.Net;
using System.Text;
using KoSales.Domain.Pii;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Pii;

/// <summary>
/// Plants numbers and addresses in every free text that callers can send, and looks for them in every byte
/// that the app
/// leaves behind.
/// </summary>
public sealed class ClearTextCanaryTests : IAsyncLifetime
{
    private static readonly string[] Canaries =
    [
        "+919876501234",
        "+917312551156",
        "canary.ramesh@example.in",
        "27AAPFU0939F1ZV",
        "ABCPE1234F",
        "Kanarienvogel",
    ];

    private AppProcess? _app;

    private AppProcess App => _app!;

    public async Task InitializeAsync() =>
        _app = await AppProcess.StartAsync(AppFixture.Settings());

    public async Task DisposeAsync() => await App.DisposeAsync();

    [Fact]
    public async Task No_free_text_brings_a_number_or_an_address_onto_the_disk()
    {
        var admin = await new AppClient(App.Address).LoginAsync(
            AppFixture.AdminEmail,
            AppFixture.AdminPassword
        );
        (
            await admin.PostAsync(
                "custom-fields",
                new
                {
                    entity = "lead",
                    key = "remark",
                    name = "Remark",
                    type = "text",
                }
            )
        ).Expect(HttpStatusCode.Created);
        var id = (
            await admin.PostAsync(
                "leads",
                new
                {
                    name = "Ramesh Kanarienvogel",
                    phone = "9800000000",
                    kind = "farmer",
                }
            )
        ).Expect(HttpStatusCode.Created).Id;
        var webhook = (
            await admin.PostAsync(
                "signal-sources",
                new
                {
                    key = "canary",
                    name = "Canary",
                    preset = "web_form",
                }
            )
        ).Expect(HttpStatusCode.Created).Body.GetProperty("webhook_path").GetString()!["/api/v1/".Length..];
        var next = 9_800_000_001;
        foreach (var canary in Canaries[..^1].Append("0731-2551156").Append("98765 01234"))
        {
            foreach (var text in new[] { canary, $"see {canary} please" })
            {
                foreach (var body in BodiesWith(text))
                {
                    var created = await admin.PostAsync("leads", Merge(body, $"{next++}"));
                    Assert.True(
                        created.Status
                            is HttpStatusCode.Created
                                or HttpStatusCode.UnprocessableEntity,
                        created.Text
                    );
                    Assert.Empty(
                        new CanaryScan(Canaries).Scan(
                            "an answer",
                            Encoding.UTF8.GetBytes(created.Text)
                        )
                    );
                }

                await admin.ChangeAsync(
                    $"leads/{id}",
                    new { business_name = text, custom = new { remark = text } }
                );
                await admin.PostAsync(
                    "tasks",
                    new
                    {
                        title = text,
                        entity_ref = new { type = "lead", id },
                        checklist = new[] { new { text } },
                    }
                );
                var note = (
                    await admin.PostAsync(
                        "notes",
                        new { entity_ref = new { type = "lead", id }, body = text }
                    )
                ).Expect(HttpStatusCode.Created);
                await admin.PatchAsync($"notes/{note.Id}", new { body = $"again {text}" }, "*");
                await admin.PostAsync(
                    "calls",
                    new
                    {
                        entity_ref = new { type = "lead", id },
                        direction = "outbound",
                        phone = canary,
                        notes = text,
                    }
                );
                await admin.PostAsync(
                    "calls",
                    new
                    {
                        entity_ref = new { type = "lead", id },
                        direction = "outbound",
                        notes = text,
                    }
                );
                await admin.PostAsync(
                    "signals",
                    new
                    {
                        entity_ref = new { type = "lead", id },
                        kind = "custom",
                        name = text,
                        message = text,
                    }
                );
                await admin.PostAsync(
                    "signals",
                    new
                    {
                        kind = "web_form",
                        phone = canary,
                        message = text,
                    }
                );
                await admin.PostAsync(
                    webhook,
                    new
                    {
                        name = "Ramesh Kanarienvogel",
                        phone = canary,
                        email = canary,
                        message = text,
                        other = text,
                    }
                );
                await admin.PostAsync($"leads/{id}/lose", new { reason = text });
            }
        }

        await PlantInDefinitionsAsync(admin);

        var csv =
            $"Name,Phone,Firm,Remark\nRamesh,9811111111,Firm 98765 01234,write canary.ramesh@example.in\n9876501234,9811111112,,\n";
        var mapping = new Dictionary<string, string>
        {
            ["Name"] = "name",
            ["Phone"] = "phone",
            ["Firm"] = "business_name",
            ["Remark"] = "custom.remark",
        };
        var job = (
            await admin.ImportAsync(csv, new { mapping, defaults = new { kind = "farmer" } })
        ).Expect(HttpStatusCode.Accepted);
        Assert.Equal(("completed", 2, 2, 0, 0), (await admin.UntilEndedAsync(job.Id)).Outcome());

        var headless = (
            await admin.ImportAsync(
                "9811111113,+919876501234,canary.ramesh@example.in\n9811111114,,\n",
                new
                {
                    mapping = new Dictionary<string, string> { ["9811111113"] = "phone" },
                    defaults = new { kind = "farmer" },
                }
            )
        ).Expect(HttpStatusCode.UnprocessableEntity);
        Assert.Equal("body.invalid", headless.Code);
        (
            await admin.ImportAsync(
                "Phone,+919876501234,canary.ramesh@example.in\n9811111114,,\n",
                new
                {
                    mapping = new Dictionary<string, string> { ["Phone"] = "phone" },
                    defaults = new { kind = "farmer" },
                }
            )
        ).Expect(HttpStatusCode.Accepted);

        Assert.NotEmpty(new CanaryScan(["canary-proof"]).Scan("here", "canary-proof"u8));
        Assert.Empty(
            await new CanaryScan(Canaries).UntilNoneAsync(App.Data, TimeSpan.FromSeconds(60))
        );
        Assert.Empty(
            new CanaryScan(Canaries).Scan(
                "the app's output",
                Encoding.UTF8.GetBytes(string.Join('\n', App.Output))
            )
        );
    }

    private static async Task PlantInOthersAsync(AppClient admin, string text)
    {
        foreach (var (path, body) in OthersWith(text))
        {
            body["kind"] = "dealer";
            body.TryAdd("name", "Ramesh");
            var made = await admin.PostAsync(path, body);
            Assert.True(
                made.Status is HttpStatusCode.Created or HttpStatusCode.UnprocessableEntity,
                made.Text
            );
            Assert.Empty(
                new CanaryScan(Canaries).Scan("an answer", Encoding.UTF8.GetBytes(made.Text))
            );
        }
    }

    private static async Task PlantInDefinitionsAsync(AppClient admin)
    {
        foreach (var (path, body) in DefinitionTexts.Bodies)
        {
            (
                await admin.PostAsync(path, body.Replace("TEXT", "plain", StringComparison.Ordinal))
            ).Expect(HttpStatusCode.Created);
            foreach (var canary in Canaries[..^1].Append("98765 01234"))
            {
                var refused = await admin.PostAsync(
                    path,
                    body.Replace("TEXT", canary, StringComparison.Ordinal)
                );
                Assert.True(refused.Status == HttpStatusCode.UnprocessableEntity, $"{path} {body}");
                Assert.Contains(
                    PersonalTraces.Refused,
                    refused
                        .Body.GetProperty("errors")
                        .EnumerateArray()
                        .Select(e => e.GetProperty("code").GetString())
                );
                Assert.Empty(
                    new CanaryScan(Canaries).Scan("an answer", Encoding.UTF8.GetBytes(refused.Text))
                );
            }
        }
    }

    private static IEnumerable<Dictionary<string, object>> BodiesWith(string text) =>
        [
            new() { ["name"] = text },
            new() { ["business_name"] = text },
            new() { ["external_ref"] = text },
            new() { ["tags"] = new[] { text } },
            new() { ["crops"] = new[] { text } },
            new() { ["products"] = new[] { text } },
            new() { ["source"] = new { @ref = text } },
            new() { ["source"] = new { campaign = text } },
            new() { ["source"] = new { medium = text } },
            new() { ["address"] = new { village = text } },
            new() { ["address"] = new { district = text } },
            new() { ["custom"] = new { remark = text } },
        ];

    private static IEnumerable<(string Path, Dictionary<string, object> Body)> OthersWith(
        string text
    ) =>
        [
            ("contacts", new() { ["name"] = text }),
            ("contacts", new() { ["company"] = text, ["designation"] = text }),
            ("contacts", new() { ["tags"] = new[] { text } }),
            ("contacts", new() { ["address"] = new { village = text } }),
            ("customers", new() { ["name"] = text }),
            ("customers", new() { ["external_id"] = text }),
            ("customers", new() { ["price_list"] = text }),
            ("customers", new() { ["billing_address"] = new { line1 = text, line2 = text } }),
            (
                "customers",
                new()
                {
                    ["shipping_addresses"] = new[]
                    {
                        new { label = "depot", address = new { line1 = text } },
                    },
                }
            ),
        ];

    private static Dictionary<string, object> Merge(
        Dictionary<string, object> body,
        string phone
    ) => new(body) { ["kind"] = "farmer", ["phone"] = phone };
}
