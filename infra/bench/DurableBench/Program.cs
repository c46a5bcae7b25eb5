using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using KoSales.DurableBench;

// usage: DurableBench [folder on the disk to measure] [runs per workload]
var parent = Directory
    .CreateDirectory(
        args.ElementAtOrDefault(0) ?? Path.Combine(Path.GetTempPath(), "durable-bench")
    )
    .FullName;
var runs = int.Parse(args.ElementAtOrDefault(1) ?? "3", CultureInfo.InvariantCulture);

Console.WriteLine(
    $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors, .NET {Environment.Version}, {parent}"
);
var load = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Trim() : "unknown";
Console.WriteLine($"load before: {load}; median fsync of 4 KiB: {MedianSync(parent):F2} ms");

var starts = await RepeatAsync(() => Workloads.StartsAsync(parent, 20_000));
Print("orchestration starts acknowledged", starts.Select(s => s.Acknowledged));
Print("orchestrations started and ended", starts.Select(s => s.Ended));
Print(
    "activities, fan out of 1..100",
    await RepeatAsync(() => Workloads.ActivitiesAsync(parent, 1_000, n => (n % 100) + 1))
);
Print(
    "activities, one per orchestration",
    await RepeatAsync(() => Workloads.ActivitiesAsync(parent, 10_000, _ => 1))
);
Print(
    "waiting instances resumed by event",
    await RepeatAsync(() => Workloads.ResumesAsync(parent, 20_000))
);

var waiting = await Workloads.WaitingAsync(parent, 100_000, TimeSpan.FromSeconds(10));
var memory = $"heap {waiting.HeapBytes / 1e6:F0} MB, process {waiting.ProcessBytes / 1e6:F0} MB";
Console.WriteLine(
    $"100,000 waiting instances: {memory}, idle {waiting.Processor:P2} of one processor"
);

async Task<List<T>> RepeatAsync<T>(Func<Task<T>> measure)
{
    var results = new List<T>();
    for (var i = 0; i < runs; i++)
        results.Add(await measure());
    return results;
}

static void Print(string what, IEnumerable<Rate> rates)
{
    var sorted = rates.OrderBy(rate => rate.PerSecond).ToList();
    var each = sorted[sorted.Count / 2].MicrosecondsEach;
    var all = string.Join(
        ", ",
        sorted.Select(r => r.PerSecond.ToString("N0", CultureInfo.InvariantCulture))
    );
    Console.WriteLine(
        $"{what}: {sorted[sorted.Count / 2].PerSecond:N0}/s (of {all}), {each:F0} µs of processor each"
    );
}

static double MedianSync(string folder)
{
    var path = Path.Combine(folder, "sync.probe");
    using var file = new FileStream(
        path,
        FileMode.Create,
        FileAccess.Write,
        FileShare.None,
        1,
        FileOptions.DeleteOnClose
    );
    var block = new byte[4096];
    var times = new List<double>();
    for (var i = 0; i < 200; i++)
    {
        var start = Stopwatch.GetTimestamp();
        file.Write(block);
        file.Flush(flushToDisk: true);
        times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    return times.Order().ElementAt(times.Count / 2);
}
