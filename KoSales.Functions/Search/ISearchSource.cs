namespace KoSales.Functions.Search;

/// <summary>Finds records of one kind. Each feature whose records are searched has one; they are asked side
/// by side.</summary>
public interface ISearchSource
{
    /// <summary>At most <paramref name="limit"/> that the actor may see, in one round trip; none for a
    /// question that the kind cannot answer.</summary>
    ValueTask<IReadOnlyList<SearchHit>> FindAsync(
        SearchQuestion question,
        Actor actor,
        int limit,
        CancellationToken cancellationToken
    );
}

/// <param name="Type">lead, contact, customer or deal.</param>
public sealed record SearchHit(string Type, string Id, string DisplayName)
{
    public string? PhoneMasked { get; init; }

    public string? EmailMasked { get; init; }

    public string? Status { get; init; }

    public string? Stage { get; init; }

    public string? OwnerId { get; init; }
}
