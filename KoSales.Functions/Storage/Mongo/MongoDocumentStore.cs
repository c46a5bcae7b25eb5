using System.Runtime.CompilerServices;
using KoSales.Functions.Storage.Mongo.Connecting;
using KoSales.Functions.Storage.Mongo.Migrations;
using KoSales.Functions.Storage.Mongo.Schema;
using KoSales.Functions.Storage.Mongo.Writing;
using KoSales.Functions.Storage.MongoQuery;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MongoDB.Bson;
using MongoDB.Driver;
using NodaTime;

namespace KoSales.Functions.Storage.Mongo;

/// <summary>The storage port over MongoDB 6.0 or newer (a replica set, for transactions). Refuses
/// everything until
/// <see cref="EnsureAsync"/> has succeeded: without its unique indexes it would take what it must
/// refuse.</summary>
internal sealed class MongoDocumentStore(
    MongoConnection connection,
    TimeProvider clock,
    ILogger<MongoDocumentStore>? logger = null
) : IDocumentStore, IDisposable
{
    private const string Counters = "counters";

    private readonly MongoReads _reads = new(connection);
    private readonly ILogger _logger = logger ?? NullLogger<MongoDocumentStore>.Instance;
    private volatile bool _isPrepared;
    private bool _hasBulkWrite;

    private Instant Now => Instant.FromDateTimeOffset(clock.GetUtcNow());

    public async ValueTask<RawDocument?> GetAsync(
        Collection collection,
        string id,
        CancellationToken cancellationToken
    ) => await GetManyAsync(collection, [id], cancellationToken) is [var found] ? found : null;

    public ValueTask<IReadOnlyList<RawDocument>> GetManyAsync(
        Collection collection,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    ) =>
        ids.Count == 0
            ? new([])
            : RunAsync(token => _reads.GetManyAsync(collection, ids, token), cancellationToken);

    public ValueTask<IReadOnlyList<RawDocument>> QueryAsync(
        Query query,
        CancellationToken cancellationToken
    ) => RunAsync(token => _reads.PageAsync(query, Now, token), cancellationToken);

    public async IAsyncEnumerable<RawDocument> StreamAsync(
        Collection collection,
        Filter filter,
        string? afterId,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        CheckPrepared();
        var stream = new MongoStream(connection, collection, filter, whole: true);
        await foreach (var page in stream.PagesAsync(afterId, () => Now, cancellationToken))
        {
            foreach (var document in MongoReads.Ours(page))
                yield return document;
        }
    }

    public async IAsyncEnumerable<string> StreamIdsAsync(
        Collection collection,
        Filter filter,
        string? afterId,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        CheckPrepared();
        var stream = new MongoStream(connection, collection, filter, whole: false);
        await foreach (var page in stream.PagesAsync(afterId, () => Now, cancellationToken))
        {
            foreach (var document in page)
                yield return document["_id"].AsString;
        }
    }

    public ValueTask<long> CountAsync(
        Collection collection,
        Filter filter,
        CancellationToken cancellationToken
    ) => RunAsync(token => _reads.CountAsync(collection, filter, Now, token), cancellationToken);

    public ValueTask<IReadOnlyList<GroupCount>> GroupCountAsync(
        Collection collection,
        Filter filter,
        IReadOnlyList<string> fields,
        CancellationToken cancellationToken
    )
    {
        var pipeline = GroupMongo.Pipeline(collection, filter, fields, Now);
        return RunAsync(
            token => _reads.GroupsAsync(collection, pipeline, fields.Count, token),
            cancellationToken
        );
    }

    public ValueTask<CommitResult> CommitAsync(
        WriteBatch batch,
        CancellationToken cancellationToken
    )
    {
        if (batch.Operations.Count == 0)
            return new(CommitResult.Committed([]));
        var commit = new MongoCommit(connection, batch.Operations, Now);
        return RunAsync(token => commit.RunAsync(_hasBulkWrite, token), cancellationToken);
    }

    public ValueTask<long> AllocateAsync(
        string counter,
        int count,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return RunAsync(
            async token =>
            {
                var options = new FindOneAndUpdateOptions<BsonDocument>
                {
                    IsUpsert = true,
                    ReturnDocument = ReturnDocument.After,
                };
                var row = await connection
                    .Database.GetCollection<BsonDocument>(Counters)
                    .FindOneAndUpdateAsync(
                        new BsonDocument("_id", counter),
                        new BsonDocument("$inc", new BsonDocument("value", new BsonInt64(count))),
                        options,
                        token
                    );
                return row["value"].ToInt64() - count + 1;
            },
            cancellationToken
        );
    }

    public async ValueTask EnsureAsync(
        IReadOnlyCollection<Collection> collections,
        CancellationToken cancellationToken
    )
    {
        _hasBulkWrite = await MongoConnection.WithinTime(
            token => MongoRequirements.CheckAsync(connection, token),
            cancellationToken
        );
        await new MongoMigrations(connection, clock, _logger).RunAsync(
            collections,
            cancellationToken
        );
        await new MongoSchema(connection, _logger).EnsureAsync(collections, cancellationToken);
        _isPrepared = true;
    }

    public ValueTask<string?> ExplainAsync(Query query, CancellationToken cancellationToken) =>
        RunAsync(token => _reads.ExplainAsync(query, Now, token), cancellationToken);

    /// <summary>MongoDB removes expired documents by itself.</summary>
    public ValueTask<int> ExpireAsync(
        IReadOnlyCollection<Collection> collections,
        Instant now,
        CancellationToken cancellationToken
    ) => new(0);

    public async ValueTask PingAsync(CancellationToken cancellationToken) =>
        await RunAsync(
            token =>
                connection.Database.RunCommandAsync<BsonDocument>(
                    new BsonDocument("ping", 1),
                    ReadPreference.Primary,
                    token
                ),
            cancellationToken
        );

    public void Dispose() => connection.Client.Dispose();

    private ValueTask<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> operation,
        CancellationToken cancellationToken
    )
    {
        CheckPrepared();
        return MongoConnection.WithinTime(operation, cancellationToken);
    }

    private void CheckPrepared()
    {
        if (!_isPrepared)
            throw new StoreUnavailableException("the store has not been reached since the start");
    }
}
