using NodaTime;

namespace KoSales.Functions.Storage;

/// <summary>The store, shut to the commits of whoever is under a <see cref="WriteBan"/>, and with what the
/// app adds to commits. Numbers of a counter are given out all the same: they may have gaps.</summary>
internal sealed class BannableStore(
    IDocumentStore inner,
    IEnumerable<ICommitAddition>? additions = null
) : IDocumentStore, IDisposable
{
    private readonly ICommitAddition[] _additions = [.. additions ?? []];

    /// <summary>The adapter.</summary>
    public IDocumentStore Inner => inner;

    public ValueTask<CommitResult> CommitAsync(
        WriteBatch batch,
        CancellationToken cancellationToken
    ) =>
        WriteBan.IsInForce
            ? throw new WriteBannedException()
            : CommitWholeAsync(batch, cancellationToken);

    private async ValueTask<CommitResult> CommitWholeAsync(
        WriteBatch batch,
        CancellationToken cancellationToken
    )
    {
        var whole = batch;
        foreach (var addition in _additions)
        {
            if (await addition.ToAsync(batch, inner, cancellationToken) is { } more)
                whole = new WriteBatch().Append(whole).Append(more);
        }

        return await inner.CommitAsync(whole, cancellationToken);
    }

    public ValueTask<RawDocument?> GetAsync(
        Collection collection,
        string id,
        CancellationToken cancellationToken
    ) => inner.GetAsync(collection, id, cancellationToken);

    public ValueTask<IReadOnlyList<RawDocument>> GetManyAsync(
        Collection collection,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    ) => inner.GetManyAsync(collection, ids, cancellationToken);

    public ValueTask<IReadOnlyList<RawDocument>> QueryAsync(
        Query query,
        CancellationToken cancellationToken
    ) => inner.QueryAsync(query, cancellationToken);

    public IAsyncEnumerable<RawDocument> StreamAsync(
        Collection collection,
        Filter filter,
        string? afterId,
        CancellationToken cancellationToken
    ) => inner.StreamAsync(collection, filter, afterId, cancellationToken);

    public IAsyncEnumerable<string> StreamIdsAsync(
        Collection collection,
        Filter filter,
        string? afterId,
        CancellationToken cancellationToken
    ) => inner.StreamIdsAsync(collection, filter, afterId, cancellationToken);

    public ValueTask<long> CountAsync(
        Collection collection,
        Filter filter,
        CancellationToken cancellationToken
    ) => inner.CountAsync(collection, filter, cancellationToken);

    public ValueTask<IReadOnlyList<GroupCount>> GroupCountAsync(
        Collection collection,
        Filter filter,
        IReadOnlyList<string> fields,
        CancellationToken cancellationToken
    ) => inner.GroupCountAsync(collection, filter, fields, cancellationToken);

    public ValueTask<long> AllocateAsync(
        string counter,
        int count,
        CancellationToken cancellationToken
    ) => inner.AllocateAsync(counter, count, cancellationToken);

    public ValueTask EnsureAsync(
        IReadOnlyCollection<Collection> collections,
        CancellationToken cancellationToken
    ) => inner.EnsureAsync(collections, cancellationToken);

    public ValueTask<string?> ExplainAsync(Query query, CancellationToken cancellationToken) =>
        inner.ExplainAsync(query, cancellationToken);

    public ValueTask<int> ExpireAsync(
        IReadOnlyCollection<Collection> collections,
        Instant now,
        CancellationToken cancellationToken
    ) => inner.ExpireAsync(collections, now, cancellationToken);

    public ValueTask PingAsync(CancellationToken cancellationToken) =>
        inner.PingAsync(cancellationToken);

    public void Dispose() => (inner as IDisposable)?.Dispose();
}
