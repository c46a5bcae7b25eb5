using System.Diagnostics;
using KoSales.Domain.Calendars;
using NodaTime;

namespace KoSales.SlaBench;

/// <summary>Deadlines and elapsed times per second on one core, for spans of hours, weeks and years.</summary>
internal static class Deadlines
{
    private const int Starts = 4_096;

    private static readonly Instant From = Instant.FromUtc(2026, 1, 1, 0, 0);

    public static void Run(TimeSpan time)
    {
        var working = WorkingTime.For(CalendarDefinition.Default, From).Value;
        foreach (
            var (name, hours) in new[] { ("4 hours", 4), ("4 weeks", 216), ("4 years", 11_268) }
        )
            Measure(working, name, Duration.FromHours(hours), time);
    }

    private static void Measure(WorkingTime working, string name, Duration work, TimeSpan time)
    {
        var starts = RandomStarts();
        Instant[] ends = [.. starts.Select(s => working.Deadline(s, work))];
        long DeadlineOf(int i) => working.Deadline(starts[i], work).ToUnixTimeTicks();
        long ElapsedOf(int i) => working.Elapsed(starts[i], ends[i]).BclCompatibleTicks;

        Console.WriteLine($"deadline, {name}: {PerSecond(DeadlineOf, time):N0} /s/core");
        Console.WriteLine($"elapsed, {name}: {PerSecond(ElapsedOf, time):N0} /s/core");
    }

    private static Instant[] RandomStarts()
    {
        var random = new Random(7);
        return
        [
            .. Enumerable
                .Range(0, Starts)
                .Select(_ => From + Duration.FromSeconds(random.Next(365 * 86_400))),
        ];
    }

    /// <summary>By the processor time of the process, so that other work on the machine does not
    /// count.</summary>
    private static double PerSecond(Func<int, long> ask, TimeSpan time)
    {
        long sum = 0;
        for (var i = 0; i < Starts * 50; i++)
            sum += ask(i % Starts);
        using var process = Process.GetCurrentProcess();
        var (before, watch, asked) = (process.TotalProcessorTime, Stopwatch.StartNew(), 0L);
        while (watch.Elapsed < time)
        {
            for (var i = 0; i < Starts; i++)
                sum += ask(i);
            asked += Starts;
        }

        process.Refresh();
        GC.KeepAlive(sum);
        return asked / (process.TotalProcessorTime - before).TotalSeconds;
    }
}
