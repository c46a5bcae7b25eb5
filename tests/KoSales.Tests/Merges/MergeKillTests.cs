using System.Net;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Merges;

/// <summary>A merge is there with all that belongs to it, or not at all.</summary>
public sealed class MergeKillTests
{
    private const int Pairs = 30;
    private const int Kills = 3;

    [Fact]
    public async Task Merges_killed_at_random_moments_are_whole_or_not_there()
    {
        await using var app = await AppProcess.StartAsync(
            new Dictionary<string, string>(AppFixture.Settings())
            {
                ["KoSales__Rate__Enabled"] = "false",
            }
        );
        var client = await LoginAsync(app);
        List<Pair> pairs = [];
        for (var i = 0; i < Pairs; i++)
            pairs.Add(await PairAsync(client));

        for (var kill = 0; kill < Kills; kill++)
        {
            var under = pairs.Select(pair => TryAsync(client, pair)).ToArray();
            await Task.Delay(Random.Shared.Next(20, 300));
            await app.KillAsync();
            await Task.WhenAll(under);
            await app.StartAgainAsync();
            client = await LoginAsync(app);
            foreach (var pair in pairs)
                await AssertWholeAsync(client, pair);
        }

        foreach (var pair in pairs)
            (await MergeAsync(client, pair)).Expect(HttpStatusCode.OK);
        foreach (var pair in pairs)
            Assert.True(await AssertWholeAsync(client, pair));
    }

    private static async Task<Pair> PairAsync(AppClient client)
    {
        var (survivor, loser) = (
            (await client.PostAsync("leads", LeadApi.Body())).Id,
            (await client.PostAsync("leads", LeadApi.Body())).Id
        );
        var note = await client.PostAsync(
            "notes",
            new { body = "Soybean", entity_ref = new { type = "lead", id = loser } }
        );
        return new Pair(survivor, loser, note.Expect(HttpStatusCode.Created).Id);
    }

    /// <summary>True for a merged one.</summary>
    private static async Task<bool> AssertWholeAsync(AppClient client, Pair pair)
    {
        var loser = await client.GetAsync($"leads/{pair.Loser}");
        var isMerged = loser.Status == HttpStatusCode.PermanentRedirect;
        var note = (await client.GetAsync($"notes/{pair.Note}")).Expect(HttpStatusCode.OK);

        Assert.Equal(
            isMerged ? pair.Survivor : pair.Loser,
            note.Body.GetProperty("entity_ref").GetProperty("id").GetString()
        );
        return isMerged;
    }

    private static Task<Reply> MergeAsync(AppClient client, Pair pair) =>
        client.PostAsync($"leads/{pair.Survivor}/merge", new { loser_id = pair.Loser });

    private static async Task TryAsync(AppClient client, Pair pair)
    {
        try
        {
            await MergeAsync(client, pair);
        }
        catch (HttpRequestException)
        {
            // Killed under it: what became of it is read after the restart.
        }
    }

    private static Task<AppClient> LoginAsync(AppProcess app) =>
        new AppClient(app.Address).LoginAsync(AppFixture.AdminEmail, AppFixture.AdminPassword);

    private sealed record Pair(string Survivor, string Loser, string Note);
}
