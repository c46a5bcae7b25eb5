using System.Net;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Quotations;

namespace KoSales.Tests.Taxes;

[Collection(AppCollection.Name)]
public sealed class GstRateEndpointTests(AppFixture app)
{
    [Fact]
    public async Task The_seed_is_there_from_the_first_start()
    {
        var admin = await app.AdminAsync();

        var rates = await admin.GetAsync("gst-rates?hsn=3105&sort=valid_from");

        Assert.Equal(
            [("2017-07-01", "5"), ("2025-09-22", "5")],
            rates
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("data")
                .EnumerateArray()
                .Select(r =>
                    (r.GetProperty("valid_from").GetString(), r.GetProperty("rate").GetString())
                )
        );
    }

    [Fact]
    public async Task A_rate_is_ended_and_followed_and_what_was_quoted_shows_what_changed()
    {
        var admin = await app.AdminAsync();
        await AddAsync(admin, "5", "2020-01-01");
        var deal = await admin.DealAsync();
        var quoted = await admin.QuoteAsync(deal, QuotationCalls.Item(hsn: "70131000", rate: null));

        var overlap = await admin.PostAsync("gst-rates", Rate("18", "2021-01-01"));
        var tried = await admin.PostAsync(
            "gst-rates/7013.2020-01-01/end?dry_run=true",
            new { valid_to = "2020-12-31" }
        );
        var ended = await admin.PostAsync(
            "gst-rates/7013.2020-01-01/end",
            new { valid_to = "2020-12-31" }
        );
        var twice = await admin.PostAsync(
            "gst-rates/7013.2020-01-01/end",
            new { valid_to = "2020-11-30" }
        );
        await AddAsync(admin, "18", "2021-01-01");
        var review = (await admin.GetAsync($"deals/{deal}/quotation/rates")).Body;

        overlap.ExpectProblem(409, "gst_rate.overlap");
        twice.ExpectProblem(409, "gst_rate.ended");
        Assert.Equal(2, ended.Expect(HttpStatusCode.OK).Number("version"));
        var would = tried.Expect(HttpStatusCode.OK).Body.GetProperty("result");
        Assert.Equal(
            (2, "2020-12-31"),
            (would.GetProperty("version").GetInt32(), would.GetProperty("valid_to").GetString())
        );
        Assert.Equal(
            "7013.2020-01-01@1",
            quoted.Body.GetProperty("items")[0].GetProperty("rate_rule").GetString()
        );
        var line = review.GetProperty("lines")[0];
        Assert.Equal(
            ("changed", "5", "18"),
            (
                line.GetProperty("concern").GetString(),
                line.GetProperty("quoted").GetString(),
                line.GetProperty("now").GetString()
            )
        );
        Assert.Contains(
            review.GetProperty("fields").EnumerateArray(),
            f => f.GetProperty("field").GetString() == "totals.grand_total"
        );
    }

    [Fact]
    public async Task Twenty_who_add_the_same_rate_at_once_add_it_once()
    {
        var admin = await app.AdminAsync();

        var all = await Task.WhenAll(
            Enumerable
                .Range(1, 20)
                .Select(day => admin.PostAsync("gst-rates", Rate("5", $"2020-01-{day:00}", "7015")))
        );

        Assert.Single(all, r => r.Status == HttpStatusCode.Created);
        Assert.Equal(19, all.Count(r => r.Status == HttpStatusCode.Conflict));
    }

    private static async Task AddAsync(AppClient admin, string rate, string from) =>
        (await admin.PostAsync("gst-rates", Rate(rate, from))).Expect(HttpStatusCode.Created);

    private static object Rate(string rate, string from, string hsn = "7013") =>
        new
        {
            hsn,
            rate,
            valid_from = from,
            source = "A test",
        };
}
