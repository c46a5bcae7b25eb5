using System.Globalization;
using System.Runtime.InteropServices;

namespace KoSales.Bench;

/// <summary>Runs a workload several times and prints the median with its spread, and its ratio to a raw
/// limit.</summary>
internal sealed class Report(int runs, TimeSpan time, int clients)
{
    public static void Conditions() =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB, .NET {Environment.Version}; load generator on the same machine"
            )
        );

    /// <param name="raw">The raw limit in requests per second, or 0 where there is none.</param>
    /// <param name="app">Given: the processor time it takes per request is printed too, which says more
    /// than the rate when others use the machine.</param>
    /// <returns>The median of requests per second.</returns>
    public async Task<double> MeasureAsync(
        string name,
        int port,
        RequestMaker make,
        double raw = 0,
        AppProcess? app = null
    )
    {
        var load = new LoadGenerator(port, clients);
        await load.RunAsync(TimeSpan.FromSeconds(2), make);
        var results = new List<LoadResult>();
        var before = app?.ProcessorTime ?? TimeSpan.Zero;
        for (var run = 0; run < runs; run++)
            results.Add(
                await load.RunAsync(time, (client, n) => make(client, n + ((run + 1L) << 32)))
            );
        var processor = app is null
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"  app {(app.ProcessorTime - before).TotalMicroseconds / results.Sum(r => r.Requests):0} µs each"
            );
        results.Sort((a, b) => a.PerSecond.CompareTo(b.PerSecond));
        var median = results[runs / 2];
        var ratio = raw > 0 ? $"  ratio {median.PerSecond / raw, 5:0.00}" : "";
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name, -44} {median.PerSecond, 9:N0} /s  ({results[0].PerSecond:N0}..{results[^1].PerSecond:N0})  p50 {median.Percentile(0.5):0.00} ms  p95 {median.Percentile(0.95):0.00} ms  p99 {median.Percentile(0.99):0.00} ms{ratio}{processor}{Refused(median)}"
            )
        );
        return median.PerSecond;
    }

    private static string Refused(LoadResult result) =>
        result.Refused == 0 ? "" : $"  REFUSED {result.Refused:N0}";
}
