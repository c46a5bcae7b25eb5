using KoSales.Functions.Storage.Sqlite;

namespace KoSales.Tests.Storage;

/// <summary>Inserts pairs from many callers at once, for ever, and prints the number of each pair after it
/// is acknowledged.</summary>
internal static class WriteUntilKilled
{
    private const int Writers = 8;

    public static async Task RunAsync(string file)
    {
        using var store = new SqliteDocumentStore(
            new SqliteStoreOptions(file),
            TimeProvider.System
        );
        await store.EnsureAsync(Samples.All, CancellationToken.None);
        using var output = Console.OpenStandardOutput();
        var number = 0;
        await Task.WhenAll(
            Enumerable
                .Range(0, Writers)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        while (true)
                            await WritePair(store, Interlocked.Increment(ref number), output);
                    })
                )
        );
    }

    private static async Task WritePair(SqliteDocumentStore store, int number, Stream output)
    {
        var pair = new WriteBatch()
            .Insert(Samples.Collection, new Sample($"A-{number}") { Tags = ["t"] })
            .Insert(Samples.Collection, new Sample($"B-{number}"));
        var result = await store.CommitAsync(pair, CancellationToken.None);
        if (result.IsCommitted)
            output.Write(System.Text.Encoding.ASCII.GetBytes($"{number}.\n"));
    }
}
