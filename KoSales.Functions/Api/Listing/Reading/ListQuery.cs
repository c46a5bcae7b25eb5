namespace KoSales.Functions.Api.Listing.Reading;

/// <summary>A list request, understood and checked.</summary>
internal sealed record ListQuery
{
    public const int DefaultLimit = 50;
    public const int MostLimit = 200;

    /// <summary>From the parameters only; scope and base filter are added by the list.</summary>
    public required Filter Filter { get; init; }

    public required IReadOnlyList<SortKey> Sort { get; init; }

    public required int Limit { get; init; }

    public required Projection View { get; init; }

    public required IReadOnlyList<Include> Includes { get; init; }

    public required bool Count { get; init; }

    /// <summary>What a cursor of this query is bound to.</summary>
    public required string Binding { get; init; }

    public KeysetPosition? After { get; init; }
}
