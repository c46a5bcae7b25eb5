using System.Net;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Quotations;

[Collection(AppCollection.Name)]
public sealed class QuotationReadTests(LeadApi api) : IClassFixture<LeadApi>
{
    [Theory]
    [InlineData("quotation")]
    [InlineData("quotation/revisions")]
    [InlineData("quotation/revisions/1")]
    public async Task Members_are_picked_as_on_any_other_resource(string path)
    {
        var (deal, sent) = await api.Agent.SentAsync();

        var picked = (await api.Agent.GetAsync($"deals/{deal}/{path}?fields=number,totals")).Expect(
            HttpStatusCode.OK
        );

        var quotation = picked.Body.TryGetProperty("data", out var all) ? all[0] : picked.Body;
        Assert.Equal(
            ["deal_id", "number", "revision", "totals"],
            quotation.EnumerateObject().Select(m => m.Name)
        );
        Assert.Equal(
            sent.Body.GetProperty("totals").GetRawText(),
            quotation.GetProperty("totals").GetRawText()
        );
        (await api.Agent.GetAsync($"deals/{deal}/{path}?fields=margin")).ExpectProblem(
            400,
            "query.unknown_field"
        );
        (await api.Agent.GetAsync($"deals/{deal}/{path}?fields=")).ExpectProblem(
            400,
            "query.unknown_field"
        );
        (await api.Agent.GetAsync($"deals/{deal}/{path}?include=owner")).ExpectProblem(
            400,
            "query.unknown_parameter"
        );
    }

    [Fact]
    public async Task What_is_picked_has_the_etag_of_the_whole()
    {
        var (deal, _) = await api.Agent.SentAsync();
        // Its flow goes on after the quotation was sent, with another version of the deal.
        await api.Agent.QuotedAsync(deal);
        var whole = (await api.Agent.GetAsync($"deals/{deal}/quotation")).Expect(HttpStatusCode.OK);

        var picked = await api.Agent.GetAsync($"deals/{deal}/quotation?fields=status");
        var same = await api.Agent.GetAsync(
            $"deals/{deal}/quotation?fields=status",
            ("If-None-Match", whole.ETag)
        );

        Assert.Equal(whole.ETag, picked.ETag);
        Assert.Equal(HttpStatusCode.NotModified, same.Status);
    }
}
