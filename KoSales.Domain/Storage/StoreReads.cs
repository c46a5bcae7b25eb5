using System.Runtime.CompilerServices;

namespace KoSales.Domain.Storage;

/// <summary>The port's reads, typed.</summary>
public static class StoreReads
{
    public static async ValueTask<T?> FindAsync<T>(
        this IDocumentStore store,
        Collection<T> collection,
        string id,
        CancellationToken cancellationToken
    )
        where T : Document =>
        await store.GetAsync(collection, id, cancellationToken) is { } raw
            ? collection.Read(raw)
            : null;

    public static async ValueTask<IReadOnlyList<T>> ListAsync<T>(
        this IDocumentStore store,
        Collection<T> collection,
        Query query,
        CancellationToken cancellationToken
    )
        where T : Document =>
        [.. (await store.QueryAsync(query, cancellationToken)).Select(collection.Read)];

    /// <summary>The first match in the query's order, or null.</summary>
    public static async ValueTask<T?> FirstAsync<T>(
        this IDocumentStore store,
        Collection<T> collection,
        Filter filter,
        CancellationToken cancellationToken
    )
        where T : Document =>
        await store.QueryAsync(new Query(collection, filter) { Limit = 1 }, cancellationToken)
            is [var first, ..]
            ? collection.Read(first)
            : null;

    public static async IAsyncEnumerable<T> StreamAsync<T>(
        this IDocumentStore store,
        Collection<T> collection,
        Filter filter,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
        where T : Document
    {
        await foreach (
            var raw in store.StreamAsync(collection, filter, afterId: null, cancellationToken)
        )
            yield return collection.Read(raw);
    }
}
