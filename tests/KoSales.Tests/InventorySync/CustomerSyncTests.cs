using System.Net;
using System.Text.Json;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Inbound;

namespace KoSales.Tests.InventorySync;

/// <summary>Customers by the inventory system's signed deliveries, over HTTP.</summary>
public sealed class CustomerSyncTests(SyncApp app) : IClassFixture<SyncApp>
{
    private static int _next = Random.Shared.Next(100_000, 900_000);

    [Fact]
    public async Task A_customer_is_made_with_vault_masks_and_sync_and_shows_what_it_bought_and_owes()
    {
        var id = ExternalId();
        await TellAsync("customer.created", 1, Profile(id, "Shri Krishi Kendra"));
        await TellAsync(
            "order.placed",
            0,
            new
            {
                external_id = id,
                order_id = $"SO-{id}",
                value = "1200.50",
            }
        );
        await TellAsync(
            "payment.received",
            0,
            new
            {
                external_id = id,
                payment_id = $"P-{id}",
                amount = 200,
            }
        );

        var customer = (await app.Admin.CustomerAsync(id))!.Value;

        Assert.Equal("Shri Krishi Kendra", customer.GetProperty("name").GetString());
        Assert.StartsWith("+91******", customer.GetProperty("phone_masked").GetString());
        Assert.Equal(
            "466001",
            customer.GetProperty("billing_address").GetProperty("pincode").GetString()
        );
        Assert.Equal(1, customer.GetProperty("sync").GetProperty("source_version").GetInt64());
        Assert.Equal("inventory", customer.GetProperty("sync").GetProperty("source").GetString());
        Assert.Equal(1, customer.GetProperty("lifetime").GetProperty("orders").GetInt32());
        Assert.Equal(1_200.50m, customer.GetProperty("lifetime_inr").GetDecimal());
        Assert.Equal(1_000.50m, customer.GetProperty("outstanding_inr").GetDecimal());
        Assert.Equal("200000.00", Money(customer, "credit", "limit"));
        var key = customer.GetProperty("id").GetString();
        var revealed = await app.Admin.PostAsync(
            $"piis/{customer.GetProperty("pii_id").GetString()}/reveal",
            new { fields = new[] { "phones" }, reason = "checking the sync" }
        );
        Assert.Contains(
            PhoneOf(id),
            revealed.Expect(HttpStatusCode.OK).Text,
            StringComparison.Ordinal
        );
        var timeline = (await app.Admin.GetAsync($"customers/{key}/timeline")).Expect(
            HttpStatusCode.OK
        );
        Assert.Contains("customer.created", timeline.Text, StringComparison.Ordinal);
        Assert.Contains("lifetime_inr", timeline.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hundred_deliveries_of_one_event_at_once_have_one_effect()
    {
        var id = ExternalId();
        await TellAsync("customer.created", 1, Profile(id, "Hundred"));
        var order = SignedDeliveries.About(
            "order.placed",
            0,
            new
            {
                external_id = id,
                order_id = $"SO-{id}",
                value = "10.00",
            }
        );
        var created = SignedDeliveries.About(
            "customer.created",
            1,
            Profile($"{id}-b", "Hundred b")
        );

        var replies = await Task.WhenAll(
            Enumerable
                .Range(0, 100)
                .SelectMany(_ =>
                    new[]
                    {
                        app.Process.DeliverAsync($"o-{id}", order),
                        app.Process.DeliverAsync($"c-{id}", created),
                    }
                )
        );
        await app.Admin.UntilAsync($"o-{id}", "processed");
        await app.Admin.UntilAsync($"c-{id}", "processed");

        Assert.All(replies, r => Assert.Equal(HttpStatusCode.Accepted, r.Status));
        var customer = (await app.Admin.CustomerAsync(id))!.Value;
        Assert.Equal(1, customer.GetProperty("lifetime").GetProperty("orders").GetInt32());
        Assert.NotNull(await app.Admin.CustomerAsync($"{id}-b"));
    }

    [Fact]
    public async Task Any_order_of_five_events_with_duplicates_ends_the_same()
    {
        int[][] orders =
        [
            [0, 1, 2, 3, 4],
            [4, 3, 2, 1, 0],
            [2, 0, 4, 1, 3],
            [3, 4, 0, 2, 1],
            [1, 3, 2, 4, 0],
        ];

        var ends = new List<string>();
        foreach (var order in orders)
            ends.Add(await EndOfAsync(order));

        Assert.Single(ends.Distinct());
        Assert.Contains("Third name", ends[0], StringComparison.Ordinal);
        Assert.Contains("closed", ends[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_older_than_what_is_known_is_stale_and_changes_nothing()
    {
        var id = ExternalId();
        await TellAsync("customer.updated", 7, new { external_id = id, name = "New" });
        var before = (await app.Admin.CustomerAsync(id))!.Value;
        var stale = await TellAsync(
            "customer.updated",
            5,
            new { external_id = id, name = "Old" },
            "stale"
        );
        await TellAsync("customer.updated", 7, new { external_id = id, name = "Other" });
        var after = (await app.Admin.CustomerAsync(id))!.Value;

        Assert.Equal(
            before.GetProperty("id").GetString(),
            stale.Body.GetProperty("facts").GetProperty("customer_id").GetString()
        );
        Assert.Equal(before.GetRawText(), after.GetRawText());
    }

    [Fact]
    public async Task Sync_leaves_alone_what_sales_own()
    {
        var id = ExternalId();
        await TellAsync(
            "customer.created",
            1,
            new
            {
                external_id = id,
                name = "A",
                kind = "farmer",
                tags = new[] { "theirs" },
            }
        );
        var made = (await app.Admin.CustomerAsync(id))!.Value;
        var key = made.GetProperty("id").GetString();
        await app.Admin.ChangeAsync(
            $"customers/{key}",
            new { kind = "retailer", tags = new[] { "ours" } }
        );
        await TellAsync(
            "customer.updated",
            2,
            new
            {
                external_id = id,
                name = "B",
                kind = "farmer",
                tags = new[] { "theirs" },
            }
        );

        var after = (await app.Admin.CustomerAsync(id))!.Value;

        Assert.Equal("dealer", made.GetProperty("kind").GetString());
        Assert.Equal("retailer", after.GetProperty("kind").GetString());
        Assert.Equal("ours", after.GetProperty("tags")[0].GetString());
        Assert.Equal("B", after.GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_customer_that_people_made_is_found_by_its_gstin()
    {
        var id = ExternalId();
        var made = await app.Admin.PostAsync(
            "customers",
            new
            {
                name = "By hand",
                kind = "retailer",
                gstin = "29AAGCB7383J1Z4",
            }
        );
        var key = made.Expect(HttpStatusCode.Created).Id;
        await TellAsync(
            "customer.updated",
            3,
            new
            {
                external_id = id,
                gstin = "29AAGCB7383J1Z4",
                name = "As told",
            }
        );

        var customer = (await app.Admin.CustomerAsync(id))!.Value;

        Assert.Equal(key, customer.GetProperty("id").GetString());
        Assert.Equal("As told", customer.GetProperty("name").GetString());
        Assert.Equal("retailer", customer.GetProperty("kind").GetString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_merge_there_is_a_merge_here_whichever_comes_last(bool mergedLast)
    {
        var (loser, survivor) = (ExternalId(), ExternalId());
        var merge = new { external_id = loser, merged_into = survivor };
        if (!mergedLast)
            await TellAsync("customer.merged", 9, merge);
        await TellAsync("customer.created", 1, Profile(survivor, "Stays"));
        await TellAsync("customer.created", 1, Profile(loser, "Goes"));
        await TellAsync(
            "order.placed",
            0,
            new
            {
                external_id = loser,
                order_id = $"L-{loser}",
                value = "100.00",
            }
        );
        await TellAsync(
            "order.placed",
            0,
            new
            {
                external_id = survivor,
                order_id = $"S-{loser}",
                value = "50.00",
            }
        );
        if (mergedLast)
            await TellAsync("customer.merged", 9, merge);

        var stays = (await app.Admin.CustomerAsync(survivor))!.Value;
        var hidden = await app.Admin.GetAsync($"customers?deleted=true&external_id={loser}");

        Assert.Null(await app.Admin.CustomerAsync(loser));
        Assert.Equal(2, stays.GetProperty("lifetime").GetProperty("orders").GetInt32());
        Assert.Equal(150m, stays.GetProperty("lifetime_inr").GetDecimal());
        Assert.Equal(
            stays.GetProperty("id").GetString(),
            hidden.Body.GetProperty("data")[0].GetProperty("duplicate_of").GetString()
        );
    }

    private async Task<string> EndOfAsync(int[] order)
    {
        var id = ExternalId();
        string[] bodies =
        [
            SignedDeliveries.About("customer.created", 1, Profile(id, "First name")),
            SignedDeliveries.About(
                "customer.updated",
                2,
                new
                {
                    external_id = id,
                    name = "Second name",
                    price_list = "mp",
                }
            ),
            SignedDeliveries.About(
                "customer.updated",
                3,
                new
                {
                    external_id = id,
                    name = "Third name",
                    status = "on_hold",
                }
            ),
            SignedDeliveries.About("customer.deleted", 4, new { external_id = id }),
            SignedDeliveries.About(
                "order.placed",
                0,
                new
                {
                    external_id = id,
                    order_id = $"SO-{id}",
                    value = "75.25",
                }
            ),
        ];
        foreach (var at in order.Concat(order))
        {
            (await app.Process.DeliverAsync($"{id}-{at}", bodies[at])).Expect(
                HttpStatusCode.Accepted
            );
            await app.Admin.UntilAsync($"{id}-{at}", "processed", "stale");
        }

        var customer = (await app.Admin.CustomerAsync(id))!.Value;
        string[] shown =
        [
            "name",
            "status",
            "price_list",
            "billing_address",
            "credit",
            "lifetime",
            "kind",
        ];
        var sync = customer.GetProperty("sync");
        return string.Join(' ', shown.Select(m => customer.GetProperty(m).GetRawText()))
            + sync.GetProperty("source_version").GetRawText()
            + sync.GetProperty("source_updated_at").GetRawText()
            + customer.GetProperty("phone_masked").GetString()![..5];
    }

    private async Task<Reply> TellAsync(
        string type,
        long version,
        object data,
        string status = "processed"
    )
    {
        var delivery = $"evt-{Interlocked.Increment(ref _next)}-{Guid.NewGuid():N}"[..20];
        (
            await app.Process.DeliverAsync(delivery, SignedDeliveries.About(type, version, data))
        ).Expect(HttpStatusCode.Accepted);
        return await app.Admin.UntilAsync(delivery, status);
    }

    private static string Money(JsonElement customer, string member, string part) =>
        customer.GetProperty(member).GetProperty(part).GetProperty("value").GetString()!;

    private static string ExternalId() => $"INV-{Interlocked.Increment(ref _next)}";

    private static string PhoneOf(string id) =>
        $"+9198{int.Parse(id[4..10], null) + 10_000_000:D8}";

    private static object Profile(string id, string name) =>
        new
        {
            external_id = id,
            name,
            phone = PhoneOf(id),
            billing_address = new
            {
                line1 = "14 Mandi Road",
                district = "Sehore",
                state_code = "23",
                pincode = "466001",
            },
            credit = new { limit = new { value = "200000.00", currency = "INR" } },
        };
}
