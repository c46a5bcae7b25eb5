using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace KoSales.StoreBench;

/// <summary>Runs work from several callers for a while, three times, and prints the median.</summary>
internal sealed class Clock(TimeSpan time, int clients)
{
    private const int Runs = 3;

    public static void PrintConditions() =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, "
                    + $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB, .NET "
                    + $"{Environment.Version}"
            )
        );

    public async Task MeasureAsync(string name, Func<long, ValueTask> work)
    {
        await RunAsync(TimeSpan.FromSeconds(1), work, -1_000_000_000);
        var results = new List<RunResult>();
        for (var run = 0; run < Runs; run++)
            results.Add(await RunAsync(time, work, run * 100_000_000L));
        results.Sort((a, b) => a.PerSecond.CompareTo(b.PerSecond));
        Print(name, results);
    }

    /// <param name="results">The slowest first.</param>
    private static void Print(string name, List<RunResult> results)
    {
        var median = results[Runs / 2];
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name, -58} {median.PerSecond, 9:N0} /s "
                    + $"({results[0].PerSecond:N0}..{results[^1].PerSecond:N0})  p50 "
                    + $"{median.At(0.5):0.000} ms  p95 {median.At(0.95):0.000}  p99 "
                    + $"{median.At(0.99):0.000}"
            )
        );
    }

    private async Task<RunResult> RunAsync(
        TimeSpan duration,
        Func<long, ValueTask> work,
        long first
    )
    {
        var watch = Stopwatch.StartNew();
        var number = first;
        async Task<List<double>> CallAsync()
        {
            var latencies = new List<double>();
            while (watch.Elapsed < duration)
            {
                var started = Stopwatch.GetTimestamp();
                await work(Interlocked.Increment(ref number));
                latencies.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            return latencies;
        }

        var callers = Enumerable.Range(0, clients).Select(_ => Task.Run(CallAsync));
        var all = await Task.WhenAll(callers);
        double[] sorted = [.. all.SelectMany(l => l).Order()];
        return new RunResult(sorted.Length / watch.Elapsed.TotalSeconds, sorted);
    }

    /// <param name="Latencies">Milliseconds, sorted.</param>
    private sealed record RunResult(double PerSecond, double[] Latencies)
    {
        public double At(double share) =>
            Latencies.Length == 0 ? 0 : Latencies[(int)((Latencies.Length - 1) * share)];
    }
}
