using System.Diagnostics;
using KoSales.LocalHost.DurableTask.Hub;

namespace KoSales.LocalHost.Tests.DurableTask;

/// <summary>Looks into a hub's file from outside.</summary>
internal static class HubFile
{
    internal static int Count(string path, string table)
    {
        using var connection = new HubConnection(path, cacheKilobytes: 100);
        var read = connection.Sql($"SELECT count(*) FROM {table}");
        read.Read();
        return (int)read.Number(0);
    }

    /// <summary>How much open work is left once what came for ended instances has been thrown away, which
    /// happens behind their backs.</summary>
    internal static async Task<int> LeftAsync(string path)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(20))
        {
            var left = Count(path, "inbox") + Count(path, "activities") + Count(path, "timers");
            if (left == 0 || waited.Elapsed > TimeSpan.FromSeconds(90))
                return left;
        }
    }
}
