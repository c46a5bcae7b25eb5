using System.Diagnostics;

namespace KoSales.CohortBench;

internal static class Meter
{
    /// <summary>Rounds per second of processor time of the process, so that other work on the machine does
    /// not count.</summary>
    public static double PerSecond(Action round, TimeSpan time)
    {
        var warm = Stopwatch.StartNew();
        while (warm.Elapsed < time / 2)
            round();
        using var process = Process.GetCurrentProcess();
        var (before, watch, rounds) = (process.TotalProcessorTime, Stopwatch.StartNew(), 0L);
        for (; watch.Elapsed < time; rounds++)
            round();
        process.Refresh();
        return rounds / (process.TotalProcessorTime - before).TotalSeconds;
    }
}
