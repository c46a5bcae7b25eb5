using System.Net;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Startup;

public sealed class QuietConsoleTests
{
    private const string LastOfWelcome = "  stop  ";

    [Fact]
    public async Task A_first_start_says_what_a_newcomer_needs_and_a_thousand_requests_say_nothing()
    {
        await using var app = await AppProcess.StartAsync();
        foreach (
            var part in new[]
            {
                "password  ",
                "KO Sales is ready on http://localhost:",
                "browse the API ",
                "log in ",
                "data folder ",
                "store ",
                LastOfWelcome,
            }
        )
            await app.SaidAsync(part);
        var first = app.Output.ToArray();

        Assert.InRange(first.Length, 1, 20);
        Assert.DoesNotContain(first, line => line.Contains("GET ", StringComparison.Ordinal));

        await CallAsync(new AppClient(app.Address), 1_000);
        Assert.InRange(app.Output.Count, first.Length, first.Length + 5);
    }

    [Fact]
    public async Task An_hour_in_which_nothing_happens_is_quiet()
    {
        var app = new ClockedApp();
        await app.InitializeAsync();
        try
        {
            await app.Process.SaidAsync(LastOfWelcome);
            var before = app.Process.Output.Count;
            for (var minute = 0; minute < 60; minute++)
            {
                await app.Process.SteerAsync("advance", TimeSpan.FromMinutes(1));
                await Task.Delay(20);
            }

            // Each minute is answered by the steered clock itself with one line.
            Assert.InRange(
                app.Process.Output.Count(l => !l.StartsWith("clock ", StringComparison.Ordinal)),
                0,
                before + 10
            );
        }
        finally
        {
            await app.DisposeAsync();
        }
    }

    private static async Task CallAsync(AppClient client, int times)
    {
        HttpStatusCode[] expected =
        [
            HttpStatusCode.OK,
            HttpStatusCode.Unauthorized,
            HttpStatusCode.NotFound,
        ];
        string[] paths = ["health/ready", "leads?limit=1", "nothing"];
        for (var i = 0; i < times; i++)
            (await client.GetAsync(paths[i % 3])).Expect(expected[i % 3]);
    }
}
