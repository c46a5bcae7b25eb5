namespace KoSales.Tests.Storage;

/// <summary>What every adapter of the port does. A subclass opens an empty store with the collections of
/// <see cref="Samples"/>.</summary>
public abstract partial class DocumentStoreContract : IAsyncLifetime
{
    private protected static readonly CancellationToken None = CancellationToken.None;

    private IDocumentStore? _store;

    private IDocumentStore Store => _store!;

    public async Task InitializeAsync()
    {
        _store = await OpenAsync();
        await _store.EnsureAsync(Samples.All, None);
    }

    public abstract Task DisposeAsync();

    protected abstract Task<IDocumentStore> OpenAsync();

    /// <summary>Why tests that ask the planner are skipped; null when there is one to ask.</summary>
    private protected virtual string? WhyNoPlanner => null;

    private async Task<CommitResult> Insert(params Sample[] samples)
    {
        var batch = new WriteBatch();
        foreach (var sample in samples)
            batch.Insert(Samples.Collection, sample);
        return await Store.CommitAsync(batch, None);
    }

    private async Task<CommitResult> Commit(Func<WriteBatch, WriteBatch> write) =>
        await Store.CommitAsync(write(new WriteBatch()), None);

    private async Task<Sample?> Find(string id) =>
        await Store.FindAsync(Samples.Collection, id, None);

    private async Task<string[]> Ids(Filter filter) =>
        [
            .. (await Store.QueryAsync(new Query(Samples.Collection, filter), None)).Select(d =>
                d.Id
            ),
        ];
}
