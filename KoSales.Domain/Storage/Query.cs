namespace KoSales.Domain.Storage;

/// <summary>A page of a collection.</summary>
public sealed record Query(Collection Collection, Filter Filter)
{
    private const string IdField = "id";

    /// <summary>In order; the id is always the last key, in the direction of the key before it, and need
    /// not be named.
    /// Empty: by id, ascending.</summary>
    public IReadOnlyList<SortKey> Sort { get; init; } = [];

    /// <summary>The keys before the id: what stands after an id decides nothing.</summary>
    public IReadOnlyList<SortKey> Keys => [.. Sort.TakeWhile(k => k.Field != IdField)];

    /// <summary>The direction of the id, which breaks ties: so an index read backwards serves the opposite
    /// order
    /// too.</summary>
    public bool IdDescending => Deciding is { Descending: true };

    private SortKey? Deciding =>
        Sort.FirstOrDefault(k => k.Field == IdField) ?? (Sort is [.., var last] ? last : null);

    /// <summary>The position of the last document seen, exclusive; null for the first page.</summary>
    public KeysetPosition? After { get; init; }

    public int Limit { get; init; } = 50;
}

/// <summary>Missing values sort first ascending, last descending.</summary>
/// <param name="Field">Dotted path.</param>
public sealed record SortKey(string Field, FieldType Type, bool Descending = false);

/// <summary>Where a page ended.</summary>
/// <param name="Values">One per sort key, as JSON text (<c>null</c> where missing): <c>"new"</c>,
/// <c>42</c>.</param>
public sealed record KeysetPosition(IReadOnlyList<string> Values, string Id);
