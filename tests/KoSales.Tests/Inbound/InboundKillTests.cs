using System.Net;
using KoSales.Tests.Compatibility;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.InventorySync;

namespace KoSales.Tests.Inbound;

/// <summary>What was answered with 202 is processed, whatever happens then.</summary>
public sealed class InboundKillTests
{
    private const int Deliveries = 60;

    [Fact]
    public async Task Killed_after_the_202_everything_is_processed_once_after_the_restart()
    {
        await using var app = await AppProcess.StartAsync(SyncApp.Settings());
        var accepted = 0;
        var sending = Parallel.ForEachAsync(
            Enumerable.Range(0, Deliveries),
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (i, _) =>
            {
                try
                {
                    var reply = await app.DeliverAsync($"k{i}", BodyOf(i));
                    if (reply.Status == HttpStatusCode.Accepted)
                        Interlocked.Increment(ref accepted);
                }
                catch (HttpRequestException)
                {
                    // The app is gone: the sender will send it again.
                }
            }
        );
        while (Volatile.Read(ref accepted) < 20)
            await Task.Delay(1);
        await app.KillAsync();
        await sending;

        await app.StartAgainAsync();
        var admin = await SyncApp.LoginAsync(app);
        foreach (var i in Enumerable.Range(0, Deliveries))
            (await app.DeliverAsync($"k{i}", BodyOf(i))).Expect(HttpStatusCode.Accepted);
        foreach (var i in Enumerable.Range(0, Deliveries))
            await admin.UntilAsync($"k{i}", "processed", "stale");

        foreach (var i in Enumerable.Range(0, 10))
        {
            var customer = (await admin.CustomerAsync($"K-{i}"))!.Value;
            Assert.Equal(5, customer.GetProperty("lifetime").GetProperty("orders").GetInt32());
            Assert.Equal(50m, customer.GetProperty("lifetime_inr").GetDecimal());
        }
        var violations = await admin.GetAsync("admin/invariants");
        Assert.Equal("", violations.Expect(HttpStatusCode.OK).Text.Trim());
    }

    [Fact]
    public async Task While_the_store_is_out_of_reach_nothing_is_taken_and_it_can_be_sent_again()
    {
        await using var app = await AppProcess.StartAsync(SyncApp.Settings());
        var admin = await SyncApp.LoginAsync(app);
        Reply refused;
        using (new StoreLock(app.Data))
            refused = await app.DeliverAsync("k0", BodyOf(0));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await admin.GetAsync("webhooks/events/inventory:k0")).Status
        );
        (await app.DeliverAsync("k0", BodyOf(0))).Expect(HttpStatusCode.Accepted);
        await admin.UntilAsync("k0", "processed");
    }

    /// <summary>Ten customers of five orders each.</summary>
    private static string BodyOf(int i)
    {
        var external_id = $"K-{i % 10}";
        return i < 10
            ? SignedDeliveries.About(
                "customer.created",
                1,
                new { external_id, name = $"Killed {i}" }
            )
            : SignedDeliveries.About(
                "order.placed",
                0,
                new
                {
                    external_id,
                    order_id = $"SO-{i}",
                    value = "10.00",
                }
            );
    }
}
