using KoSales.Domain.Pipelines;
using NodaTime;

namespace KoSales.Functions.Pipelines.Board;

/// <summary>Pipelines that are in one stage.</summary>
public sealed record StageRange(Collection<Pipeline> Collection, Filter Filter);

/// <summary>When the oldest and the middle one of many pipelines entered their stage.</summary>
public sealed class StageAges(IDocumentStore store)
{
    private const int PageSize = 100;
    private static readonly Duration Smallest = Duration.FromMilliseconds(1);
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
    /// <param name="oldest">The oldest entry.</param>
    public async ValueTask<Instant> MiddleAsync(
        StageRange range,
        long count,
        Instant oldest,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var rest = new Rest(oldest, Instant.Max(oldest, now) + Smallest, (count - 1) / 2, count);
        while (rest.Count > PageSize && rest.High - rest.Low > Smallest)
        {
            var before = await store.CountAsync(
                range.Collection,
                Between(range.Filter, rest.Low, rest.Middle),
                cancellationToken
            );
            rest = rest.Halved(before);
        }

        if (rest.Count > PageSize)
            return rest.Low;
        var page = await PageAsync(
            range,
            Between(range.Filter, rest.Low, rest.High),
            (int)rest.Rank + 1,
            cancellationToken
        );
        return page.Count > 0 ? page[^1] : rest.Low;
    }

    /// <summary>Entries among which the middle one is still to be found.</summary>
    /// <param name="Low">Inclusive.</param>
    /// <param name="High">Exclusive.</param>
    /// <param name="Rank">So many of them are older than the middle one.</param>
    private readonly record struct Rest(Instant Low, Instant High, long Rank, long Count)
    {
        public Instant Middle =>
            Low + Duration.FromMilliseconds((long)(High - Low).TotalMilliseconds / 2);

        /// <param name="before">How many are older than the middle of the time.</param>
        public Rest Halved(long before) =>
            Rank < before
                ? this with
                {
                    High = Middle,
                    Count = before,
                }
                : new Rest(Middle, High, Rank - before, Count - before);
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
