using System.Net;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Inbound;

namespace KoSales.Tests.InventorySync;

/// <summary>Who cannot be told apart waits for a person; what cannot be processed is set aside;
/// nobody else is held up.</summary>
public sealed class QuarantineTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task Two_of_one_phone_wait_with_their_candidates_until_somebody_says_which()
    {
        var (one, other) = (await MadeAsync("9820000001"), await MadeAsync("9820000001"));
        await DeliverAsync(
            "q1",
            1,
            new
            {
                external_id = "Q-1",
                name = "Told",
                phone = "9820000001",
            }
        );
        await DeliverAsync(
            "q2",
            2,
            new
            {
                external_id = "Q-1",
                name = "Told later",
                phone = "9820000001",
            }
        );
        var waiting = await app.Admin.UntilAsync("q1", "quarantined");
        await app.Admin.UntilAsync("q2", "quarantined");

        var listed = await app.Admin.GetAsync("customer-sync/quarantine");
        var neither = await ResolveAsync("q1", new { });
        var unknown = await ResolveAsync("q1", new { customer_id = "CT-999999" });
        var resolved = await ResolveAsync("q1", new { customer_id = other });
        await app.Admin.UntilAsync("q1", "processed");
        await app.Admin.UntilAsync("q2", "processed");

        Assert.Equal(
            new[] { one, other }.Order(),
            waiting
                .Body.GetProperty("candidates")
                .EnumerateArray()
                .Select(c => c.GetString())
                .Order()
        );
        Assert.Contains(
            "inventory:q1",
            listed.Expect(HttpStatusCode.OK).Text,
            StringComparison.Ordinal
        );
        neither.ExpectProblem(422, "customer_sync.one_choice");
        unknown.ExpectProblem(422, "reference.unknown");
        resolved.Expect(HttpStatusCode.OK);
        var customer = (await app.Admin.CustomerAsync("Q-1"))!.Value;
        Assert.Equal(other, customer.GetProperty("id").GetString());
        Assert.Equal("Told later", customer.GetProperty("name").GetString());
        (await ResolveAsync("q1", new { create = true })).ExpectProblem(
            404,
            "webhook_event.not_found"
        );
    }

    [Fact]
    public async Task It_may_be_a_new_one()
    {
        await MadeAsync("9820000002");
        await MadeAsync("9820000002");
        await DeliverAsync(
            "q3",
            1,
            new
            {
                external_id = "Q-3",
                name = "New",
                phone = "9820000002",
            }
        );
        await app.Admin.UntilAsync("q3", "quarantined");

        (await ResolveAsync("q3", new { create = true })).Expect(HttpStatusCode.OK);
        var done = await app.Admin.UntilAsync("q3", "processed");

        Assert.Equal("new", done.Body.GetProperty("choice").GetString());
        Assert.NotNull(await app.Admin.CustomerAsync("Q-3"));
    }

    [Fact]
    public async Task Poison_is_set_aside_can_be_replayed_and_holds_up_nobody()
    {
        await DeliverAsync(
            "p1",
            1,
            new
            {
                external_id = "P-1",
                name = "P",
                gstin = "not a gstin",
            }
        );
        await DeliverAsync("p2", 1, new { name = "without an id" });
        await DeliverAsync("p3", 1, new { external_id = "P-3", name = "Healthy" });
        await app.Admin.UntilAsync("p3", "processed");
        var dead = await app.Admin.UntilAsync("p1", "dead");
        await app.Admin.UntilAsync("p2", "dead");

        var replayed = await app.Admin.PostAsync("webhooks/events/inventory:p1/replay", null);
        var over = await app.Admin.PostAsync("webhooks/events/inventory:p3/replay", null);
        var none = await app.Admin.PostAsync("webhooks/events/inventory:nix/replay", null);
        await app.Admin.UntilAsync("p1", "dead");
        await DeliverAsync(
            "p4",
            2,
            new
            {
                external_id = "P-1",
                name = "P",
                gstin = (string?)null,
            }
        );
        await app.Admin.UntilAsync("p4", "processed");

        Assert.Contains(
            "/gstin",
            dead.Body.GetProperty("error").GetString()!,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("not a gstin", dead.Text, StringComparison.Ordinal);
        Assert.Equal(
            "received",
            replayed.Expect(HttpStatusCode.OK).Body.GetProperty("status").GetString()
        );
        over.ExpectProblem(409, "webhook_event.over");
        none.ExpectProblem(404, "webhook_event.not_found");
    }

    private async Task<string> MadeAsync(string phone) => (
            await app.Admin.PostAsync(
                "customers",
                new
                {
                    name = "Twin",
                    kind = "dealer",
                    phone,
                }
            )
        ).Expect(HttpStatusCode.Created).Id;

    private Task<Reply> ResolveAsync(string id, object body) =>
        app.Admin.PostAsync($"customer-sync/quarantine/inventory:{id}/resolve", body);

    private async Task DeliverAsync(string id, long version, object data) =>
        (
            await app.Process.DeliverAsync(
                id,
                SignedDeliveries.About("customer.updated", version, data)
            )
        ).Expect(HttpStatusCode.Accepted);
}
