using System.Net;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;
using static KoSales.Tests.Quotations.QuotationCalls;

namespace KoSales.Tests.Quotations;

[Collection(AppCollection.Name)]
public sealed class QuotationEndpointTests(LeadApi api) : IClassFixture<LeadApi>
{
    [Fact]
    public async Task The_example_of_the_contract_works_as_it_is_written()
    {
        var deal = await api.Agent.DealAsync();

        var drafted = await api.Agent.QuoteAsync(deal);

        var totals = drafted.Body.GetProperty("totals");
        Assert.Equal((1, "draft"), (drafted.Number("revision"), drafted.Text("status")));
        Assert.Equal(
            ("8550.00", "213.75", "213.75", "0.00", "0.50", "8978.00"),
            (
                totals.GetProperty("taxable_value").GetString(),
                totals.GetProperty("cgst").GetString(),
                totals.GetProperty("sgst").GetString(),
                totals.GetProperty("igst").GetString(),
                totals.GetProperty("round_off").GetString(),
                totals.GetProperty("grand_total").GetString()
            )
        );
    }

    [Fact]
    public async Task The_page_names_the_customers_gstin_and_the_quotation_does_not()
    {
        const string gstin = "23AABCP9876L1ZT";
        var customer = await api.Agent.PostAsync(
            "customers",
            new
            {
                name = "Patel Krishi Kendra",
                kind = "dealer",
                gstin,
            }
        );
        var about = new { title = "Kharif stock", customer_id = customer.Id };
        var deal = (await api.Agent.PostAsync("deals", about)).Expect(HttpStatusCode.Created).Id;

        var quoted = await api.Agent.QuoteAsync(deal);
        var page = await api.Agent.GetAsync($"deals/{deal}/quotation.html");

        customer.Expect(HttpStatusCode.Created);
        Assert.Contains(gstin, page.Expect(HttpStatusCode.OK).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(gstin, quoted.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quotation_is_a_file_to_whoever_sees_its_deal()
    {
        var (deal, sent) = await api.Agent.SentAsync();
        var bare = await api.Agent.DealAsync();
        var others = await api.OthersAsync();

        var file = await api.Agent.GetAsync($"deals/{deal}/quotation.pdf");
        var hidden = await others.Manager.GetAsync($"deals/{deal}/quotation.pdf");
        var none = await api.Agent.GetAsync($"deals/{bare}/quotation.pdf");

        Assert.StartsWith("%PDF", file.Expect(HttpStatusCode.OK).Text, StringComparison.Ordinal);
        Assert.Equal("application/pdf", file.Headers["Content-Type"]);
        var name = sent.Text("number")!.Replace('/', '-') + "-1.pdf";
        Assert.Equal($"attachment; filename={name}", file.Headers["Content-Disposition"]);
        Assert.Contains(sent.Text("number")!, file.Text, StringComparison.Ordinal);
        hidden.ExpectProblem(404, "deal.not_found");
        none.ExpectProblem(404, "quotation.not_found");
    }

    [Fact]
    public async Task A_quotation_is_taken_back_unless_it_is_only_tried()
    {
        var (deal, _) = await api.Agent.SentAsync();
        var path = $"deals/{deal}/quotation/withdraw";

        var tried = (await api.Agent.PostAsync($"{path}?dry_run=true", null)).Expect(
            HttpStatusCode.OK
        );
        var untouched = await api.Agent.GetAsync($"deals/{deal}/quotation");
        var withdrawn = (await api.Agent.PostAsync(path, null)).Expect(HttpStatusCode.OK);
        var again = await api.Agent.PostAsync($"{path}?dry_run=true", null);

        Assert.Equal("sent", untouched.Text("status"));
        Assert.Equal("withdrawn", withdrawn.Text("status"));
        Assert.Equal(
            "withdrawn",
            tried.Body.GetProperty("result").GetProperty("status").GetString()
        );
        Assert.Equal(
            ["deals"],
            tried
                .Body.GetProperty("changes")
                .EnumerateArray()
                .Select(c => c.GetProperty("collection").GetString())
                .Where(c => c == "deals")
        );
        again.Expect(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Every_fault_of_a_quotation_comes_back_at_once()
    {
        var deal = await api.Agent.DealAsync();

        var refused = await api.Agent.PutAsync(
            $"deals/{deal}/quotation",
            new
            {
                place_of_supply = "23",
                valid_until = "2020-01-31",
                items = new[] { Item(rate: null, hsn: "9999") },
                totals = new { grand_total = "1.00" },
            }
        );

        var pointers = refused
            .ExpectProblem(422, "body.invalid")
            .Body.GetProperty("errors")
            .EnumerateArray()
            .Select(e => e.GetProperty("pointer").GetString()!);
        Assert.Equal(
            ["/items/0/hsn", "/totals", "/valid_until"],
            pointers.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_superseded_revision_can_be_read_and_compared_but_never_accepted()
    {
        var (deal, first) = await api.Agent.SentAsync();

        var second = await api.Agent.QuoteAsync(deal, Item(discount: "2"));
        var old = await api.Agent.DecideAsync(deal, "accept", first);
        var unsent = await api.Agent.DecideAsync(deal, "accept", second);

        old.ExpectProblem(409, "quotation.superseded");
        unsent.ExpectProblem(409, "quotation.status_forbids");
        Assert.Equal((2, "draft"), (second.Number("revision"), second.Text("status")));
        Assert.Equal(first.Text("number"), second.Text("number"));
        var revisions = (await api.Agent.GetAsync($"deals/{deal}/quotation/revisions"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data")
            .EnumerateArray()
            .Select(q => q.GetProperty("status").GetString());
        Assert.Equal(["draft", "superseded"], revisions);
        var diff = (await api.Agent.GetAsync($"deals/{deal}/quotation/revisions/2/diff")).Body;
        Assert.Contains(
            diff.GetProperty("lines")[0].GetProperty("fields").EnumerateArray(),
            f => f.GetProperty("field").GetString() == "discount_percent"
        );
    }

    [Fact]
    public async Task A_discount_above_the_limit_needs_an_approval_that_an_edit_voids()
    {
        var deal = await api.Agent.DealAsync();
        var drafted = await api.Agent.QuoteAsync(deal, Item(discount: "15"));

        var early = await api.Agent.SendQuoteAsync(deal);
        var byAgent = await api.Agent.DecideAsync(deal, "approve", drafted);
        (await api.Manager.DecideAsync(deal, "approve", drafted)).Expect(HttpStatusCode.OK);
        var edited = await api.Agent.QuoteAsync(deal, Item(discount: "16"));
        var voided = await api.Agent.SendQuoteAsync(deal);
        var stale = await api.Manager.DecideAsync(deal, "approve", drafted);
        (await api.Manager.DecideAsync(deal, "approve", edited)).Expect(HttpStatusCode.OK);
        var sent = await api.Agent.SendQuoteAsync(deal);

        early.ExpectProblem(409, "quotation.needs_approval");
        byAgent.ExpectProblem(403, "access.denied");
        voided.ExpectProblem(409, "quotation.needs_approval");
        stale.ExpectProblem(409, "quotation.content_changed");
        Assert.Equal("sent", sent.Expect(HttpStatusCode.OK).Text("status"));
    }

    [Fact]
    public async Task Rejecting_and_withdrawing_need_no_body()
    {
        var (rejected, _) = await api.Agent.SentAsync();
        var (withdrawn, _) = await api.Agent.SentAsync();

        var no = await api.Agent.PostAsync($"deals/{rejected}/quotation/reject", null);
        var back = await api.Agent.PostAsync($"deals/{withdrawn}/quotation/withdraw", null);
        var again = await api.Agent.PostAsync($"deals/{withdrawn}/quotation/withdraw", null);

        Assert.Equal("rejected", no.Expect(HttpStatusCode.OK).Text("status"));
        Assert.Equal("withdrawn", back.Expect(HttpStatusCode.OK).Text("status"));
        again.ExpectProblem(409, "quotation.status_forbids");
    }

    [Fact]
    public async Task A_note_of_a_decision_holds_nobodys_number()
    {
        var (deal, sent) = await api.Agent.SentAsync();

        var rejected = await api.Agent.PostAsync(
            $"deals/{deal}/quotation/reject",
            new
            {
                revision = 1,
                content_hash = sent.Text("content_hash"),
                note = "call me on 9876543210",
            }
        );

        Assert.DoesNotContain(
            "9876543210",
            rejected.Expect(HttpStatusCode.OK).Text("decision_note")
        );
    }

    [Fact]
    public async Task Sending_completes_the_task_that_asked_for_it_and_the_deal_is_quoted()
    {
        var (deal, _) = await api.Agent.SentAsync();

        var quoted = await api.Agent.QuotedAsync(deal);

        Assert.Equal("quoted", quoted.Text("stage"));
    }

    [Fact]
    public async Task A_reseller_without_licences_is_warned_of_and_a_farmer_is_not()
    {
        var dealer = await api.Agent.DealAsync(await LeadAsync("dealer"));
        var farmer = await api.Agent.DealAsync(await LeadAsync("farmer"));
        var pesticide = Item(sku: "CHL-500", hsn: "38089199", rate: null);

        var warned = await api.Agent.QuoteAsync(dealer, pesticide);
        var exempt = await api.Agent.QuoteAsync(farmer, pesticide);

        Assert.Equal(["quotation.licence_missing"], warned.Body.GetProperty("warnings").Codes());
        Assert.False(warned.Body.GetProperty("licence_check").GetProperty("ok").GetBoolean());
        Assert.False(exempt.Body.TryGetProperty("warnings", out _));
        Assert.True(exempt.Body.GetProperty("licence_check").GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task Other_teams_do_not_see_the_quotation()
    {
        var (deal, sent) = await api.Agent.SentAsync();
        var others = await api.OthersAsync();

        var read = await others.Manager.GetAsync($"deals/{deal}/quotation");
        var accepted = await others.Manager.DecideAsync(deal, "accept", sent);

        read.ExpectProblem(404, "deal.not_found");
        accepted.ExpectProblem(404, "deal.not_found");
    }

    [Fact]
    public async Task It_prints_with_the_amount_in_words()
    {
        var (deal, sent) = await api.Agent.SentAsync();

        var page = await api.Agent.GetAsync($"deals/{deal}/quotation.html");

        page.Expect(HttpStatusCode.OK);
        Assert.StartsWith("text/html", page.Headers["Content-Type"]);
        Assert.Contains(sent.Text("number")!, page.Text, StringComparison.Ordinal);
        Assert.Contains(
            "Eight Thousand Nine Hundred",
            page.Text,
            StringComparison.OrdinalIgnoreCase
        );
    }

    private async Task<string> LeadAsync(string kind) =>
        (await api.NewAsync(api.Agent, LeadApi.Body(kind: kind))).Id;
}
