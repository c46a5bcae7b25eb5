using KoSales.Domain.Signals.Sources;

namespace KoSales.Functions.SignalSources;

/// <summary>The sources in memory, by key. A change made on another host is known here within the lifetime of
/// the cache.</summary>
public sealed class SignalSourceCache
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private readonly ShortCache<IReadOnlyDictionary<string, SignalSource>> _sources;

    public SignalSourceCache(IDocumentStore store, TimeProvider time) =>
        _sources = new(time, Lifetime, cancellationToken => LoadAsync(store, cancellationToken));

    /// <summary>Null for absent and deleted ones; inactive ones are found.</summary>
    public async ValueTask<SignalSource?> FindAsync(
        string key,
        CancellationToken cancellationToken
    ) => (await _sources.GetAsync(cancellationToken)).GetValueOrDefault(key);

    public void Evict() => _sources.Evict();

    private static async Task<IReadOnlyDictionary<string, SignalSource>> LoadAsync(
        IDocumentStore store,
        CancellationToken cancellationToken
    )
    {
        Dictionary<string, SignalSource> sources = new(StringComparer.Ordinal);
        await foreach (
            var source in store.StreamAsync(
                SignalSource.Collection,
                Filter.Missing("deleted_at"),
                cancellationToken
            )
        )
            sources[source.SourceKey] = source;
        return sources;
    }
}
