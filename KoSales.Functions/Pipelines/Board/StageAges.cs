using KoSales.Domain.Pipelines;
using NodaTime;

namespace KoSales.Functions.Pipelines.Board;

/// <summary>Pipelines that are in one stage.</summary>
public sealed record StageRange(Collection<Pipeline> Collection, Filter Filter);

/// <summary>When the oldest and the middle one of many pipelines entered their stage.</summary>
public sealed class StageAges(IDocumentStore store)
{
    private const int PageSize = 100;
    private static readonly SortKey ByEntry = new("stage_entered_at", FieldType.Instant);

    /// <summary>Null when there is none.</summary>
    public async ValueTask<Instant?> OldestAsync(
        StageRange range,
        CancellationToken cancellationToken
    ) =>
        await PageAsync(range, range.Filter, 1, cancellationToken) is [var oldest, ..]
            ? oldest
            : null;

    /// <summary>The lower median. Halves the time between until a page holds what is left; each count goes
    /// over an index range half as long as the one before,
    /// so that the work is that of counting the stage once.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="between">The oldest entry, and now.</param>
    public async ValueTask<Instant> MiddleAsync(
        StageRange range,
        long count,
        (Instant Oldest, Instant Now) between,
        CancellationToken cancellationToken
    )
    {
        var (low, high) = (
            between.Oldest,
            Instant.Max(between.Oldest, between.Now) + Duration.FromMilliseconds(1)
        );
        var rank = (count - 1) / 2;
        while (count > PageSize && high - low > Duration.FromMilliseconds(1))
        {
            var middle = low + Duration.FromMilliseconds((long)(high - low).TotalMilliseconds / 2);
            var before = await store.CountAsync(
                range.Collection,
                Between(range.Filter, low, middle),
                cancellationToken
            );
            if (rank < before)
                (high, count) = (middle, before);
            else
                (low, rank, count) = (middle, rank - before, count - before);
        }

        if (count > PageSize)
            return low;
        var page = await PageAsync(
            range,
            Between(range.Filter, low, high),
            (int)rank + 1,
            cancellationToken
        );
        return page.Count > 0 ? page[^1] : low;
    }

    private async ValueTask<IReadOnlyList<Instant>> PageAsync(
        StageRange range,
        Filter filter,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var query = new Query(range.Collection, filter) { Sort = [ByEntry], Limit = limit };
        return
        [
            .. (await store.ListAsync(range.Collection, query, cancellationToken)).Select(p =>
                p.StageEnteredAt
            ),
        ];
    }

    private static Filter Between(Filter filter, Instant low, Instant high) =>
        Filter.AllOf(
            filter,
            new Filter.Condition(
                "stage_entered_at",
                FilterOperator.Gte,
                new FilterValue.Moment(low)
            ),
            new Filter.Condition(
                "stage_entered_at",
                FilterOperator.Lt,
                new FilterValue.Moment(high)
            )
        );
}
