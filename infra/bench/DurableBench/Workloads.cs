using System.Diagnostics;

namespace KoSales.DurableBench;

/// <summary>One measurement: so many things in so much time, with the processor time that this process
/// spent on them.</summary>
internal sealed record Rate(int Count, TimeSpan Elapsed, TimeSpan Processor)
{
    public double PerSecond => Count / Elapsed.TotalSeconds;

    /// <summary>Does not depend on what else the machine is doing.</summary>
    public double MicrosecondsEach => Processor.TotalMicroseconds / Count;
}

internal sealed class Meter
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly TimeSpan _processor = Environment.CpuUsage.TotalTime;

    public Rate Read(int count) =>
        new(count, Stopwatch.GetElapsedTime(_start), Environment.CpuUsage.TotalTime - _processor);
}

internal static class Workloads
{
    public static async Task<(Rate Acknowledged, Rate Ended)> StartsAsync(
        string directory,
        int count
    )
    {
        await using var host = await BenchHost.StartAsync(directory);
        await WarmUpAsync(host);
        var meter = new Meter();
        await host.StartManyAsync(nameof(BenchFunctions.Nothing), "s", count, n => n);
        var acknowledged = meter.Read(count);
        await host.EndManyAsync("s", count);
        return (acknowledged, meter.Read(count));
    }

    /// <summary>Counts activities, from the first start to the end of the last orchestration.</summary>
    public static async Task<Rate> ActivitiesAsync(
        string directory,
        int orchestrations,
        Func<int, int> width
    )
    {
        await using var host = await BenchHost.StartAsync(directory);
        await WarmUpAsync(host);
        var meter = new Meter();
        await host.StartManyAsync(
            nameof(BenchFunctions.FanOut),
            "f",
            orchestrations,
            n => width(n)
        );
        await host.EndManyAsync("f", orchestrations);
        return meter.Read(Enumerable.Range(0, orchestrations).Sum(width));
    }

    /// <summary>
    /// Counts instances, from the first event to the end of the last one. With more instances than the
    /// cache holds, most are read.
    /// </summary>
    public static async Task<Rate> ResumesAsync(string directory, int count)
    {
        await using var host = await BenchHost.StartAsync(directory);
        await WarmUpAsync(host);
        await host.StartManyAsync(nameof(BenchFunctions.Wait), "w", count, _ => null);
        await host.RunningAsync("w", count);
        var meter = new Meter();
        await host.RaiseManyAsync("w", count);
        await host.EndManyAsync("w", count);
        return meter.Read(count);
    }

    public static async Task<Residence> WaitingAsync(string directory, int count, TimeSpan idle)
    {
        await using var host = await BenchHost.StartAsync(directory);
        await host.StartManyAsync(nameof(BenchFunctions.Wait), "w", count, _ => null);
        await host.RunningAsync("w", count);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        await Task.Delay(idle);
        process.Refresh();
        var used = process.TotalProcessorTime - before;
        return new Residence(
            GC.GetTotalMemory(forceFullCollection: true),
            process.WorkingSet64,
            used / idle
        );
    }

    private static async Task WarmUpAsync(BenchHost host)
    {
        await host.StartManyAsync(nameof(BenchFunctions.FanOut), "warm", 200, _ => 5);
        await host.EndManyAsync("warm", 200);
    }
}

/// <summary>What instances that wait cost: bytes of managed heap and of the process, and the share of one
/// processor.</summary>
internal sealed record Residence(long HeapBytes, long ProcessBytes, double Processor);
