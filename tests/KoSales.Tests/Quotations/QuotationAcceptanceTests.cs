using System.Net;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;
using static KoSales.Tests.Quotations.QuotationCalls;

namespace KoSales.Tests.Quotations;

/// <summary>What a quotation that is accepted brings about.</summary>
[Collection(AppCollection.Name)]
public sealed class QuotationAcceptanceTests(LeadApi api) : IClassFixture<LeadApi>
{
    [Fact]
    public async Task An_accepted_quotation_wins_the_deal_and_becomes_a_draft_order()
    {
        var (deal, sent) = await api.Agent.SentAsync();

        var accepted = (await api.Agent.DecideAsync(deal, "accept", sent)).Expect(
            HttpStatusCode.OK
        );

        var won = (await api.Agent.GetAsync($"deals/{deal}")).Expect(HttpStatusCode.OK);
        var pipeline = (await api.Agent.GetAsync($"pipelines/{won.Text("pipeline_id")}")).Body;
        Assert.Matches("^KO/[0-9]{2}-[0-9]{2}/[0-9]{5,}$", sent.Text("number"));
        Assert.Equal("accepted", accepted.Text("status"));
        Assert.StartsWith("DFT-", accepted.Text("draft_order_id"));
        Assert.Equal(
            ("won", "won", accepted.Text("draft_order_id")),
            (won.Text("status"), won.Text("stage"), won.Text("draft_order_id"))
        );
        Assert.Equal("won", pipeline.GetProperty("status").GetString());
        Assert.Equal(
            "accepted",
            won.Body.GetProperty("quotation").GetProperty("status").GetString()
        );
    }

    [Theory]
    [InlineData(null)]
    [InlineData("5000.00")]
    public async Task The_deals_amount_is_what_was_accepted(string? guessed)
    {
        var about = new
        {
            title = "Humic acid",
            amount = guessed is null ? null : new { value = guessed, currency = "INR" },
        };
        var deal = (await api.Agent.PostAsync("deals", about)).Expect(HttpStatusCode.Created).Id;
        await api.Agent.QuoteAsync(deal);
        var sent = (await api.Agent.SendQuoteAsync(deal)).Expect(HttpStatusCode.OK);
        var before = await api.Agent.QuotedAsync(deal);

        (await api.Agent.DecideAsync(deal, "accept", sent)).Expect(HttpStatusCode.OK);

        var won = (await api.Agent.GetAsync($"deals/{deal}")).Expect(HttpStatusCode.OK);
        var amount = won.Body.GetProperty("amount");
        Assert.Equal(before.Number("version") + 1, won.Number("version"));
        Assert.Equal(
            ("8978.00", "INR", 8978m),
            (
                amount.GetProperty("value").GetString(),
                amount.GetProperty("currency").GetString(),
                won.Body.GetProperty("amount_inr").GetDecimal()
            )
        );
        var told = (await api.Agent.GetAsync($"deals/{deal}/timeline"))
            .Body.GetProperty("data")
            .EnumerateArray()
            .Single(e => e.GetProperty("summary").GetString() == "quotation.accepted")
            .GetProperty("changes")
            .EnumerateArray()
            .Single(c => c.GetProperty("field").GetString() == "amount");
        Assert.Equal("8978.00", told.GetProperty("new").GetString());
    }

    [Fact]
    public async Task A_deal_that_was_won_by_hand_gets_its_order_all_the_same()
    {
        var (deal, sent) = await api.Agent.SentAsync();
        var pipeline = (await api.Agent.QuotedAsync(deal)).Text("pipeline_id");
        (
            await api.Manager.PostAsync(
                $"pipelines/{pipeline}/transition",
                new
                {
                    to = "won",
                    reason = "agreed",
                    forced = true,
                }
            )
        ).Expect(HttpStatusCode.OK);

        var accepted = await api.Agent.DecideAsync(deal, "accept", sent);

        Assert.StartsWith("DFT-", accepted.Expect(HttpStatusCode.OK).Text("draft_order_id"));
    }

    [Fact]
    public async Task A_lost_deal_accepts_nothing()
    {
        var (deal, sent) = await api.Agent.SentAsync();
        var pipeline = (await api.Agent.QuotedAsync(deal)).Text("pipeline_id");
        (
            await api.Manager.PostAsync(
                $"pipelines/{pipeline}/transition",
                new
                {
                    to = "lost",
                    reason = "price",
                    forced = true,
                }
            )
        ).Expect(HttpStatusCode.OK);

        var accepted = await api.Agent.DecideAsync(deal, "accept", sent);

        accepted.ExpectProblem(409, "deal.not_open");
    }

    [Fact]
    public async Task Accepting_and_revising_at_once_has_one_winner()
    {
        for (var round = 0; round < 5; round++)
        {
            var (deal, sent) = await api.Agent.SentAsync();

            var both = await Task.WhenAll(
                api.Agent.DecideAsync(deal, "accept", sent),
                api.Manager.PutAsync($"deals/{deal}/quotation", Body(Item(discount: "1")))
            );

            Assert.Single(both, r => r.Status == HttpStatusCode.OK);
            Assert.Single(both, r => r.Status == HttpStatusCode.Conflict);
        }
    }

    [Fact]
    public async Task Twenty_acceptances_at_once_make_one_order()
    {
        var (deal, sent) = await api.Agent.SentAsync();

        var all = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => api.Agent.DecideAsync(deal, "accept", sent))
        );

        Assert.Single(all, r => r.Status == HttpStatusCode.OK);
        var orders = (await api.Agent.GetAsync($"draft-orders?deal_id={deal}"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data");
        Assert.Equal(1, orders.GetArrayLength());
    }
}
