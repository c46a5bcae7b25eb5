namespace KoSales.Tests.Compatibility;

/// <summary>
/// Keeps the app from writing to its store, as another process at work on the file would: what it tries
/// meanwhile waits for some seconds and
/// then fails for the time being. The task hub is another file and goes on.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    private readonly SqliteFile _store;

    public StoreLock(string data)
    {
        _store = new SqliteFile(Path.Combine(data, Name));
        _store.Run("BEGIN IMMEDIATE");
    }

    public const string Name = "ko-sales.db";

    public void Dispose() => _store.Dispose();
}

/// <summary>Has batches of assignment jobs fail whenever they try to write what they did.</summary>
internal sealed class BatchFault : IDisposable
{
    private readonly SqliteFile _store;

    public BatchFault(string data)
    {
        _store = new SqliteFile(Path.Combine(data, StoreLock.Name));
        _store.Run(
            """
            CREATE TRIGGER refuse_batches BEFORE UPDATE ON assignment_batches BEGIN
                SELECT RAISE(ABORT, 'refused for a test');
            END
            """
        );
    }

    public void Dispose()
    {
        _store.Run("DROP TRIGGER refuse_batches");
        _store.Dispose();
    }
}
