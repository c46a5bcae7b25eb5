using System.Net;
using System.Text;
using KoSales.Domain.Webhooks;
using KoSales.InventoryStub;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Quotations;

namespace KoSales.Tests.Orders;

/// <summary>Orders on their way to an inventory system that fails, hangs, answers late and answers by
/// webhook.</summary>
public sealed class OrderSubmissionTests : IAsyncLifetime
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private InventoryServer _inventory = null!;
    private AppProcess _app = null!;
    private AppClient _client = null!;

    public async Task InitializeAsync()
    {
        _inventory = await InventoryServer.StartAsync();
        var settings = new Dictionary<string, string>(AppFixture.Settings())
        {
            ["KoSales__Inventory__BaseUrl"] = _inventory.Address,
            ["KoSales__Inventory__Timeout"] = "00:00:02",
            ["KoSales__Inventory__WebhookSecrets"] = Secret,
        };
        _app = await AppProcess.StartAsync(settings);
        await LoginAsync();
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _inventory.DisposeAsync();
    }

    [Fact]
    public async Task An_order_arrives_after_failures_and_is_confirmed_by_webhook()
    {
        _inventory.Behaviour = new StubBehaviour(Fails: 2);
        var order = await OrderAsync();

        var submitted = await _client.PostAsync($"draft-orders/{order}/submit", null);
        await UntilAsync(order, "submitted");
        var taken = _inventory.Orders.Single();
        var accepted = await TellAsync("evt_1", "order.confirmed", taken.Key, taken.OrderId);
        await UntilAsync(order, "confirmed");

        Assert.Equal("submitting", submitted.Expect(HttpStatusCode.Accepted).Text("status"));
        accepted.Expect(HttpStatusCode.Accepted);
        Assert.Equal($"{order}.1", taken.Key);
        var timeline = (await _client.GetAsync($"draft-orders/{order}/timeline")).Body;
        Assert.Equal(
            "draft_order.confirmed",
            timeline.GetProperty("data")[0].GetProperty("summary").GetString()
        );
    }

    [Fact]
    public async Task A_rejected_order_is_corrected_and_taken_the_second_time()
    {
        _inventory.Behaviour = new StubBehaviour(Status: "rejected", Reason: "unknown sku HUM-1L");
        var order = await OrderAsync();
        (await _client.PostAsync($"draft-orders/{order}/submit", null)).Expect(
            HttpStatusCode.Accepted
        );
        var rejected = await UntilAsync(order, "rejected");

        _inventory.Behaviour = new StubBehaviour(Status: "confirmed");
        var corrected = await _client.PatchAsync(
            $"draft-orders/{order}",
            """{"items": [{"line": 1, "sku": "HUM-1000"}]}""",
            rejected.ETag
        );
        await _client.PostAsync($"draft-orders/{order}/submit", null);
        var confirmed = await UntilAsync(order, "confirmed");

        corrected.Expect(HttpStatusCode.OK);
        Assert.Equal(
            ["rejected", "accepted"],
            confirmed
                .Body.GetProperty("submissions")
                .EnumerateArray()
                .Select(s => s.GetProperty("status").GetString())
        );
        Assert.Equal(2, _inventory.Orders.Count);
    }

    [Fact]
    public async Task Killed_while_the_inventory_system_hangs_the_order_is_there_once()
    {
        _inventory.Behaviour = new StubBehaviour(Hangs: true);
        var order = await OrderAsync();
        (await _client.PostAsync($"draft-orders/{order}/submit", null)).Expect(
            HttpStatusCode.Accepted
        );
        for (var i = 0; i < 1_800 && _inventory.Orders.Count == 0; i++)
            await Task.Delay(50);

        await _app.KillAsync();
        _inventory.Behaviour = new StubBehaviour(Status: "confirmed");
        await _app.StartAgainAsync();
        await LoginAsync();
        await UntilAsync(order, "submitted", "confirmed");

        Assert.Single(_inventory.Orders);
        Assert.True(_inventory.Orders.Single().Calls >= 2);
    }

    [Fact]
    public async Task Deliveries_are_signed_known_again_and_bound_to_their_submission()
    {
        var order = await OrderAsync();
        await _client.PostAsync($"draft-orders/{order}/submit", null);
        await UntilAsync(order, "submitted");
        var taken = _inventory.Orders.Single(o => o.Key == $"{order}.1");

        var unsigned = await _client.PostAsync(
            "webhooks/inventory",
            new { type = "order.confirmed" }
        );
        var foreign = await TellAsync("evt_a", "order.confirmed", $"{order}.7", "INV-9");
        var first = await TellAsync("evt_b", "order.rejected", taken.Key, taken.OrderId, "stock");
        var again = await TellAsync("evt_b", "order.rejected", taken.Key, taken.OrderId, "stock");
        var other = await TellAsync("evt_b", "order.confirmed", taken.Key, taken.OrderId);

        unsigned.ExpectProblem(401, "webhook.signature");
        foreign.Expect(HttpStatusCode.Accepted);
        first.Expect(HttpStatusCode.Accepted);
        again.Expect(HttpStatusCode.Accepted);
        other.ExpectProblem(409, "webhook.other_body");
        var rejected = await UntilAsync(order, "rejected");
        Assert.Equal(
            "stock",
            rejected.Body.GetProperty("submissions")[0].GetProperty("error").GetString()
        );
    }

    private async Task LoginAsync() =>
        _client = await new AppClient(_app.Address).LoginAsync(
            AppFixture.AdminEmail,
            AppFixture.AdminPassword
        );

    private async Task<string> OrderAsync()
    {
        var (deal, sent) = await _client.SentAsync();
        var accepted = await _client.DecideAsync(deal, "accept", sent);
        return accepted.Expect(HttpStatusCode.OK).Text("draft_order_id")!;
    }

    private async Task<Reply> UntilAsync(string order, params string[] statuses)
    {
        for (var i = 0; i < 1_200; i++)
        {
            var read = (await _client.GetAsync($"draft-orders/{order}")).Expect(HttpStatusCode.OK);
            if (statuses.Contains(read.Text("status")))
                return read;
            await Task.Delay(100);
        }

        throw new Xunit.Sdk.XunitException($"{order} was never {string.Join(" or ", statuses)}");
    }

    private async Task<Reply> TellAsync(
        string id,
        string type,
        string reference,
        string orderId,
        string? reason = null
    )
    {
        var body = System.Text.Json.JsonSerializer.Serialize(
            new
            {
                type,
                data = new
                {
                    reference,
                    order_id = orderId,
                    reason,
                },
            }
        );
        var at = $"{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}";
        var key = StandardWebhook.KeyOf(Secret)!;
        return await new AppClient(_app.Address).PostAsync(
            "webhooks/inventory",
            body,
            ("webhook-id", id),
            ("webhook-timestamp", at),
            ("webhook-signature", StandardWebhook.Sign(key, id, at, Encoding.UTF8.GetBytes(body)))
        );
    }
}
