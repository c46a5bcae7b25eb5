using System.Runtime.CompilerServices;
using KoSales.Domain.Filters;
using KoSales.Domain.Storage;
using KoSales.Functions.Storage.MongoQuery;
using MongoDB.Bson;
using MongoDB.Driver;
using NodaTime;

namespace KoSales.Functions.Storage.Mongo;

/// <summary>The storage port over MongoDB (a replica set, for transactions). Thin: what it sends is written, and tested, in MongoQuery.</summary>
internal sealed class MongoDocumentStore(MongoConnection connection, TimeProvider clock) : IDocumentStore
{
    private const int StreamPage = 1000;
    private const int IdPage = 5000;
    private const string Counters = "counters";

    private readonly MongoReads _reads = new(connection);

    private Instant Now => Instant.FromDateTimeOffset(clock.GetUtcNow());

    public async ValueTask<RawDocument?> GetAsync(Collection collection, string id, CancellationToken cancellationToken) =>
        await GetManyAsync(collection, [id], cancellationToken) is [var found] ? found : null;

    public ValueTask<IReadOnlyList<RawDocument>> GetManyAsync(Collection collection, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        ids.Count == 0
            ? new([])
            : MongoConnection.WithinTime(
                token => _reads.FindAsync(collection, new BsonDocument("_id", new BsonDocument("$in", new BsonArray(ids))), new(), token), cancellationToken);

    public ValueTask<IReadOnlyList<RawDocument>> QueryAsync(Query query, CancellationToken cancellationToken) =>
        MongoConnection.WithinTime(token => _reads.PageAsync(query, Now, token), cancellationToken);

    public async IAsyncEnumerable<RawDocument> StreamAsync(
        Collection collection, Filter filter, string? afterId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var byId = new BsonDocument("_id", 1);
        BsonDocument? hint = null;
        while (true)
        {
            var range = BsonDocument.Parse(FilterMongo.Query(collection, filter, Now));
            if (afterId is not null) range = new BsonDocument("$and", new BsonArray { range, new BsonDocument("_id", new BsonDocument("$gt", afterId)) });
            var options = new FindOptions<BsonDocument> { Sort = byId, Limit = StreamPage, Hint = hint };
            var page = await MongoConnection.WithinTime(token => _reads.FindAsync(collection, range, options, token), cancellationToken);
            foreach (var document in page) yield return document;
            if (page.Count < StreamPage) yield break;

            // An index on the filter would be sorted anew for each further page.
            (afterId, hint) = (page[^1].Id, byId);
        }
    }

    public async IAsyncEnumerable<string> StreamIdsAsync(
        Collection collection, Filter filter, string? afterId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var byId = new BsonDocument("_id", 1);
        BsonDocument? hint = null;
        while (true)
        {
            var range = BsonDocument.Parse(FilterMongo.Query(collection, filter, Now));
            if (afterId is not null) range = new BsonDocument("$and", new BsonArray { range, new BsonDocument("_id", new BsonDocument("$gt", afterId)) });
            var options = new FindOptions<BsonDocument> { Sort = byId, Limit = IdPage, Hint = hint, Projection = new BsonDocument("_id", 1) };
            var page = await MongoConnection.WithinTime(token => _reads.FindIdsAsync(collection, range, options, token), cancellationToken);
            foreach (var id in page) yield return id;
            if (page.Count < IdPage) yield break;
            (afterId, hint) = (page[^1], byId);
        }
    }

    public ValueTask<long> CountAsync(Collection collection, Filter filter, CancellationToken cancellationToken) => MongoConnection.WithinTime(
        token => connection[collection].CountDocumentsAsync(
            BsonDocument.Parse(FilterMongo.Query(collection, filter, Now)), new CountOptions { MaxTime = MongoConnection.Patience }, token),
        cancellationToken);

    public ValueTask<IReadOnlyList<GroupCount>> GroupCountAsync(
        Collection collection, Filter filter, IReadOnlyList<string> fields, CancellationToken cancellationToken) => MongoConnection.WithinTime(
            token => _reads.GroupsAsync(collection, GroupMongo.Pipeline(collection, filter, fields, Now), fields.Count, token), cancellationToken);

    public ValueTask<CommitResult> CommitAsync(WriteBatch batch, CancellationToken cancellationToken) => batch.Operations.Count == 0
        ? new(CommitResult.Committed([]))
        : MongoConnection.WithinTime(token => new MongoCommit(connection, batch.Operations, Now).RunAsync(token), cancellationToken);

    public ValueTask<long> AllocateAsync(string counter, int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return MongoConnection.WithinTime(
            async token =>
            {
                var options = new FindOneAndUpdateOptions<BsonDocument> { IsUpsert = true, ReturnDocument = ReturnDocument.After };
                var row = await connection.Database.GetCollection<BsonDocument>(Counters).FindOneAndUpdateAsync(
                    new BsonDocument("_id", counter), new BsonDocument("$inc", new BsonDocument("value", new BsonInt64(count))), options, token);
                return row["value"].ToInt64() - count + 1;
            },
            cancellationToken);
    }

    public async ValueTask EnsureAsync(IReadOnlyCollection<Collection> collections, CancellationToken cancellationToken)
    {
        var schema = new MongoSchema(connection);
        foreach (var collection in collections)
        {
            await MongoConnection.WithinTime(
                async token =>
                {
                    await schema.EnsureAsync(collection, token);
                    return true;
                },
                cancellationToken);
        }
    }

    public ValueTask<string?> ExplainAsync(Query query, CancellationToken cancellationToken) =>
        MongoConnection.WithinTime(token => _reads.ExplainAsync(query, Now, token), cancellationToken);

    /// <summary>MongoDB removes expired documents by itself.</summary>
    public ValueTask<int> ExpireAsync(IReadOnlyCollection<Collection> collections, Instant now, CancellationToken cancellationToken) => new(0);

    public async ValueTask PingAsync(CancellationToken cancellationToken) => await MongoConnection.WithinTime(
        token => connection.Database.RunCommandAsync<BsonDocument>(new BsonDocument("ping", 1), ReadPreference.Primary, token), cancellationToken);
}
