using System.Runtime.CompilerServices;
using KoSales.Functions.Storage.Mongo.Connecting;
using KoSales.Functions.Storage.MongoQuery;
using MongoDB.Bson;
using MongoDB.Driver;
using NodaTime;

namespace KoSales.Functions.Storage.Mongo;

/// <summary>Walks through what a filter matches in the order of ids, page by page.</summary>
/// <param name="whole">Whether documents are wanted, or their ids alone.</param>
internal sealed class MongoStream(
    MongoConnection connection,
    Collection collection,
    Filter filter,
    bool whole
)
{
    private const int WholePage = 1000;
    private const int IdPage = 5000;

    /// <summary>Up to so many matches, sorting them anew for each page costs less than walking through the
    /// whole
    /// collection.</summary>
    private const int FewMatches = 20_000;

    private static readonly BsonDocument ById = new("_id", 1);

    private readonly MongoReads _reads = new(connection);
    private bool? _walksIds;

    private int PageSize => whole ? WholePage : IdPage;

    /// <summary>Pages of documents, or of the ids alone. Ids that are no texts are not ours and are not looked
    /// at.</summary>
    public async IAsyncEnumerable<List<BsonDocument>> PagesAsync(
        string? afterId,
        Func<Instant> now,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (filter is Filter.All { Terms.Count: 0 })
            _walksIds = true;
        for (var isFirst = true; ; isFirst = false)
        {
            var matches = BsonDocument.Parse(FilterMongo.Query(collection, filter, now()));
            if (!isFirst)
                _walksIds ??= await MatchesMuchAsync(matches, cancellationToken);
            var page = await MongoConnection.WithinTime(
                token => _reads.FindAsync(collection, After(matches, afterId), Options(), token),
                cancellationToken
            );
            yield return page;
            if (page.Count < PageSize)
                yield break;
            afterId = page[^1]["_id"].AsString;
        }
    }

    private static BsonDocument After(BsonDocument matches, string? afterId)
    {
        var range = afterId is null
            ? new BsonDocument("$gte", "")
            : new BsonDocument("$gt", afterId);
        return new BsonDocument("$and", new BsonArray { matches, new BsonDocument("_id", range) });
    }

    private FindOptions<BsonDocument> Options() =>
        new()
        {
            Sort = ById,
            Limit = PageSize,
            Hint = _walksIds == true ? ById : null,
            Projection = whole ? null : ById,
        };

    /// <summary>Asked once the first page was full. An index on a filter that matches much would be sorted
    /// anew for
    /// each page, so the ids are walked then; with few matches that index is the better way, and the
    /// planner knows
    /// it.</summary>
    private async ValueTask<bool> MatchesMuchAsync(
        BsonDocument matches,
        CancellationToken cancellationToken
    )
    {
        var options = new CountOptions { Limit = FewMatches, MaxTime = MongoConnection.Patience };
        var count = await MongoConnection.WithinTime(
            token => connection[collection].CountDocumentsAsync(matches, options, token),
            cancellationToken
        );
        return count == FewMatches;
    }
}
