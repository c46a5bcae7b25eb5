using NodaTime;

namespace KoSales.Tests.Writing;

/// <summary>Answers commits as it was told, one after another, the last one for ever; reads are not
/// answered.</summary>
internal sealed class ScriptedStore(params CommitResult[] answers) : IDocumentStore
{
    public static readonly CommitResult Done = new(CommitStatus.Committed, -1, null, [1]);

    public static readonly CommitResult Overtaken = new(CommitStatus.VersionConflict, 0, null, []);

    public static CommitResult Taken(string index) => new(CommitStatus.DuplicateKey, 0, index, []);

    /// <summary>What was to be committed, refused or not.</summary>
    public List<WriteBatch> Batches { get; } = [];

    public ValueTask<CommitResult> CommitAsync(
        WriteBatch batch,
        CancellationToken cancellationToken
    )
    {
        Batches.Add(batch);
        return new(answers[Math.Min(Batches.Count, answers.Length) - 1]);
    }

    public ValueTask<RawDocument?> GetAsync(
        Collection collection,
        string id,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<RawDocument>> GetManyAsync(
        Collection collection,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<RawDocument>> QueryAsync(
        Query query,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public IAsyncEnumerable<RawDocument> StreamAsync(
        Collection collection,
        Filter filter,
        string? afterId,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public IAsyncEnumerable<string> StreamIdsAsync(
        Collection collection,
        Filter filter,
        string? afterId,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public ValueTask<long> CountAsync(
        Collection collection,
        Filter filter,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<GroupCount>> GroupCountAsync(
        Collection collection,
        Filter filter,
        IReadOnlyList<string> fields,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public ValueTask<long> AllocateAsync(
        string counter,
        int count,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public ValueTask EnsureAsync(
        IReadOnlyCollection<Collection> collections,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public ValueTask<string?> ExplainAsync(Query query, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<int> ExpireAsync(
        IReadOnlyCollection<Collection> collections,
        Instant now,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public ValueTask PingAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
