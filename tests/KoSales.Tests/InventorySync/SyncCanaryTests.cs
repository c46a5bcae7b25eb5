using System.Net;
using System.Text;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Inbound;
using KoSales.Tests.Pii;

namespace KoSales.Tests.InventorySync;

/// <summary>Plants numbers and addresses in deliveries and files of the inventory system, and
/// looks for them in every byte that the app leaves behind: also while a delivery waits in
/// quarantine or is set aside.</summary>
public sealed class SyncCanaryTests
{
    private static readonly string[] Canaries =
    [
        "+919876501234",
        "9876501234",
        "canary.sync@example.in",
        "27AAPFU0939F1ZV",
        "AAPFU0939F",
    ];

    [Fact]
    public async Task No_delivery_and_no_file_brings_a_number_or_an_address_onto_the_disk()
    {
        await using var app = await AppProcess.StartAsync(SyncApp.Settings());
        var admin = await SyncApp.LoginAsync(app);
        foreach (var _ in new[] { 1, 2 })
            (
                await admin.PostAsync(
                    "customers",
                    new
                    {
                        name = "Twin",
                        kind = "dealer",
                        phone = "9876501234",
                    }
                )
            ).Expect(HttpStatusCode.Created);

        var number = 0;
        foreach (var canary in Canaries)
        {
            foreach (var body in BodiesWith(canary))
                (await app.DeliverAsync($"n{number++}", body)).Expect(HttpStatusCode.Accepted);
            await app.DeliverAsync(canary, BodiesWith(canary).First());
        }

        await app.DeliverAsync(
            "waits",
            Told("C-W", new { phone = "9876501234", email = Canaries[2] })
        );
        await app.DeliverAsync(
            "dead",
            Told("C-D", new { email = Canaries[2], gstin = "27AAPFU0939F1ZZ" })
        );
        var answers = new List<Reply>
        {
            await admin.UntilAsync("waits", "quarantined"),
            await admin.UntilAsync("dead", "dead"),
        };
        await ResyncAsync(app, admin);
        for (var i = 0; i < number; i++)
            answers.Add(
                await admin.UntilAsync(
                    $"n{i}",
                    "processed",
                    "dead",
                    "ignored",
                    "stale",
                    "quarantined"
                )
            );
        answers.Add(await admin.GetAsync("webhooks/events?limit=200"));
        answers.Add(await admin.GetAsync("customer-sync/quarantine?limit=200"));

        Assert.All(
            answers,
            a =>
                Assert.Empty(
                    new CanaryScan(Canaries).Scan("an answer", Encoding.UTF8.GetBytes(a.Text))
                )
        );
        Assert.Empty(
            await new CanaryScan(Canaries).UntilNoneAsync(app.Data, TimeSpan.FromSeconds(60))
        );
        Assert.Empty(
            new CanaryScan(Canaries).Scan(
                "the app's output",
                Encoding.UTF8.GetBytes(string.Join('\n', app.Output))
            )
        );
    }

    private static IEnumerable<string> BodiesWith(string canary) =>
        [
            Told($"C-{canary.Length}a", new { name = $"see {canary}" }),
            Told($"C-{canary.Length}b", new { price_list = canary }),
            Told($"C-{canary.Length}c", new { billing_address = new { line1 = canary } }),
            Told($"C-{canary.Length}d", new { status = canary }),
            Told(
                $"C-{canary.Length}e",
                new { email = "canary.sync@example.in", gstin = "27AAPFU0939F1ZV" }
            ),
            Told(canary, new { name = "By number" }),
            SignedDeliveries.About(canary, 1, new { external_id = "C-type" }),
            SignedDeliveries.About(
                "customer.merged",
                1,
                new { external_id = "C-m", merged_into = canary }
            ),
            SignedDeliveries.About(
                "order.placed",
                1,
                new
                {
                    external_id = "C-o",
                    order_id = canary,
                    value = "1.00",
                }
            ),
        ];

    private static string Told(string id, object members)
    {
        var data = System.Text.Json.JsonSerializer.SerializeToNode(members)!.AsObject();
        data["external_id"] = id;
        return SignedDeliveries.About("customer.updated", 1, data);
    }

    private static async Task ResyncAsync(AppProcess app, AppClient admin)
    {
        using var client = new HttpClient { BaseAddress = app.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", admin.Token);
        using var content = new StringContent(
            """
            {"external_id": "C-file", "version": 2, "name": "F", "phone": "+919876501234"}
            {"external_id": "+919876501234", "version": 2, "name": "F"}
            27AAPFU0939F1ZV
            """,
            Encoding.UTF8,
            "application/x-ndjson"
        );
        using var response = await client.PostAsync("customers/resync", content);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var job = System
            .Text.Json.JsonElement.Parse(await response.Content.ReadAsStringAsync())
            .GetProperty("id")
            .GetString();
        await admin.UntilAsync($"resync.{job}.1", "quarantined");
    }
}
