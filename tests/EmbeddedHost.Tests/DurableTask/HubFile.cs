using KoSales.EmbeddedHost.DurableTask.Hub;

namespace KoSales.EmbeddedHost.Tests.DurableTask;

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
}
