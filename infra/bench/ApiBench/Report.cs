using System.Globalization;
using System.Runtime.InteropServices;

namespace KoSales.Bench;

/// <summary>Runs a workload several times and prints the median with its spread, and its ratio to a raw
/// limit.</summary>
internal sealed class Report(int runs, TimeSpan time, int clients)
{
    public static void Conditions(int clients) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, "
                    + $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB, .NET "
                    + $"{Environment.Version}; load generator with {clients} clients on the same machine"
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
        var before = app?.ProcessorTime;
        var results = await RunAllAsync(load, make);
        var processor = app?.ProcessorTime - before;
        results.Sort((a, b) => a.PerSecond.CompareTo(b.PerSecond));
        var median = Median(results);
        var ratio = raw > 0 ? $"  ratio {median.PerSecond / raw, 5:0.00}" : "";
        Console.WriteLine(
            $"{Rate(name, results)}  {Latencies(median)}{ratio}{PerRequest(processor, results)}{Refused(median)}"
        );
        return median.PerSecond;
    }

    /// <summary>Of an even number of runs the slower of the two in the middle.</summary>
    /// <param name="results">The slowest first.</param>
    private static LoadResult Median(List<LoadResult> results) => results[(results.Count - 1) / 2];

    /// <param name="results">The slowest first.</param>
    private static string Rate(string name, List<LoadResult> results) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{name, -44} {Median(results).PerSecond, 9:N0} /s  ({results[0].PerSecond:N0}..{results[^1].PerSecond:N0})"
        );

    private async Task<List<LoadResult>> RunAllAsync(LoadGenerator load, RequestMaker make)
    {
        var results = new List<LoadResult>();
        for (var run = 0; run < runs; run++)
            results.Add(
                await load.RunAsync(time, (client, n) => make(client, n + ((run + 1L) << 32)))
            );
        return results;
    }

    private static string Latencies(LoadResult result) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"p50 {result.Percentile(0.5):0.00} ms  p95 {result.Percentile(0.95):0.00} ms  p99 {result.Percentile(0.99):0.00} ms"
        );

    private static string PerRequest(TimeSpan? processor, List<LoadResult> results) =>
        processor is not { } used
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"  app {used.TotalMicroseconds / results.Sum(r => r.Requests):0} µs each"
            );

    private static string Refused(LoadResult result) =>
        result.Refused == 0 ? "" : $"  REFUSED {result.Refused:N0}";
}
