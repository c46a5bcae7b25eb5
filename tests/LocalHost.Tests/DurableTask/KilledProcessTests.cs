using System.Diagnostics;
using System.Globalization;

namespace KoSales.LocalHost.Tests.DurableTask;

/// <summary>A real process is killed with the engine in it, again and again, wherever it happens to
/// be.</summary>
public sealed class KilledProcessTests
{
    private const int Flows = 150;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Killed_at_random_moments_every_flow_comes_to_what_it_would_have(int seed)
    {
        var random = new Random(seed);
        var directory = Directory.CreateTempSubdirectory("ko-hub-").FullName;
        var path = Path.Combine(directory, "taskhub.db");
        for (var kills = 0; kills < 5; kills++)
        {
            using var process = Start(path);
            Assert.Equal(HubProcess.Open, await process.StandardOutput.ReadLineAsync());
            await Task.Delay(random.Next(5, 150));
            process.Kill();
            await process.WaitForExitAsync();
        }

        using var last = Start(path);
        var lines = (
            await last.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60))
        ).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            [HubProcess.Open, .. Enumerable.Range(0, Flows).Select(HubProcess.Expected), "left 0"],
            lines
        );
        Assert.Equal(2 * Flows, HubFile.Count(path, "instances"));
        Directory.Delete(directory, recursive: true);
    }

    private static Process Start(string path)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                typeof(TestProgram).Assembly.Location,
                TestProgram.RunHub,
                path,
                Flows.ToString(CultureInfo.InvariantCulture),
            ]
        )
        {
            RedirectStandardOutput = true,
        };
        return Process.Start(start)!;
    }
}
