using System.Net;
using System.Text.Json;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Quotations;

/// <summary>What the tests of quotations ask over HTTP.</summary>
internal static class QuotationCalls
{
    public static object Item(
        string discount = "5",
        string? rate = "5",
        string sku = "HUM-1L",
        string hsn = "31010099"
    ) =>
        new
        {
            sku,
            name = "Humic acid 1 L",
            hsn,
            quantity = "20",
            unit = "BTL",
            unit_price = "450.00",
            discount_percent = discount,
            gst_rate = rate,
        };

    public static object Body(params object[] items) =>
        new
        {
            place_of_supply = "23",
            valid_until = "2099-12-31",
            items = items.Length == 0 ? [Item()] : items,
            terms = "Payment in advance.",
        };

    /// <summary>The id of a new deal.</summary>
    public static async Task<string> DealAsync(this AppClient client, string? leadId = null) =>
        (await client.PostAsync("deals", new { title = "Humic acid for kharif", lead_id = leadId }))
            .Expect(HttpStatusCode.Created)
            .Id;

    public static async Task<Reply> QuoteAsync(
        this AppClient client,
        string deal,
        params object[] items
    ) => (await client.PutAsync($"deals/{deal}/quotation", Body(items))).Expect(HttpStatusCode.OK);

    public static Task<Reply> SendQuoteAsync(this AppClient client, string deal) =>
        client.PostAsync($"deals/{deal}/quotation/send", null);

    /// <summary>A new deal whose quotation is with the customer.</summary>
    public static async Task<(string Deal, Reply Sent)> SentAsync(this AppClient client)
    {
        var deal = await client.DealAsync();
        await client.QuoteAsync(deal);
        return (deal, (await client.SendQuoteAsync(deal)).Expect(HttpStatusCode.OK));
    }

    /// <summary>The draft order of a contact for goods of which a dealer needs a fertilizer
    /// licence.</summary>
    public static async Task<string> OrderAsync(this AppClient client, string contact)
    {
        var about = new { title = "Urea for kharif", contact_id = contact };
        var deal = (await client.PostAsync("deals", about)).Expect(HttpStatusCode.Created).Id;
        await client.QuoteAsync(deal, Item(sku: "DAP-50", hsn: "31053000"));
        var sent = (await client.SendQuoteAsync(deal)).Expect(HttpStatusCode.OK);
        var accepted = await client.DecideAsync(deal, "accept", sent);
        return accepted.Expect(HttpStatusCode.OK).Text("draft_order_id")!;
    }

    public static Task<Reply> DecideAsync(
        this AppClient client,
        string deal,
        string what,
        Reply seen
    ) =>
        client.PostAsync(
            $"deals/{deal}/quotation/{what}",
            new { revision = seen.Number("revision"), content_hash = seen.Text("content_hash") }
        );

    /// <summary>The deal, once its flow has gone on after the quotation was sent.</summary>
    public static async Task<Reply> QuotedAsync(this AppClient client, string deal)
    {
        var read = await client.GetAsync($"deals/{deal}");
        for (var i = 0; i < 900 && read.Text("stage") != "quoted"; i++)
        {
            await Task.Delay(100);
            read = await client.GetAsync($"deals/{deal}");
        }

        return read;
    }

    public static string? Text(this Reply reply, string member) =>
        reply.Body.TryGetProperty(member, out var value) ? value.GetString() : null;

    public static int Number(this Reply reply, string member) =>
        reply.Body.GetProperty(member).GetInt32();

    public static IEnumerable<string?> Codes(this JsonElement list) =>
        list.EnumerateArray().Select(e => e.GetProperty("code").GetString());
}
