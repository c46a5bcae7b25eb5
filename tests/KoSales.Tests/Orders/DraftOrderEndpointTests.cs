using System.Net;
using KoSales.Tests.Documents;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;
using KoSales.Tests.Quotations;

namespace KoSales.Tests.Orders;

[Collection(AppCollection.Name)]
public sealed class DraftOrderEndpointTests(LeadApi api) : IClassFixture<LeadApi>
{
    [Fact]
    public async Task An_order_shows_what_was_accepted()
    {
        var (order, deal) = await NewAsync();

        var read = (await api.Agent.GetAsync($"draft-orders/{order}")).Expect(HttpStatusCode.OK);

        Assert.Equal(("draft", deal), (read.Text("status"), read.Text("deal_id")));
        Assert.Equal(
            "8978.00",
            read.Body.GetProperty("totals").GetProperty("grand_total").GetString()
        );
        Assert.DoesNotContain("entity_deleted_at", read.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_filter_and_sort_by_what_an_order_has()
    {
        var (order, deal) = await NewAsync();

        var found = await api.Agent.GetAsync(
            $"draft-orders?deal_id={deal}&status=draft&sort=-updated_at&include=owner"
        );
        var none = await api.Agent.GetAsync($"draft-orders?deal_id={deal}&status=confirmed");

        var data = found.Expect(HttpStatusCode.OK).Body.GetProperty("data");
        Assert.Equal(order, data[0].GetProperty("id").GetString());
        Assert.Equal(0, none.Expect(HttpStatusCode.OK).Body.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task A_patch_reaches_into_the_address_and_a_stale_one_is_refused()
    {
        var (order, _) = await NewAsync();
        var read = await api.Agent.GetAsync($"draft-orders/{order}");

        var first = await api.Agent.PatchAsync(
            $"draft-orders/{order}",
            """{"shipping_address": {"district": "Sehore", "state_code": "23"}}""",
            read.ETag
        );
        var second = await api.Agent.PatchAsync(
            $"draft-orders/{order}",
            """{"shipping_address": {"pincode": "466001"}, "items": [{"line": 1, "sku": "H2"}]}""",
            first.Expect(HttpStatusCode.OK).ETag
        );
        var stale = await api.Agent.PatchAsync(
            $"draft-orders/{order}",
            """{"shipping_address": null}""",
            read.ETag
        );

        var address = second.Expect(HttpStatusCode.OK).Body.GetProperty("shipping_address");
        Assert.Equal("Sehore", address.GetProperty("district").GetString());
        Assert.Equal("466001", address.GetProperty("pincode").GetString());
        Assert.Equal("H2", second.Body.GetProperty("items")[0].GetProperty("sku").GetString());
        stale.ExpectProblem(412, "if_match.stale");
    }

    [Fact]
    public async Task An_address_is_checked_as_that_of_a_customer_is()
    {
        var (order, _) = await NewAsync();
        var read = await api.Agent.GetAsync($"draft-orders/{order}");

        var refused = await api.Agent.PatchAsync(
            $"draft-orders/{order}",
            """{"shipping_address": {"state_code": "00", "pincode": "066001", "village": "9826012345"}}""",
            read.ETag
        );
        var taken = await api.Agent.PatchAsync(
            $"draft-orders/{order}",
            """{"shipping_address": {"line1": "Godown 7, call 9826012345", "pincode": " 466 001 "}}""",
            read.ETag
        );

        Assert.Equal(
            [
                "/shipping_address/pincode",
                "/shipping_address/state_code",
                "/shipping_address/village",
            ],
            refused
                .ExpectProblem(422, "personal_data.in_the_clear")
                .Body.GetProperty("errors")
                .EnumerateArray()
                .Select(e => e.GetProperty("pointer").GetString())
                .Order()
        );
        var address = taken.Expect(HttpStatusCode.OK).Body.GetProperty("shipping_address");
        Assert.Equal("466001", address.GetProperty("pincode").GetString());
        Assert.StartsWith("Godown 7", address.GetProperty("line1").GetString());
        Assert.DoesNotContain("9826012345", taken.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_can_be_rehearsed_and_ends_the_order()
    {
        var (order, _) = await NewAsync();

        var rehearsed = await api.Agent.PostAsync(
            $"draft-orders/{order}/cancel?dry_run=true",
            null
        );
        var cancelled = await api.Agent.PostAsync($"draft-orders/{order}/cancel", null);
        var submitted = await api.Agent.PostAsync($"draft-orders/{order}/submit", null);

        Assert.True(rehearsed.Expect(HttpStatusCode.OK).Body.GetProperty("dry_run").GetBoolean());
        Assert.Equal("cancelled", cancelled.Expect(HttpStatusCode.OK).Text("status"));
        submitted.ExpectProblem(409, "draft_order.status_forbids");
    }

    [Fact]
    public async Task Without_an_inventory_system_an_order_waits_and_says_why()
    {
        var (order, _) = await NewAsync();

        var submitted = await api.Agent.PostAsync($"draft-orders/{order}/submit", null);

        submitted.Expect(HttpStatusCode.Accepted);
        var error = "";
        for (var i = 0; i < 900 && error != "inventory.not_configured"; i++)
        {
            await Task.Delay(100);
            var read = await api.Agent.GetAsync($"draft-orders/{order}");
            error = read.Body.GetProperty("submissions")[0].TryGetProperty("error", out var told)
                ? told.GetString()
                : "";
        }

        Assert.Equal("inventory.not_configured", error);
    }

    [Fact]
    public async Task An_order_is_seen_by_whoever_sees_its_deal()
    {
        var (order, _) = await NewAsync();
        var others = await api.OthersAsync();

        var hidden = await others.Manager.GetAsync($"draft-orders/{order}");
        var patched = await others.Manager.PatchAsync($"draft-orders/{order}", "{}", "*");
        var timeline = await api.Manager.GetAsync($"draft-orders/{order}/timeline");

        hidden.ExpectProblem(404, "draft_order.not_found");
        patched.ExpectProblem(404, "draft_order.not_found");
        timeline.Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_order_changes_hands_with_its_lead_while_its_deal_stays()
    {
        var lead = (await api.NewAsync()).Id;
        var assign = $"leads/{lead}/assign";
        await api.Manager.PostAsync(assign, new { agent_id = api.AgentId });
        var deal = await api.Agent.DealAsync(lead);
        await api.Agent.QuoteAsync(deal);
        var sent = (await api.Agent.SendQuoteAsync(deal)).Expect(HttpStatusCode.OK);
        var accepted = await api.Agent.DecideAsync(deal, "accept", sent);
        var order = accepted.Expect(HttpStatusCode.OK).Text("draft_order_id")!;
        var pool = new
        {
            team_id = (await api.Agent.GetAsync($"leads/{lead}")).Text("team_id"),
            cascade = new { draft_orders = "transfer" },
        };

        var preview = await api.Manager.PostAsync($"{assign}?dry_run=true", pool);
        (await api.Manager.PostAsync(assign, pool)).Expect(HttpStatusCode.OK);

        Assert.Contains(
            preview.Expect(HttpStatusCode.OK).Body.GetProperty("relations").EnumerateArray(),
            r =>
                r.GetProperty("name").GetString() == "draft_orders"
                && r.GetProperty("unassigned").GetInt32() == 1
        );
        var given = (await api.Manager.GetAsync($"draft-orders/{order}")).Expect(HttpStatusCode.OK);
        Assert.Null(given.Text("owner_id"));
        Assert.Equal(api.AgentId, (await api.Manager.GetAsync($"deals/{deal}")).Text("owner_id"));
        var timeline = await api.Manager.GetAsync($"draft-orders/{order}/timeline");
        Assert.Contains("draft_order.assigned", timeline.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_order_is_hidden_with_its_deal_and_shown_again()
    {
        var (order, deal) = await NewAsync();

        (await api.Manager.DeleteAsync($"deals/{deal}")).Expect(HttpStatusCode.NoContent);
        var hidden = await UntilAsync(order, HttpStatusCode.NotFound);
        (await api.Manager.PostAsync($"deals/{deal}/restore", null)).Expect(HttpStatusCode.OK);
        await UntilAsync(order, HttpStatusCode.OK);

        hidden.ExpectProblem(404, "draft_order.not_found");
    }

    private async Task<Reply> UntilAsync(string order, HttpStatusCode status)
    {
        Reply? read = null;
        await FlowCalls.UntilAsync(
            async () =>
                (read = await api.Manager.GetAsync($"draft-orders/{order}")).Status == status,
            $"{order} answered with {status}"
        );
        return read!;
    }

    [Fact]
    public async Task A_deal_whose_order_is_under_way_stays_until_the_order_is_over()
    {
        var (order, deal) = await NewAsync();
        (await api.Agent.PostAsync($"draft-orders/{order}/submit", null)).Expect(
            HttpStatusCode.Accepted
        );

        var rehearsed = await api.Manager.DeleteAsync($"deals/{deal}?dry_run=true");
        var refused = await api.Manager.DeleteAsync($"deals/{deal}");
        var batch = await api.Manager.PostAsync(
            "deals/batch",
            new { operations = new[] { new { op = "delete", id = deal } } }
        );

        rehearsed.ExpectProblem(409, "deal.order_under_way");
        refused.ExpectProblem(409, "deal.order_under_way");
        Assert.Equal(
            (order, "submitting"),
            (refused.Text("draft_order_id"), refused.Text("order_status"))
        );
        Assert.Contains("deal.order_under_way", batch.Text, StringComparison.Ordinal);
        (await api.Agent.GetAsync($"deals/{deal}")).Expect(HttpStatusCode.OK);
        (await api.Agent.GetAsync($"draft-orders/{order}")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_cancelled_order_goes_with_its_deal()
    {
        var (order, deal) = await NewAsync();
        (await api.Agent.PostAsync($"draft-orders/{order}/cancel", null)).Expect(HttpStatusCode.OK);

        (await api.Manager.DeleteAsync($"deals/{deal}")).Expect(HttpStatusCode.NoContent);

        (await api.Manager.GetAsync($"draft-orders/{order}")).ExpectProblem(
            404,
            "draft_order.not_found"
        );
    }

    [Fact]
    public async Task An_order_outlives_the_contact_and_the_lead_that_it_names()
    {
        var lead = (await api.NewAsync()).Id;
        var contact = await ContactAsync("farmer");
        var about = new
        {
            title = "Humic acid",
            lead_id = lead,
            contact_id = contact,
        };
        var deal = (await api.Manager.PostAsync("deals", about)).Expect(HttpStatusCode.Created).Id;
        await api.Manager.QuoteAsync(deal);
        var sent = (await api.Manager.SendQuoteAsync(deal)).Expect(HttpStatusCode.OK);
        var accepted = await api.Manager.DecideAsync(deal, "accept", sent);
        var order = accepted.Expect(HttpStatusCode.OK).Text("draft_order_id")!;

        foreach (var path in new[] { $"leads/{lead}", $"contacts/{contact}" })
            (await api.Manager.DeleteAsync(path)).Expect(HttpStatusCode.NoContent);

        (await api.Manager.GetAsync($"deals/{deal}")).Expect(HttpStatusCode.OK);
        (await api.Manager.GetAsync($"draft-orders/{order}")).Expect(HttpStatusCode.OK);
        (await api.Manager.PostAsync($"draft-orders/{order}/cancel", null)).Expect(
            HttpStatusCode.OK
        );
    }

    [Fact]
    public async Task Without_a_licence_nobody_submits_and_with_it_the_order_goes_out()
    {
        var contact = await ContactAsync("dealer");
        var order = await api.Agent.OrderAsync(contact);
        var pii = (await api.Agent.GetAsync($"contacts/{contact}")).Text("pii_id")!;

        var agents = await api.Agent.PostAsync($"draft-orders/{order}/submit", null);
        var managers = await api.Manager.PostAsync($"draft-orders/{order}/submit", null);
        var waiting = await api.Agent.GetAsync($"draft-orders/{order}");
        var document = await api.Agent.InReviewAsync(pii);
        (await api.Manager.ReviewAsync(document)).Expect(HttpStatusCode.OK);
        var submitted = await api.Agent.PostAsync($"draft-orders/{order}/submit", null);

        agents.ExpectProblem(422, "draft_order.licence_missing");
        managers.ExpectProblem(422, "draft_order.licence_missing");
        Assert.Contains("fertilizer_licence", agents.Text, StringComparison.Ordinal);
        Assert.Equal("draft", waiting.Text("status"));
        Assert.False(waiting.Body.GetProperty("licence_check").GetProperty("ok").GetBoolean());
        var check = submitted.Expect(HttpStatusCode.Accepted).Body.GetProperty("licence_check");
        Assert.True(check.GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task A_buyer_named_since_is_asked_for_the_licences_of_its_kind()
    {
        var farmer = await ContactAsync("farmer");
        var dealer = await ContactAsync("dealer");
        var order = await api.Agent.OrderAsync(farmer);

        var named = await api.Agent.PatchAsync(
            $"draft-orders/{order}",
            $$"""{"contact_id": "{{dealer}}"}""",
            "*"
        );
        var submitted = await api.Agent.PostAsync($"draft-orders/{order}/submit", null);

        named.Expect(HttpStatusCode.OK);
        submitted.ExpectProblem(422, "draft_order.licence_missing");
    }

    private async Task<string> ContactAsync(string kind) => (
            await api.Agent.PostAsync(
                "contacts",
                new
                {
                    name = "Ramesh Patel",
                    phone = LeadApi.Phone(),
                    kind,
                }
            )
        ).Expect(HttpStatusCode.Created).Id;

    private async Task<(string Order, string Deal)> NewAsync()
    {
        var (deal, sent) = await api.Agent.SentAsync();
        var accepted = await api.Agent.DecideAsync(deal, "accept", sent);
        return (accepted.Expect(HttpStatusCode.OK).Text("draft_order_id")!, deal);
    }
}
