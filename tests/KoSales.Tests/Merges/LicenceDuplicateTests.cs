using System.Net;
using System.Text.Json;
using KoSales.Tests.Documents;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Merges;

/// <summary>Whoever has the same licence is the same somebody.</summary>
[Collection(AppCollection.Name)]
public sealed class LicenceDuplicateTests(LeadApi api) : IClassFixture<LeadApi>
{
    [Theory]
    [InlineData("leads")]
    [InlineData("contacts")]
    [InlineData("customers")]
    public async Task One_licence_number_is_the_surest_reason(string kind)
    {
        var number = DocumentCalls.Number();
        var (one, other) = (await MadeAsync(kind), await MadeAsync(kind));
        await api.Manager.RegisterAsync(PiiOf(one), DocumentCalls.Licence(number));
        await api.Manager.RegisterAsync(PiiOf(other), DocumentCalls.Licence(number));

        var found = Assert.Single(await CandidatesAsync(kind, one.Id));

        Assert.Equal(
            (other.Id, "hard", """["licence_number"]"""),
            (
                found.GetProperty("id").GetString(),
                found.GetProperty("grade").GetString(),
                found.GetProperty("reasons").GetRawText()
            )
        );
    }

    [Fact]
    public async Task What_is_no_licence_or_was_rejected_says_nothing()
    {
        var (rejected, shop) = (DocumentCalls.Number(), DocumentCalls.Number());
        var (one, other) = (await MadeAsync("contacts"), await MadeAsync("contacts"));
        await api.Manager.RegisterAsync(PiiOf(one), DocumentCalls.Licence(rejected));
        var refused = await api.Agent.InReviewAsync(PiiOf(other), DocumentCalls.Licence(rejected));
        (await api.Manager.ReviewAsync(refused, "reject", "Not legible")).Expect(HttpStatusCode.OK);
        foreach (var pii in new[] { PiiOf(one), PiiOf(other) })
            await api.Manager.RegisterAsync(pii, new { type = "shop_act", number = shop });

        Assert.Empty(await CandidatesAsync("contacts", one.Id));
    }

    private async Task<Reply> MadeAsync(string kind) =>
        (
            await api.Agent.PostAsync(
                kind,
                new
                {
                    name = LeadApi.Word(),
                    kind = "dealer",
                    phone = LeadApi.Phone(),
                }
            )
        ).Expect(HttpStatusCode.Created);

    private async Task<JsonElement[]> CandidatesAsync(string kind, string id) =>
        [
            .. (await api.Manager.GetAsync($"{kind}/{id}/duplicates"))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("candidates")
                .EnumerateArray(),
        ];

    private static string PiiOf(Reply record) => MergeApi.Text(record, "pii_id")!;
}
