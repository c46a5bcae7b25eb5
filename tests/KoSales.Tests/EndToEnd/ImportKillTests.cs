using System.Net;
using System.Text;

namespace KoSales.Tests.EndToEnd;

public sealed class ImportKillTests
{
    private const int Rows = 12_000;
    private static readonly object Options = new
    {
        mapping = new Dictionary<string, string>
        {
            ["Name"] = "name",
            ["Phone"] = "phone",
            ["Ref"] = "external_ref",
        },
        defaults = new { kind = "farmer" },
    };

    [Theory]
    [InlineData(0.02, 0.45)]
    [InlineData(0.2, 0.8)]
    public async Task An_import_killed_in_the_middle_ends_as_if_nothing_had_happened(
        double firstKill,
        double secondKill
    )
    {
        await using var app = await AppProcess.StartAsync(AppFixture.Settings());
        var client = await new AppClient(app.Address).LoginAsync(
            AppFixture.AdminEmail,
            AppFixture.AdminPassword
        );
        var job = (await client.ImportAsync(Csv(), Options)).Expect(HttpStatusCode.Accepted).Id;

        foreach (var share in new[] { firstKill, secondKill })
        {
            await client.UntilAsync(
                job,
                state => state.GetProperty("processed").GetInt64() >= share * Rows
            );
            await app.KillAsync();
            await app.StartAgainAsync();
            client = new AppClient(app.Address, client.Token);
        }

        // 10 rows are bad, 10 repeat a phone.
        Assert.Equal(
            ("completed_with_errors", Rows, Rows - 20, 10, 10),
            (await client.UntilEndedAsync(job)).Outcome()
        );
        Assert.Equal(Rows - 20, await client.CountLeadsAsync("external_ref[prefix]=kill-"));
        var errors = (await client.GetAsync($"jobs/{job}/errors")).Text;
        Assert.Equal(10, errors.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length - 1);
    }

    private static string Csv()
    {
        var csv = new StringBuilder("Name,Phone,Ref\n");
        for (var i = 0; i < Rows; i++)
        {
            var phone = (i % 1200) switch
            {
                600 => "123",
                700 => $"{8_000_000_000 + i - 1}",
                _ => $"{8_000_000_000 + i}",
            };
            csv.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"Farmer {i},{phone},kill-{i}\n"
            );
        }

        return csv.ToString();
    }
}
