namespace KoSales.Functions.Storage;

/// <summary>A small value derived from a collection, kept in memory for a short while. Thread-safe; a miss
/// under load
/// reads the store a few times at most.</summary>
/// <param name="lifetime">How long another host's write may go unnoticed.</param>
public sealed class ShortCache<T>(
    TimeProvider time,
    TimeSpan lifetime,
    Func<CancellationToken, Task<T>> load
)
    where T : class
{
    private Entry? _entry;

    public ValueTask<T> GetAsync(CancellationToken cancellationToken)
    {
        var entry = Volatile.Read(ref _entry);
        return entry is not null && time.GetElapsedTime(entry.LoadedAt) < lifetime
            ? new(entry.Value)
            : new(LoadAsync(cancellationToken));
    }

    /// <summary>Call it after a write of one's own, so that the writer sees it at once.</summary>
    public void Evict() => Interlocked.Exchange(ref _entry, null);

    private async Task<T> LoadAsync(CancellationToken cancellationToken)
    {
        var before = Volatile.Read(ref _entry);
        var at = time.GetTimestamp();
        var value = await load(cancellationToken);
        // An eviction meanwhile means that this value may be old already: it serves this caller only.
        Interlocked.CompareExchange(ref _entry, new Entry(value, at), before);
        return value;
    }

    private sealed record Entry(T Value, long LoadedAt);
}
