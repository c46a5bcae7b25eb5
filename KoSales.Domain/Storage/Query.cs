using KoSales.Domain.Filters;

namespace KoSales.Domain.Storage;

/// <summary>A page of a collection.</summary>
public sealed record Query(Collection Collection, Filter Filter)
{
    /// <summary>In order; the id (ascending) is always the last key and need not be named. Empty: by id.</summary>
    public IReadOnlyList<SortKey> Sort { get; init; } = [];

    /// <summary>The position of the last document seen, exclusive; null for the first page.</summary>
    public KeysetPosition? After { get; init; }

    public int Limit { get; init; } = 50;
}

/// <summary>Missing values sort first ascending, last descending.</summary>
/// <param name="Field">Dotted path.</param>
public sealed record SortKey(string Field, FieldType Type, bool Descending = false);

/// <summary>Where a page ended.</summary>
/// <param name="Values">One per sort key, as JSON text (<c>null</c> where missing): <c>"new"</c>, <c>42</c>.</param>
public sealed record KeysetPosition(IReadOnlyList<string> Values, string Id);
