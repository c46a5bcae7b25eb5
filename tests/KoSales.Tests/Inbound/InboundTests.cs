using System.Net;
using KoSales.Tests.InventorySync;

namespace KoSales.Tests.Inbound;

/// <summary>The one way in for what other systems sign.</summary>
public sealed class InboundTests(SyncApp app) : IClassFixture<SyncApp>
{
    private const string Order =
        """{"type": "order.confirmed", "data": {"reference": "DFT-9.1", "order_id": "X"}}""";

    [Theory]
    [InlineData(-301, HttpStatusCode.Unauthorized)]
    [InlineData(301, HttpStatusCode.Unauthorized)]
    [InlineData(-298, HttpStatusCode.Accepted)]
    [InlineData(298, HttpStatusCode.Accepted)]
    public async Task A_delivery_is_taken_within_five_minutes_either_way(
        int off,
        HttpStatusCode status
    )
    {
        // The two clocks are the same, and a second may pass on the way.
        var seconds = off == 301 ? 303 : off;
        var reply = await app.Process.DeliverAsync($"t{off}", Order, secondsOff: seconds);
        Assert.Equal(status, reply.Status);
    }

    [Fact]
    public async Task The_same_id_again_is_accepted_and_with_another_body_refused()
    {
        var first = await app.Process.DeliverAsync("same", Order);
        var again = await app.Process.DeliverAsync("same", Order);
        var other = await app.Process.DeliverAsync(
            "same",
            Order.Replace("9.1", "9.2", StringComparison.Ordinal)
        );
        var unreadable = await app.Process.DeliverAsync("nothing", "[1]");

        first.Expect(HttpStatusCode.Accepted);
        Assert.Equal(first.Text, again.Expect(HttpStatusCode.Accepted).Text);
        other.ExpectProblem(409, "webhook.other_body");
        unreadable.ExpectProblem(400, "webhook.unreadable");
    }

    [Fact]
    public async Task What_nobody_wants_or_concerns_nobody_is_ignored_and_not_kept()
    {
        await app.Process.DeliverAsync("odd", """{"type": "stock.moved", "data": {}}""");
        await app.Process.DeliverAsync("nobody", Order);

        var odd = await app.Admin.UntilAsync("odd", "ignored");
        var nobody = await app.Admin.UntilAsync("nobody", "ignored");
        var over = await app.Admin.PostAsync("webhooks/events/inventory:odd/replay", null);

        Assert.Equal("webhook_event.unknown_type", odd.Body.GetProperty("error").GetString());
        Assert.Equal("draft_order.not_found", nobody.Body.GetProperty("error").GetString());
        over.ExpectProblem(409, "webhook_event.over");
    }

    [Fact]
    public async Task A_rotated_secret_signs_beside_the_former_for_the_grace()
    {
        var first = await RotateAsync(new { grace_hours = 1 });
        var second = await RotateAsync(new { grace_hours = 1 });
        var both = await SignedAsync(first, second, SignedDeliveries.Secret);
        var third = await RotateAsync(new { grace_hours = 0 });
        var after = await SignedAsync(second, third, SignedDeliveries.Secret);

        Assert.All(both, s => Assert.Equal(HttpStatusCode.Accepted, s));
        Assert.Equal(
            [HttpStatusCode.Unauthorized, HttpStatusCode.Accepted, HttpStatusCode.Accepted],
            after
        );
        var listed = (await app.Admin.GetAsync("webhooks/inventory/secrets")).Expect(
            HttpStatusCode.OK
        );
        Assert.Equal(1, listed.Body.GetProperty("secrets").GetArrayLength());
        Assert.DoesNotContain(third, listed.Text, StringComparison.Ordinal);
        (
            await app.Admin.PostAsync(
                "webhooks/inventory/secrets/rotate",
                new { grace_hours = 1_000 }
            )
        ).ExpectProblem(422, "body.invalid");
    }

    [Fact]
    public async Task The_lag_is_told()
    {
        await app.Process.DeliverAsync("lag", Order);
        await app.Admin.UntilAsync("lag", "ignored");

        var lag = (await app.Admin.GetAsync("webhooks/lag")).Expect(HttpStatusCode.OK).Body;
        var listed = await app.Admin.GetAsync(
            "webhooks/events?source=inventory&status=ignored&type=order.confirmed&limit=1"
        );

        Assert.True(lag.GetProperty("sample").GetInt32() > 0);
        Assert.True(lag.GetProperty("p99_milliseconds").GetInt64() >= 0);
        Assert.Contains(
            lag.GetProperty("counts").EnumerateArray(),
            c =>
                c.GetProperty("status").GetString() == "ignored"
                && c.GetProperty("count").GetInt64() > 0
        );
        Assert.Equal(1, listed.Expect(HttpStatusCode.OK).Body.GetProperty("data").GetArrayLength());
    }

    private async Task<string> RotateAsync(object body) =>
        (await app.Admin.PostAsync("webhooks/inventory/secrets/rotate", body))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("secret")
            .GetString()!;

    private async Task<HttpStatusCode[]> SignedAsync(params string[] secrets)
    {
        List<HttpStatusCode> statuses = [];
        foreach (var secret in secrets)
            statuses.Add(
                (await app.Process.DeliverAsync($"r{Guid.NewGuid():N}", Order, secret)).Status
            );
        return [.. statuses];
    }
}
