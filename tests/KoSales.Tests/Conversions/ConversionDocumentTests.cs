using System.Net;
using System.Text;
using KoSales.Tests.Documents;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;
using KoSales.Tests.Merges;

namespace KoSales.Tests.Conversions;

/// <summary>The documents of a lead go along into the contact.</summary>
[Collection(AppCollection.Name)]
public sealed class ConversionDocumentTests(LeadApi api) : IClassFixture<LeadApi>
{
    private static readonly string Content = Encoding.ASCII.GetString(DocumentCalls.Pdf);

    private readonly MergeApi _records = new(api);

    [Fact]
    public async Task An_existing_contact_has_them_with_all_that_they_prove()
    {
        var phone = LeadApi.Phone();
        var contact = await ContactAsync(phone);
        var lead = await _records.LeadAsync(phone);
        var own = await VerifiedAsync(contact);
        var brought = await VerifiedAsync(lead);
        var waiting = await api.Agent.InReviewAsync(PiiOf(lead));

        var plan = await api.Agent.PostAsync($"leads/{lead.Id}/convert?dry_run=true", null);
        await ConvertAsync(lead);

        Assert.Equal([brought.Id, waiting.Id], PlannedIn(plan));
        Assert.Equal([own.Id, brought.Id], await LicencesAsync("contacts", contact));
        Assert.Empty(await LicencesAsync("leads", lead));
        Assert.Equal([own.Id, brought.Id, waiting.Id], await DocumentsAsync(contact));
        Assert.Equal(Content, await FileAsync(contact, brought));
        // Whoever reviews it looks at the file, and finds it with the contact.
        var review = $"piis/{PiiOf(contact)}/documents/{waiting.Id}/review";
        (await api.Manager.PostAsync(review, new { decision = "verify" })).Expect(
            HttpStatusCode.OK
        );
        Assert.Contains(waiting.Id, await LicencesAsync("contacts", contact));
    }

    [Fact]
    public async Task A_second_conversion_changes_nothing()
    {
        var phone = LeadApi.Phone();
        var contact = await ContactAsync(phone);
        var lead = await _records.LeadAsync(phone);
        await VerifiedAsync(lead);
        var first = await ConvertAsync(lead);
        var before = await _records.ReadAsync($"contacts/{contact.Id}");

        var second = await ConvertAsync(lead);

        Assert.Equal(first.Text, second.Text);
        Assert.Equal(before.Text, (await _records.ReadAsync($"contacts/{contact.Id}")).Text);
    }

    [Fact]
    public async Task A_new_contact_has_them_with_the_personal_data_of_the_lead()
    {
        var lead = await _records.LeadAsync();
        var brought = await VerifiedAsync(lead);

        var plan = await api.Agent.PostAsync($"leads/{lead.Id}/convert?dry_run=true", null);
        var converted = await ConvertAsync(lead);

        var contact = await _records.ReadAsync(
            $"contacts/{MergeApi.Text(converted, "contact_id")}"
        );
        Assert.Equal([brought.Id], PlannedIn(plan));
        Assert.Equal([brought.Id], await LicencesAsync("contacts", contact));
        Assert.Equal([brought.Id], await LicencesAsync("leads", lead));
    }

    [Fact]
    public async Task The_contact_may_buy_what_the_lead_might()
    {
        var phone = LeadApi.Phone();
        var contact = await ContactAsync(phone);
        var lead = await _records.LeadAsync(phone);
        var brought = await VerifiedAsync(lead);
        var path = $"contacts/{contact.Id}/may-buy?product_class=fertilizer&state=23";
        var before = await _records.ReadAsync(path);

        await ConvertAsync(lead);

        var after = await _records.ReadAsync(path);
        Assert.False(before.Body.GetProperty("allowed").GetBoolean());
        Assert.True(after.Body.GetProperty("allowed").GetBoolean());
        Assert.Contains(brought.Id, after.Text, StringComparison.Ordinal);
    }

    private Task<Reply> ContactAsync(string phone) =>
        _records.MadeAsync(
            "contacts",
            new
            {
                name = "Ramesh Patel",
                kind = "dealer",
                phone,
            }
        );

    private async Task<Reply> VerifiedAsync(Reply record)
    {
        var document = await api.Agent.InReviewAsync(PiiOf(record));
        (await api.Manager.ReviewAsync(document)).Expect(HttpStatusCode.OK);
        return document;
    }

    private async Task<Reply> ConvertAsync(Reply lead) =>
        (await api.Agent.PostAsync($"leads/{lead.Id}/convert", null)).Expect(HttpStatusCode.OK);

    private static string[] PlannedIn(Reply plan) =>
        [
            .. plan.Expect(HttpStatusCode.OK)
                .Body.GetProperty("documents")
                .EnumerateArray()
                .Select(d => d.GetProperty("id").GetString()!)
                .OrderBy(id => int.Parse(id["DOC-".Length..])),
        ];

    private async Task<string[]> LicencesAsync(string kind, Reply record) =>
        [
            .. (await _records.ReadAsync($"{kind}/{record.Id}"))
                .Body.GetProperty("licences")
                .EnumerateArray()
                .Select(l => l.GetProperty("document_id").GetString()!)
                .OrderBy(id => int.Parse(id["DOC-".Length..])),
        ];

    private async Task<string[]> DocumentsAsync(Reply record) =>
        [
            .. (await _records.ReadAsync($"piis/{PiiOf(record)}/documents"))
                .Body.GetProperty("data")
                .EnumerateArray()
                .Select(d => d.GetProperty("id").GetString()!)
                .OrderBy(id => int.Parse(id["DOC-".Length..])),
        ];

    private async Task<string> FileAsync(Reply record, Reply document) =>
        (await _records.ReadAsync($"piis/{PiiOf(record)}/documents/{document.Id}/file")).Text;

    private static string PiiOf(Reply record) => MergeApi.Text(record, "pii_id")!;
}
