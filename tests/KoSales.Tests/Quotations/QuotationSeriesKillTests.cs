using System.Collections.Concurrent;
using System.Net;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Quotations;

/// <summary>Numbers under many clients and kills: 640, or as many as <c>KOSALES_SERIES</c> says.</summary>
public sealed class QuotationSeriesKillTests
{
    private static readonly int Deals = int.TryParse(
        Environment.GetEnvironmentVariable("KOSALES_SERIES"),
        System.Globalization.CultureInfo.InvariantCulture,
        out var wanted
    )
        ? wanted
        : 640;

    private const int Clients = 32;

    [Fact]
    public async Task Numbers_have_no_gap_and_no_double_over_thirty_two_clients_and_kills()
    {
        await using var app = await AppProcess.StartAsync(AppFixture.Settings());
        var client = await new AppClient(app.Address).LoginAsync(
            AppFixture.AdminEmail,
            AppFixture.AdminPassword
        );
        var deals = new ConcurrentBag<string>();
        await EachAsync(
            Enumerable.Range(0, Deals),
            async _ =>
            {
                var deal = await client.DealAsync();
                await client.QuoteAsync(deal);
                deals.Add(deal);
            }
        );

        foreach (var share in new[] { 3, 2 })
        {
            var part = deals.Take(Deals / share).ToArray();
            var sending = EachAsync(part, deal => TrySendAsync(client, deal));
            await Task.Delay(400);
            await app.KillAsync();
            await sending;
            await app.StartAgainAsync();
            client = new AppClient(app.Address, client.Token);
        }

        await EachAsync(deals, deal => TrySendAsync(client, deal));

        var numbers = new ConcurrentBag<string>();
        await EachAsync(
            deals,
            async deal =>
                numbers.Add((await client.GetAsync($"deals/{deal}/quotation")).Text("number")!)
        );
        var given = numbers.Select(n => int.Parse(n.Split('/')[^1])).Order();
        Assert.Equal(Enumerable.Range(1, Deals), given);
    }

    /// <summary>Whether it was sent, or was sent already, or the app is gone for now.</summary>
    private static async Task TrySendAsync(AppClient client, string deal)
    {
        try
        {
            var sent = await client.SendQuoteAsync(deal);
            Assert.Contains(sent.Status, new[] { HttpStatusCode.OK, HttpStatusCode.Conflict });
        }
        catch (HttpRequestException)
        {
            // Killed: what was committed shows at the end.
        }
    }

    private static Task EachAsync<T>(IEnumerable<T> items, Func<T, Task> act) =>
        Parallel.ForEachAsync(
            items,
            new ParallelOptions { MaxDegreeOfParallelism = Clients },
            async (item, _) => await act(item)
        );
}
