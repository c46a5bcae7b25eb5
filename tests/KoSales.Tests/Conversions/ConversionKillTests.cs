using System.Net;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Conversions;

/// <summary>A conversion is there with all that belongs to it, or not at all.</summary>
public sealed class ConversionKillTests
{
    private const int Leads = 60;
    private const int Kills = 3;

    private static readonly object Body = new { deal = new { title = "Kharif order" } };

    [Fact]
    public async Task Conversions_killed_at_random_moments_are_whole_or_not_there()
    {
        await using var app = await AppProcess.StartAsync(
            new Dictionary<string, string>(AppFixture.Settings())
            {
                ["KoSales__Rate__Enabled"] = "false",
            }
        );
        var client = await LoginAsync(app);
        List<string> leads = [];
        for (var i = 0; i < Leads; i++)
            leads.Add((await client.PostAsync("leads", LeadApi.Body())).Id);

        for (var kill = 0; kill < Kills; kill++)
        {
            var under = leads.Select(id => TryAsync(client, id)).ToArray();
            await Task.Delay(Random.Shared.Next(20, 400));
            await app.KillAsync();
            await Task.WhenAll(under);
            await app.StartAgainAsync();
            client = await LoginAsync(app);
            foreach (var lead in leads)
                await AssertWholeAsync(client, lead);
        }

        foreach (var lead in leads)
            (await client.PostAsync($"leads/{lead}/convert", Body)).Expect(HttpStatusCode.OK);
        foreach (var lead in leads)
            Assert.True(await AssertWholeAsync(client, lead));
    }

    /// <summary>True for a converted one.</summary>
    private static async Task<bool> AssertWholeAsync(AppClient client, string lead)
    {
        var read = (await client.GetAsync($"leads/{lead}?include=pipeline")).Expect(
            HttpStatusCode.OK
        );
        var contacts = await CountAsync(client, $"contacts?lead_id={lead}");
        var deals = await CountAsync(client, $"deals?lead_id={lead}");
        var pipeline = read
            .Body.GetProperty("included")
            .GetProperty("pipeline")[0]
            .GetProperty("status")
            .GetString();
        var isConverted = read.Body.TryGetProperty("converted", out _);

        Assert.Equal(isConverted ? (1, 1, "won") : (0, 0, "open"), (contacts, deals, pipeline));
        return isConverted;
    }

    private static async Task<int> CountAsync(AppClient client, string path) =>
        (await client.GetAsync(path))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data")
            .GetArrayLength();

    private static async Task TryAsync(AppClient client, string lead)
    {
        try
        {
            await client.PostAsync($"leads/{lead}/convert", Body);
        }
        catch (HttpRequestException)
        {
            // Killed under it: what became of it is read after the restart.
        }
    }

    private static Task<AppClient> LoginAsync(AppProcess app) =>
        new AppClient(app.Address).LoginAsync(AppFixture.AdminEmail, AppFixture.AdminPassword);
}
