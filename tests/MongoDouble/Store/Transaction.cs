namespace KoSales.MongoDouble.Store;

/// <summary>A transaction under way. It reads the snapshot of its beginning with its own writes on
/// top.</summary>
internal sealed class Transaction(Snapshot start, DateTimeOffset began)
{
    public Snapshot Start { get; } = start;

    public DateTimeOffset Began { get; } = began;

    public Snapshot View { get; set; } = start;

    /// <summary>What it has written, and nobody else may write until it ends.</summary>
    public HashSet<WriteKey> Held { get; } = [];
}
