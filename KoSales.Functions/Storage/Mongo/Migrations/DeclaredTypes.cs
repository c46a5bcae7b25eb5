using KoSales.Functions.Storage.Mongo.Connecting;
using MongoDB.Bson;
using MongoDB.Driver;

namespace KoSales.Functions.Storage.Mongo.Migrations;

/// <summary>Instants as dates, decimals as Decimal128, whole numbers as 64 bit integers, no dots in names,
/// no id a
/// second time.</summary>
internal sealed class DeclaredTypes : IMongoMigration
{
    private const int Page = 500;
    private static readonly BsonDocument ById = new("_id", 1);
    private static readonly BulkWriteOptions Options = new() { IsOrdered = false };

    public int Step => 1;

    public string Name => "members have the types that their records declare";

    public async Task<long> RunAsync(
        MongoConnection connection,
        IReadOnlyCollection<Collection> collections,
        Func<CancellationToken, Task> keep,
        CancellationToken cancellationToken
    )
    {
        var changed = 0L;
        foreach (var collection in collections)
            changed += await RunAsync(connection, collection, keep, cancellationToken);
        return changed;
    }

    private static async Task<long> RunAsync(
        MongoConnection connection,
        Collection collection,
        Func<CancellationToken, Task> keep,
        CancellationToken cancellationToken
    )
    {
        var (changed, after) = (0L, "");
        while (true)
        {
            await keep(cancellationToken);
            var range = After(after);
            var page = await MongoConnection.WithinTime(
                token =>
                    connection[collection].Find(range).Sort(ById).Limit(Page).ToListAsync(token),
                cancellationToken
            );
            changed += await RewriteAsync(connection, collection, page, cancellationToken);
            if (page.Count < Page)
                return changed;
            after = page[^1]["_id"].AsString;
        }
    }

    private static BsonDocument After(string id) =>
        new("_id", new BsonDocument(id.Length == 0 ? "$gte" : "$gt", id));

    private static async Task<long> RewriteAsync(
        MongoConnection connection,
        Collection collection,
        List<BsonDocument> page,
        CancellationToken cancellationToken
    )
    {
        var mapping = new BsonMapping(collection);
        var changes = page.Select(document => Rewrite(mapping, document));
        List<WriteModel<BsonDocument>> rewrites = [.. changes.OfType<WriteModel<BsonDocument>>()];
        if (rewrites.Count == 0)
            return 0;
        var result = await MongoConnection.WithinTime(
            token => connection[collection].BulkWriteAsync(rewrites, Options, token),
            cancellationToken
        );
        return result.MatchedCount;
    }

    /// <summary>Null where nothing changes. A document that somebody writes in between is left to that
    /// writer.</summary>
    private static ReplaceOneModel<BsonDocument>? Rewrite(BsonMapping mapping, BsonDocument stored)
    {
        if (BsonReading.ToRaw(stored) is not { } raw)
            return null;
        var wanted = mapping.ToBson(raw.Json);
        if (wanted.ToBson().AsSpan().SequenceEqual(stored.ToBson()))
            return null;
        return new ReplaceOneModel<BsonDocument>(
            new BsonDocument { { "_id", raw.Id }, { "version", raw.Version } },
            wanted
        );
    }
}
