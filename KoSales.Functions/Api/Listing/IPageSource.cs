namespace KoSales.Functions.Api.Listing;

/// <summary>Where the pages of a list come from.</summary>
public interface IPageSource
{
    /// <summary>The documents of a page, at most as many as the query's limit, in its order.</summary>
    ValueTask<FoundPage> ReadAsync(Query query, CancellationToken cancellationToken);

    /// <summary>How many match on all pages.</summary>
    ValueTask<long> CountAsync(Filter filter, CancellationToken cancellationToken);
}

/// <param name="GoOn">Where the next page begins when the search was given up before the page was full;
/// null when nothing is left.</param>
public sealed record FoundPage(IReadOnlyList<RawDocument> Documents, KeysetPosition? GoOn = null);

/// <summary>Pages of a collection, right from the store.</summary>
internal sealed class StoredPages(IDocumentStore store, Collection collection) : IPageSource
{
    public async ValueTask<FoundPage> ReadAsync(Query query, CancellationToken cancellationToken) =>
        new(await store.QueryAsync(query, cancellationToken));

    public ValueTask<long> CountAsync(Filter filter, CancellationToken cancellationToken) =>
        store.CountAsync(collection, filter, cancellationToken);
}
