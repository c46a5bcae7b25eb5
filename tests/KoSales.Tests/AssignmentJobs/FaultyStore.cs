using NodaTime;

namespace KoSales.Tests.AssignmentJobs;

/// <summary>A store whose commits can be made to fail: before they happen, as in a crash, or after, as when
/// the word of them is lost. Whatever happens while it reads can be put between.</summary>
internal sealed class FaultyStore(IDocumentStore inner) : IDocumentStore
{
    private readonly Lock _gate = new();
    private int _commits;
    private (int At, bool After)? _fault;

    /// <summary>Commits since the last call of <see cref="FailAt"/>.</summary>
    public int Commits => _commits;

    /// <summary>Awaited before each read of documents by their ids.</summary>
    public Func<Task>? BeforeReads { get; set; }

    /// <summary>The n-th commit from now fails, counted from 0; null for none.</summary>
    public void FailAt(int? commit, bool after = false)
    {
        lock (_gate)
            (_commits, _fault) = (0, commit is { } at ? (at, after) : null);
    }

    public async ValueTask<CommitResult> CommitAsync(
        WriteBatch batch,
        CancellationToken cancellationToken
    )
    {
        bool isFaulty,
            after;
        lock (_gate)
        {
            isFaulty = _fault?.At == _commits++;
            after = _fault?.After ?? false;
        }

        if (isFaulty && !after)
            throw new StoreUnavailableException("injected before the commit");
        var result = await inner.CommitAsync(batch, cancellationToken);
        return isFaulty ? throw new StoreUnavailableException("injected after the commit") : result;
    }

    public ValueTask<RawDocument?> GetAsync(
        Collection collection,
        string id,
        CancellationToken cancellationToken
    ) => inner.GetAsync(collection, id, cancellationToken);

    public async ValueTask<IReadOnlyList<RawDocument>> GetManyAsync(
        Collection collection,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    )
    {
        if (BeforeReads is { } happens)
            await happens();
        return await inner.GetManyAsync(collection, ids, cancellationToken);
    }

    public ValueTask<IReadOnlyList<RawDocument>> QueryAsync(
        Query query,
        CancellationToken cancellationToken
    ) => inner.QueryAsync(query, cancellationToken);

    public IAsyncEnumerable<string> StreamIdsAsync(
        Collection collection,
        Filter filter,
        string? afterId,
        CancellationToken cancellationToken
    ) => inner.StreamIdsAsync(collection, filter, afterId, cancellationToken);

    public IAsyncEnumerable<RawDocument> StreamAsync(
        Collection collection,
        Filter filter,
        string? afterId,
        CancellationToken cancellationToken
    ) => inner.StreamAsync(collection, filter, afterId, cancellationToken);

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
}
