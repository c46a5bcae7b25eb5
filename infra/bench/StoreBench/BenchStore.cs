using KoSales.Domain.Storage;
using KoSales.Functions.Storage.Sqlite;

namespace KoSales.StoreBench;

/// <summary>A store in a folder of its own under the working directory (a real disk, where a temporary
/// folder may be memory), removed at the end.</summary>
internal sealed class BenchStore(SqliteDocumentStore store, DirectoryInfo folder) : IAsyncDisposable
{
    public IDocumentStore Port => store;

    public static async Task<BenchStore> OpenAsync()
    {
        var folder = Directory.CreateDirectory(
            Path.Combine(Environment.CurrentDirectory, $".bench-{Environment.ProcessId}")
        );
        var store = new SqliteDocumentStore(
            new SqliteStoreOptions(Path.Combine(folder.FullName, "bench.db")),
            TimeProvider.System
        );
        await store.EnsureAsync([Collections.Leads, Collections.Plain], CancellationToken.None);
        return new BenchStore(store, folder);
    }

    public ValueTask DisposeAsync()
    {
        store.Dispose();
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
