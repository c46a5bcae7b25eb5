namespace KoSales.Functions.Storage.Sqlite;

/// <summary>Where the data file is and how patient the store is.</summary>
/// <param name="DataFile">Full path; made when absent. The write-ahead log lies beside it.</param>
internal sealed record SqliteStoreOptions(string DataFile)
{
    /// <summary>How long a write waits for a lock that another process holds before it is refused.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Parallel reads; a further one waits for a connection.</summary>
    public int Readers { get; init; } = Math.Max(4, Environment.ProcessorCount * 2);

    /// <summary>Writes that would grow the data file beyond this are refused as if the disk were full; null
    /// for no limit.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>After so much quiet the write-ahead log is folded into the data file and emptied, so that
    /// erased content is gone from it too.</summary>
    public TimeSpan QuietBeforeTidy { get; init; } = TimeSpan.FromSeconds(1);
}
