using KoSales.Domain.Feed;

namespace KoSales.Functions.Feed;

/// <summary>An entry with what of it goes on the wire.</summary>
public sealed record FeedItem(FeedEntry Entry, byte[] Json)
{
    private static readonly Projection View = Projection.For<FeedEventView>();

    public static FeedItem Of(RawDocument stored) =>
        new(Feeds.Entries.Read(stored), View.Of(stored.Json.Span));
}

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
        var end = Math.Min(last, position + Stretch);
        if (end <= position)
            return new FeedPage([], position, IsCaughtUp: true);
        var found = await store.QueryAsync(
            new Query(Feeds.Entries, FilterOf(query, position, end))
            {
                Sort = [ByNumber],
                Limit = query.Limit,
            },
            cancellationToken
        );
        // Asked afterwards, so that none of them can have gone while they were read.
        await CheckAsync(position, last, cancellationToken);
        FeedItem[] items = [.. found.Select(FeedItem.Of)];
        var next = items.Length < query.Limit ? end : items[^1].Entry.Number;
        return new FeedPage(items, next, next >= last);
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

    private static Filter FilterOf(FeedQuery query, long position, long end) =>
        Filter.AllOf(
            Between(position, end),
            FeedScope.Of(query.Actor),
            query.Types.Count == 0 ? Filter.Everything : Filter.In("type", query.Types)
        );

    /// <summary>After one number and up to another.</summary>
    internal static Filter Between(long position, long end) =>
        Filter.AllOf(
            new Filter.Condition(
                ByNumber.Field,
                FilterOperator.Gt,
                new FilterValue.Number(position)
            ),
            new Filter.Condition(ByNumber.Field, FilterOperator.Lte, new FilterValue.Number(end))
        );

    /// <summary>0 before the first entry.</summary>
    public async ValueTask<long> LastAsync(CancellationToken cancellationToken) =>
        await store.FindAsync(Feeds.Heads, FeedHead.Only, cancellationToken) is { } head
            ? head.Last
            : 0;

    /// <summary>Entries of a stretch, whoever may see them.</summary>
    public async ValueTask<IReadOnlyList<FeedItem>> AllAsync(
        long position,
        long end,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var query = new Query(Feeds.Entries, Between(position, end))
        {
            Sort = [ByNumber],
            Limit = limit,
        };
        return [.. (await store.QueryAsync(query, cancellationToken)).Select(FeedItem.Of)];
    }

    /// <summary>The number of the oldest entry that is kept; the one after the last when none is.</summary>
    private async ValueTask<long> FirstAsync(long last, CancellationToken cancellationToken)
    {
        var oldest = await AllAsync(0, last, 1, cancellationToken);
        return oldest is [var first] ? first.Entry.Number : last + 1;
    }
}
