using System.Net;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;
using static KoSales.Tests.Quotations.QuotationCalls;

namespace KoSales.Tests.Quotations;

/// <summary>The customer's link, without login.</summary>
[Collection(AppCollection.Name)]
public sealed class SharedQuotationTests(LeadApi api, AppFixture app) : IClassFixture<LeadApi>
{
    private readonly AppClient _customer = app.Anonymous;

    [Fact]
    public async Task A_customer_sees_the_quotation_and_accepts_it()
    {
        var (deal, sent) = await api.Agent.SentAsync();
        var link = await LinkAsync(deal);

        var page = (await _customer.GetAsync(link)).Expect(HttpStatusCode.OK);
        var file = (await _customer.GetAsync($"{link}/quotation.pdf")).Expect(HttpStatusCode.OK);
        var accepted = await AnswerAsync(link, "accept", sent);
        var again = await AnswerAsync(link, "accept", sent);

        Assert.Contains(sent.Text("number")!, page.Text, StringComparison.Ordinal);
        Assert.Contains($"{link}/quotation.pdf", page.Text, StringComparison.Ordinal);
        Assert.Equal("application/pdf", file.Headers["Content-Type"]);
        Assert.Contains(sent.Text("number")!, file.Text, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page.Headers["Content-Security-Policy"]);
        accepted.Expect(HttpStatusCode.OK);
        again.Expect(HttpStatusCode.Conflict);
        var won = await api.Agent.GetAsync($"deals/{deal}");
        Assert.Equal("won", won.Text("status"));
        Assert.Equal("8978.00", won.Body.GetProperty("amount").GetProperty("value").GetString());
    }

    [Fact]
    public async Task A_customer_may_reject_it_with_a_note()
    {
        var (deal, sent) = await api.Agent.SentAsync();
        var link = await LinkAsync(deal);

        (await AnswerAsync(link, "reject", sent, "too dear")).Expect(HttpStatusCode.OK);

        var read = await api.Agent.GetAsync($"deals/{deal}/quotation");
        Assert.Equal(("rejected", "too dear"), (read.Text("status"), read.Text("decision_note")));
    }

    [Fact]
    public async Task The_link_of_a_revised_quotation_says_so_and_accepts_nothing()
    {
        var (deal, sent) = await api.Agent.SentAsync();
        var link = await LinkAsync(deal);
        await api.Agent.QuoteAsync(deal, Item(discount: "3"));

        var page = await _customer.GetAsync(link);
        var accepted = await AnswerAsync(link, "accept", sent);

        page.Expect(HttpStatusCode.Conflict);
        Assert.Contains("revised", page.Text, StringComparison.Ordinal);
        accepted.Expect(HttpStatusCode.Conflict);
        Assert.Equal("draft", (await api.Agent.GetAsync($"deals/{deal}/quotation")).Text("status"));
    }

    [Fact]
    public async Task Only_the_last_link_opens_it_and_no_other_token_does()
    {
        var (deal, _) = await api.Agent.SentAsync();
        var first = await LinkAsync(deal);
        var second = await LinkAsync(deal);

        var replaced = await _customer.GetAsync(first);
        var guessed = await _customer.GetAsync(second[..^4] + "AAAA");
        var file = await _customer.GetAsync(second[..^4] + "AAAA/quotation.pdf");
        var unknown = await _customer.GetAsync("shared-quotations/D-999999/x");

        replaced.Expect(HttpStatusCode.NotFound);
        guessed.Expect(HttpStatusCode.NotFound);
        file.Expect(HttpStatusCode.NotFound);
        unknown.Expect(HttpStatusCode.NotFound);
        (await _customer.GetAsync(second)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_is_no_form_of_the_page_changes_nothing()
    {
        var (deal, _) = await api.Agent.SentAsync();
        var link = await LinkAsync(deal);

        var refused = await _customer.PostAsync($"{link}/accept", new { revision = 1 });

        refused.Expect(HttpStatusCode.BadRequest);
        Assert.Equal("sent", (await api.Agent.GetAsync($"deals/{deal}/quotation")).Text("status"));
    }

    /// <summary>Relative to the API, as clients take paths.</summary>
    private async Task<string> LinkAsync(string deal)
    {
        var shared = await api.Agent.PostAsync($"deals/{deal}/quotation/share", null);
        return shared.Expect(HttpStatusCode.OK).Text("url")!["/api/v1/".Length..];
    }

    private async Task<Reply> AnswerAsync(string link, string what, Reply seen, string note = "")
    {
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string>
            {
                ["revision"] = $"{seen.Number("revision")}",
                ["content_hash"] = seen.Text("content_hash")!,
                ["note"] = note,
            }
        );
        return await _customer.SendAsync(HttpMethod.Post, $"{link}/{what}", form);
    }
}
