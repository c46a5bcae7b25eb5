using System.Diagnostics.Metrics;

namespace KoSales.LocalHost.DurableTask.Hub;

internal static class HubMetrics
{
    private static readonly Meter _meter = new("KoSales.DurableTask");
    private static readonly Counter<long> _operations = _meter.CreateCounter<long>(
        "durabletask.hub.operations"
    );
    private static readonly Histogram<double> _commits = _meter.CreateHistogram<double>(
        "durabletask.hub.commit.duration",
        "ms"
    );
    private static readonly Counter<long> _passes = _meter.CreateCounter<long>(
        "durabletask.orchestrator.passes"
    );
    private static readonly Counter<long> _activities = _meter.CreateCounter<long>(
        "durabletask.activities"
    );

    internal static void Commit(int operations, TimeSpan duration)
    {
        _operations.Add(operations);
        _commits.Record(duration.TotalMilliseconds);
    }

    internal static void Pass() => _passes.Add(1);

    internal static void Activity(bool succeeded) =>
        _activities.Add(1, new KeyValuePair<string, object?>("succeeded", succeeded));
}
