using KoSales.Tests.EndToEnd;
using Xunit.Abstractions;

namespace KoSales.Tests.Invariants;

/// <summary>Thousands of calls over all entities by several clients at once, also with the app killed in
/// between: whatever was asked, what is stored holds together.</summary>
public sealed class RandomCallTests(ITestOutputHelper output)
{
    private const int Clients = 8;
    private const int Calls = 5_000;
    private const int Seed = 20_261_128;

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task After_five_thousand_random_calls_nothing_is_as_it_must_not_be(int kills)
    {
        await using var app = await AppProcess.StartAsync(
            new Dictionary<string, string>(AppFixture.Settings())
            {
                ["KoSales__Rate__Enabled"] = "false",
                // All day, or at night nothing would be claimed.
                ["KoSales__Claims__CallFrom"] = "00:00:00",
                ["KoSales__Claims__CallUntil"] = "1.00:00:00",
            }
        );
        var world = new RandomWorld();
        await world.SettleAsync(app);
        var calls = new RandomCalls(world);

        for (var part = 1; part <= kills + 1; part++)
        {
            var enough = Calls * part / (kills + 1);
            var isLast = part > kills;
            var clients = Enumerable
                .Range(0, Clients)
                .Select(client =>
                    calls.RunAsync(
                        Seed + (part * Clients) + client,
                        () => world.IsKilled || IsEnough(world, enough, isLast)
                    )
                )
                .ToArray();
            if (!isLast)
                await KillAsync(app, world, enough);
            await Task.WhenAll(clients);
            if (!isLast)
                await StartAgainAsync(app, world);
        }

        Assert.Empty(world.Broken);
        output.WriteLine(string.Join('\n', world.Done.OrderBy(d => d.Value)));
        Assert.All(
            world.Done,
            call => Assert.True(call.Value > 0, $"{call.Key} never did a thing")
        );
        var violations = await world.ViolationsAsync(TimeSpan.FromMinutes(2));
        Assert.True(violations.Length == 0, violations);
    }

    /// <summary>At the end some more, until the rarest call has done a thing as well: which of them chance
    /// leaves out depends on how the clients interleave.</summary>
    private static bool IsEnough(RandomWorld world, int enough, bool isLast) =>
        world.Calls >= enough
        && (!isLast || world.Calls >= 4 * Calls || world.Done.All(call => call.Value > 0));

    /// <summary>While the clients are still calling, a little before they would have had enough.</summary>
    private static async Task KillAsync(AppProcess app, RandomWorld world, int enough)
    {
        while (world.Calls < enough - (Clients * 4))
            await Task.Delay(5);
        world.IsKilled = true;
        await app.KillAsync();
    }

    private static async Task StartAgainAsync(AppProcess app, RandomWorld world)
    {
        await app.StartAgainAsync();
        world.Follow(app);
        world.IsKilled = false;
    }
}
