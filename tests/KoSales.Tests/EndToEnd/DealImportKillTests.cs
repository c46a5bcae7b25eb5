using System.Globalization;
using System.Net;
using System.Text;

namespace KoSales.Tests.EndToEnd;

public sealed class DealImportKillTests
{
    private const int Rows = 6_000;

    private static readonly object Options = new
    {
        mapping = new Dictionary<string, string>
        {
            ["Ref"] = "external_ref",
            ["Title"] = "title",
            ["Stage"] = "stage",
        },
    };

    [Fact]
    public async Task An_import_of_deals_killed_twice_ends_as_if_nothing_had_happened()
    {
        await using var app = await AppProcess.StartAsync(AppFixture.Settings());
        var client = await new AppClient(app.Address).LoginAsync(
            AppFixture.AdminEmail,
            AppFixture.AdminPassword
        );
        var queued = await client.ImportAsync(Csv(), Options, of: "deals");
        var job = queued.Expect(HttpStatusCode.Accepted).Id;

        foreach (var share in new[] { 0.05, 0.5 })
        {
            await client.UntilAsync(
                job,
                state => state.GetProperty("processed").GetInt64() >= share * Rows
            );
            await app.KillAsync();
            await app.StartAgainAsync();
            client = new AppClient(app.Address, client.Token);
        }

        Assert.Equal(
            ("completed_with_errors", Rows, Rows - 10, 5, 5),
            (await client.UntilEndedAsync(job)).Outcome()
        );
        Assert.Equal(Rows - 10, await client.CountAsync("deals", "external_ref[prefix]=kill-"));
        Assert.Equal(Rows / 2, await client.CountAsync("deals", "stage=won"));
        Assert.Equal(Rows - 10, await client.CountAsync("deal-pipelines", ""));
    }

    /// <summary>Five rows name no stage that there is, five repeat a reference.</summary>
    private static string Csv()
    {
        var csv = new StringBuilder("Ref,Title,Stage\n");
        for (var i = 0; i < Rows; i++)
        {
            var reference = i % 1200 == 703 ? i - 2 : i;
            var stage = (i % 1200, i % 2) switch
            {
                (601, _) => "nowhere",
                (_, 0) => "won",
                _ => "quoted",
            };
            csv.Append(CultureInfo.InvariantCulture, $"kill-{reference},Deal {i},{stage}\n");
        }

        return csv.ToString();
    }
}
