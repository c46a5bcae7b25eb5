using System.Collections.Concurrent;
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
                $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB, .NET {Environment.Version}"
            )
        );

    public async Task MeasureAsync(string name, Func<long, ValueTask> work)
    {
        await RunAsync(TimeSpan.FromSeconds(1), work, -1_000_000_000);
        var results = new List<(double PerSecond, double[] Latencies)>();
        for (var run = 0; run < Runs; run++)
            results.Add(await RunAsync(time, work, run * 100_000_000L));
        results.Sort((a, b) => a.PerSecond.CompareTo(b.PerSecond));
        var (perSecond, latencies) = results[Runs / 2];
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name, -58} {perSecond, 9:N0} /s ({results[0].PerSecond:N0}..{results[^1].PerSecond:N0})  p50 {At(latencies, 0.5):0.000} ms  p95 {At(latencies, 0.95):0.000}  p99 {At(latencies, 0.99):0.000}"
            )
        );
    }

    private async Task<(double PerSecond, double[] Latencies)> RunAsync(
        TimeSpan duration,
        Func<long, ValueTask> work,
        long first
    )
    {
        var latencies = new ConcurrentBag<List<double>>();
        var watch = Stopwatch.StartNew();
        var number = first;
        await Task.WhenAll(
            Enumerable
                .Range(0, clients)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        var own = new List<double>();
                        while (watch.Elapsed < duration)
                        {
                            var started = Stopwatch.GetTimestamp();
                            await work(Interlocked.Increment(ref number));
                            own.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                        }

                        latencies.Add(own);
                    })
                )
        );
        double[] all = [.. latencies.SelectMany(l => l).Order()];
        return (all.Length / watch.Elapsed.TotalSeconds, all);
    }

    private static double At(double[] sorted, double share) =>
        sorted.Length == 0 ? 0 : sorted[(int)((sorted.Length - 1) * share)];
}
