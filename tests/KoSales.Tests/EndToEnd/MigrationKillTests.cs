using System.Net;
using System.Text;

namespace KoSales.Tests.EndToEnd;

public sealed class MigrationKillTests
{
    private const int Leads = 1_500;

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
    [InlineData(0.05, 0.5)]
    [InlineData(0.3, 0.9)]
    public async Task A_migration_killed_in_the_middle_moves_every_pipeline_once_and_counts_it_once(
        double firstKill,
        double secondKill
    )
    {
        await using var app = await AppProcess.StartAsync(AppFixture.Settings());
        var client = await new AppClient(app.Address).LoginAsync(
            AppFixture.AdminEmail,
            AppFixture.AdminPassword
        );
        Assert.Equal(
            Leads,
            (
                await client.UntilEndedAsync(
                    (await client.ImportAsync(Csv(), Options)).Expect(HttpStatusCode.Accepted).Id
                )
            )
                .Outcome()
                .Succeeded
        );
        await LeadPipeline.ChangeAsync(client, "new", stage => stage["name"] = "Fresh");
        var workflow = (await client.GetAsync("pipeline-workflows?kind=lead"))
            .Body.GetProperty("data")[0]
            .GetProperty("id")
            .GetString();
        var body = new
        {
            from_version = 1,
            to_version = 2,
            stage_map = new { @new = "contacted" },
        };
        var job = (await client.PostAsync($"pipeline-workflows/{workflow}/migrate", body))
            .Expect(HttpStatusCode.Accepted)
            .Id;

        foreach (var share in new[] { firstKill, secondKill })
        {
            await client.UntilAsync(
                job,
                state => state.GetProperty("processed").GetInt64() >= share * Leads
            );
            await app.KillAsync();
            await app.StartAgainAsync();
            client = new AppClient(app.Address, client.Token);
        }

        Assert.Equal(
            ("completed", Leads, Leads, 0, 0),
            (await client.UntilEndedAsync(job)).Outcome()
        );
        Assert.Equal(Leads, await client.CountLeadsAsync("stage=contacted"));
        Assert.Equal(
            (Leads, Leads),
            (await TasksAsync(client, "cancelled"), await TasksAsync(client, "pending"))
        );
    }

    private static async Task<long> TasksAsync(AppClient client, string status) =>
        (await client.GetAsync($"tasks?limit=1&count=exact&status={status}"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("total")
            .GetInt64();

    private static string Csv()
    {
        var csv = new StringBuilder("Name,Phone,Ref\n");
        for (var i = 0; i < Leads; i++)
            csv.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"Farmer {i},{8_100_000_000 + i},migrate-{i}\n"
            );
        return csv.ToString();
    }
}
