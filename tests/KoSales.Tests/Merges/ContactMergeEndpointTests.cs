using System.Net;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Merges;

[Collection(AppCollection.Name)]
public sealed class ContactMergeEndpointTests(LeadApi api, AppFixture app) : IClassFixture<LeadApi>
{
    private readonly MergeApi _merges = new(api);

    [Fact]
    public async Task A_contact_takes_over_customer_and_deals_and_gives_them_back()
    {
        var customer = await _merges.MadeAsync(
            "customers",
            new { name = "Kendra", kind = "dealer" }
        );
        var survivor = await ContactAsync(null);
        var loser = await ContactAsync(customer.Id);
        var deal = await _merges.MadeAsync("deals", new { title = "Order", contact_id = loser.Id });

        await _merges.MergeAsync($"contacts/{survivor.Id}", loser.Id);

        Assert.Equal([survivor.Id], await ContactsOfAsync(customer.Id));
        Assert.Equal(survivor.Id, await ContactOfAsync(deal.Id));
        Assert.Equal(
            HttpStatusCode.PermanentRedirect,
            (await api.Agent.GetAsync($"contacts/{loser.Id}")).Status
        );

        var tried = (
            await api.Agent.PostAsync($"contacts/{loser.Id}/unmerge?dry_run=true", null)
        ).Expect(HttpStatusCode.OK);

        Assert.Equal([survivor.Id], await ContactsOfAsync(customer.Id));
        var undone = await _merges.UnmergeAsync($"contacts/{loser.Id}");

        Assert.True(tried.Body.GetProperty("dry_run").GetBoolean());
        Assert.Equal(
            undone.Body.GetProperty("reversed").GetRawText(),
            tried.Body.GetProperty("result").GetProperty("reversed").GetRawText()
        );
        Assert.Contains(
            tried.Body.GetProperty("changes").EnumerateArray(),
            c => c.GetProperty("collection").GetString() == "deals"
        );
        Assert.Equal([loser.Id], await ContactsOfAsync(customer.Id));
        Assert.Equal(loser.Id, await ContactOfAsync(deal.Id));
    }

    [Fact]
    public async Task A_customer_takes_over_contacts_and_the_one_that_inventory_knows_survives()
    {
        var survivor = await _merges.MadeAsync(
            "customers",
            new
            {
                name = "Kendra",
                kind = "dealer",
                external_id = LeadApi.Word(),
            }
        );
        var loser = await _merges.MadeAsync("customers", new { name = "Kendra", kind = "dealer" });
        var contact = await ContactAsync(loser.Id);

        var refused = await api.Agent.PostAsync(
            $"customers/{loser.Id}/merge",
            new { loser_id = survivor.Id }
        );
        await _merges.MergeAsync($"customers/{survivor.Id}", loser.Id);

        refused.ExpectProblem(409, "merge.loser_known_to_inventory");
        Assert.Equal([contact.Id], await ContactsOfAsync(survivor.Id));
        Assert.Equal(
            survivor.Id,
            MergeApi.Text(await _merges.ReadAsync($"contacts/{contact.Id}"), "customer_id")
        );

        await _merges.UnmergeAsync($"customers/{loser.Id}");

        Assert.Equal([contact.Id], await ContactsOfAsync(loser.Id));
        Assert.Empty(await ContactsOfAsync(survivor.Id));
    }

    [Fact]
    public async Task Who_has_the_survivor_erased_has_the_loser_erased_as_well()
    {
        var (survivor, loser) = (await ContactAsync(null), await ContactAsync(null));
        await _merges.MergeAsync($"contacts/{survivor.Id}", loser.Id);
        var admin = await app.AdminAsync();

        (
            await admin.PostAsync(
                $"piis/{MergeApi.Text(survivor, "pii_id")}/erase",
                new { reason = "asked for it in writing" }
            )
        ).Expect(HttpStatusCode.OK);

        (
            await admin.PostAsync(
                $"piis/{MergeApi.Text(loser, "pii_id")}/reveal",
                new { reason = "is it gone?", fields = new[] { "phones" } }
            )
        ).ExpectProblem(410, "pii.erased");
        (await api.Agent.PostAsync($"contacts/{loser.Id}/unmerge", null)).ExpectProblem(
            410,
            "merge.erased"
        );
    }

    private async Task<Reply> ContactAsync(string? customer) =>
        await _merges.MadeAsync(
            "contacts",
            new
            {
                name = "Ramesh Patel",
                kind = "dealer",
                phone = LeadApi.Phone(),
                customer_id = customer,
            }
        );

    private async Task<string[]> ContactsOfAsync(string customer) =>
        [
            .. (await _merges.ReadAsync($"customers/{customer}"))
                .Body.GetProperty("contact_ids")
                .EnumerateArray()
                .Select(c => c.GetString()!),
        ];

    private async Task<string?> ContactOfAsync(string deal) =>
        MergeApi.Text(await _merges.ReadAsync($"deals/{deal}"), "contact_id");
}
