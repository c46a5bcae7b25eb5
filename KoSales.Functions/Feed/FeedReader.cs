using KoSales.Domain.Feed;

namespace KoSales.Functions.Feed;

/// <param name="Items">In the order of numbers.</param>
/// <param name="Next">The reader has seen everything up to this number, whether it was in scope or
/// not.</param>
/// <param name="IsCaughtUp">There was nothing after it.</param>
public sealed record FeedPage(IReadOnlyList<FeedItem> Items, long Next, bool IsCaughtUp);

/// <summary>Reads the feed from the store, a bounded stretch of numbers at a time however little of it is in
/// scope.</summary>
public sealed class FeedReader(IDocumentStore store)
{
    /// <summary>Numbers that one page looks at.</summary>
    private const int Stretch = 2_000;

    /// <summary>Numbers that are looked at at once; a segment is in one such step as a whole.</summary>
    private const int Step = FeedSegment.Most + 100;

    private static readonly SortKey ByNumber = new("number", FieldType.Number);

    private static readonly Fault Expired = new(
        FaultKind.Gone,
        "feed.cursor_expired",
        "What came after this cursor is not kept any more. Read the lists that you need afresh, and go on with after=now."
    );

    /// <summary>Where a reading begins; refuses a position after which entries are gone.</summary>
    public async Task<long> BeginAsync(
        FeedQuery query,
        bool isStream,
        CancellationToken cancellationToken
    )
    {
        var last = await LastAsync(cancellationToken);
        if (query.IsFromNow || (isStream && query.Position is null))
            return last;
        if (query.Position is not { } position)
            return await FirstAsync(last, cancellationToken) - 1;
        if (position > last)
            throw new RefusalException(Expired);
        await CheckAsync(position, last, cancellationToken);
        return position;
    }

    /// <summary>The next page. Refuses a position after which entries are gone.</summary>
    public async Task<FeedPage> ReadAsync(
        FeedQuery query,
        long position,
        CancellationToken cancellationToken
    )
    {
        // The last number is read before the entries, so that all of them are there by then.
        var last = await LastAsync(cancellationToken);
        if (last <= position)
            return new FeedPage([], position, IsCaughtUp: true);
        var page = await WantedAsync(query, position, last, cancellationToken);
        // Asked afterwards, so that none of them can have gone while they were read.
        await CheckAsync(position, last, cancellationToken);
        return page with { IsCaughtUp = page.Next >= last };
    }

    /// <summary>Entries that the reader wants, step by step until there are enough of them.</summary>
    private async ValueTask<FeedPage> WantedAsync(
        FeedQuery query,
        long position,
        long last,
        CancellationToken cancellationToken
    )
    {
        List<FeedItem> wanted = [];
        var end = Math.Min(last, position + Stretch);
        while (position < end)
        {
            var step = await AllAsync(position, end, cancellationToken);
            foreach (var item in step)
            {
                position = item.Entry.Number;
                if (!query.IsFor(item.Entry))
                    continue;
                wanted.Add(item);
                if (wanted.Count == query.Limit)
                    return new FeedPage(wanted, position, IsCaughtUp: false);
            }

            if (step.Count > 0)
                continue;
            // The next segment goes on behind the end of the stretch; where it does not, entries are gone.
            if (end - position < Step && end < last)
                break;
            position = Math.Min(end, position + Step);
        }

        return new FeedPage(wanted, position, IsCaughtUp: false);
    }

    private async ValueTask CheckAsync(
        long position,
        long last,
        CancellationToken cancellationToken
    )
    {
        if (position < await FirstAsync(last, cancellationToken) - 1)
            throw new RefusalException(Expired);
    }

    /// <summary>0 before the first entry.</summary>
    public async ValueTask<long> LastAsync(CancellationToken cancellationToken) =>
        await store.FindAsync(Feeds.Heads, FeedHead.Only, cancellationToken) is { } head
            ? head.Last
            : 0;

    /// <summary>The first entries after one number and up to another, whoever may see them: of whole segments
    /// as they were appended. None only where the rest of a segment goes on behind the end, or where entries are
    /// gone.</summary>
    public async ValueTask<IReadOnlyList<FeedItem>> AllAsync(
        long position,
        long end,
        CancellationToken cancellationToken
    )
    {
        var found = await SegmentsAsync(
            position,
            Math.Min(end, position + Step),
            Step,
            cancellationToken
        );
        return
        [
            .. found
                .SelectMany(Feeds.EntriesOf)
                .SkipWhile(e => e.Number <= position)
                .Select(e => new FeedItem(e)),
        ];
    }

    /// <summary>The number of the oldest entry that is kept; the one after the last when none is.</summary>
    private async ValueTask<long> FirstAsync(long last, CancellationToken cancellationToken)
    {
        var oldest = await SegmentsAsync(0, last, 1, cancellationToken);
        return oldest is [var first] ? Feeds.FirstOf(first) : last + 1;
    }

    /// <summary>Those that end after one number and not after another.</summary>
    private ValueTask<IReadOnlyList<RawDocument>> SegmentsAsync(
        long position,
        long end,
        int limit,
        CancellationToken cancellationToken
    ) =>
        store.QueryAsync(
            new Query(
                Feeds.Segments,
                Filter.AllOf(Number(FilterOperator.Gt, position), Number(FilterOperator.Lte, end))
            )
            {
                Sort = [ByNumber],
                Limit = limit,
            },
            cancellationToken
        );

    private static Filter Number(FilterOperator comparison, long number) =>
        new Filter.Condition(ByNumber.Field, comparison, new FilterValue.Number(number));
}
