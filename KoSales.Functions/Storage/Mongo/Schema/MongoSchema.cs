using System.Security.Cryptography;
using System.Text;
using KoSales.Functions.Storage.Mongo.Connecting;
using KoSales.Functions.Storage.MongoQuery;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using MongoDB.Driver;

namespace KoSales.Functions.Storage.Mongo.Schema;

/// <summary>
/// Brings collections and indexes in line with the declarations; idempotent, also when several processes
/// start at once.
/// What was done is recorded per collection, so that a start after which nothing has changed asks once; and
/// a start of
/// an older release leaves the indexes of a newer one alone.
/// </summary>
internal sealed class MongoSchema(MongoConnection connection, ILogger logger)
{
    private const int AtOnce = 8;
    private const int NamespaceExists = 48;
    private const int NamespaceNotFound = 26;
    private const int IndexNotFound = 27;
    private const string Signature = "signature";
    private const string Release = "release";
    private const string Made = "indexes";

    private static readonly Version OwnRelease =
        typeof(MongoSchema).Assembly.GetName().Version ?? new Version();

    public async Task EnsureAsync(
        IReadOnlyCollection<Collection> collections,
        CancellationToken cancellationToken
    )
    {
        var records = await RecordsAsync(cancellationToken);
        Collection[] changed =
        [
            .. collections.Where(c => NeedsWork(c, records.GetValueOrDefault(c.Name))),
        ];
        if (changed.Length == 0)
            return;
        var present = await MongoConnection.WithinTime(ListCollectionsAsync, cancellationToken);
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = AtOnce,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(changed, options, BringInLineAsync);
        await RecordAsync(changed, records, cancellationToken);

        async ValueTask BringInLineAsync(Collection collection, CancellationToken token)
        {
            if (!present.Contains(collection.Name))
                await CreateAsync(collection, token);
            var record = records.GetValueOrDefault(collection.Name);
            await EnsureIndexesAsync(collection, record, token);
        }
    }

    private static bool NeedsWork(Collection collection, BsonDocument? record)
    {
        if (record is null)
            return true;
        var isNewer =
            Version.TryParse(record.GetValue(Release, "").AsString, out var release)
            && release > OwnRelease;
        return !isNewer && record[Signature] != SignatureOf(collection);
    }

    private static string SignatureOf(Collection collection) =>
        Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(IndexMongo.Specifications(collection)))
        );

    private async ValueTask<Dictionary<string, BsonDocument>> RecordsAsync(
        CancellationToken cancellationToken
    )
    {
        var rows = await MongoConnection.WithinTime(
            token =>
                SchemaRecord
                    .Of(connection)
                    .Find(FilterDefinition<BsonDocument>.Empty)
                    .ToListAsync(token),
            cancellationToken
        );
        return rows.ToDictionary(r => r["_id"].AsString, StringComparer.Ordinal);
    }

    private async Task<HashSet<string>> ListCollectionsAsync(CancellationToken cancellationToken)
    {
        using var cursor = await connection.Database.ListCollectionNamesAsync(
            null,
            cancellationToken
        );
        return [.. await cursor.ToListAsync(cancellationToken)];
    }

    private async ValueTask CreateAsync(Collection collection, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(
                token => connection.Database.CreateCollectionAsync(collection.Name, null, token),
                cancellationToken
            );
        }
        catch (MongoCommandException exception) when (exception.Code == NamespaceExists)
        {
            // Another process that starts at the same time was quicker.
        }
    }

    private async ValueTask EnsureIndexesAsync(
        Collection collection,
        BsonDocument? record,
        CancellationToken cancellationToken
    )
    {
        var declared = Declared(collection);
        var present = await PresentAsync(collection, cancellationToken);
        var plan = IndexPlan.Of(declared, present, MadeBefore(record));
        foreach (var name in plan.DropFirst)
            await DropAsync(collection, name, cancellationToken);
        if (plan.Create.Count > 0)
            await CreateIndexesAsync(collection, plan.Create, cancellationToken);
        foreach (var name in plan.DropAfter)
            await DropAsync(collection, name, cancellationToken);
        foreach (var name in plan.Foreign)
            Log.ForeignIndex(logger, collection.Name, name);
    }

    private static HashSet<string> MadeBefore(BsonDocument? record) =>
        record is null
            ? []
            : record[Made].AsBsonArray.Select(n => n.AsString).ToHashSet(StringComparer.Ordinal);

    private static BsonDocument[] Declared(Collection collection) =>
        [
            .. BsonSerializer
                .Deserialize<BsonArray>(IndexMongo.Specifications(collection))
                .Select(i => i.AsBsonDocument),
        ];

    private async ValueTask<List<BsonDocument>> PresentAsync(
        Collection collection,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var cursor = await MongoConnection.WithinTime(
                token => connection[collection].Indexes.ListAsync(token),
                cancellationToken
            );
            return await cursor.ToListAsync(cancellationToken);
        }
        catch (MongoCommandException exception) when (exception.Code == NamespaceNotFound)
        {
            return [];
        }
    }

    private async ValueTask CreateIndexesAsync(
        Collection collection,
        IReadOnlyList<BsonDocument> indexes,
        CancellationToken cancellationToken
    )
    {
        var command = new BsonDocument
        {
            { "createIndexes", collection.Name },
            { "indexes", new BsonArray(indexes) },
        };
        try
        {
            await RunAsync(
                token =>
                    connection.Database.RunCommandAsync<BsonDocument>(
                        command,
                        ReadPreference.Primary,
                        token
                    ),
                cancellationToken
            );
        }
        catch (MongoCommandException exception) when (exception.Code == MongoFaults.DuplicateKey)
        {
            throw new StoreRefusedException(
                $"The unique index {MongoFaults.DuplicateIndex(exception.Message)} of {collection.Name} cannot be built, since documents with the same key are "
                    + "there; merge or remove them and start again.",
                exception
            );
        }
    }

    private async ValueTask DropAsync(
        Collection collection,
        string index,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await RunAsync(
                token => connection[collection].Indexes.DropOneAsync(index, token),
                cancellationToken
            );
        }
        catch (MongoCommandException exception) when (exception.Code == IndexNotFound)
        {
            // Another process that starts at the same time was quicker.
        }
    }

    private async ValueTask RecordAsync(
        IReadOnlyList<Collection> changed,
        Dictionary<string, BsonDocument> records,
        CancellationToken cancellationToken
    )
    {
        var rows = changed.Select(c => new ReplaceOneModel<BsonDocument>(
            new BsonDocument("_id", c.Name),
            Row(c)
        )
        {
            IsUpsert = true,
        });
        await RunAsync(
            token => SchemaRecord.Of(connection).BulkWriteAsync(rows, null, token),
            cancellationToken
        );
        Log.SchemaChanged(logger, changed.Count, records.Count);
    }

    private static BsonDocument Row(Collection collection) =>
        new()
        {
            { "_id", collection.Name },
            { Signature, SignatureOf(collection) },
            { Release, OwnRelease.ToString() },
            { Made, new BsonArray(collection.Indexes.Select(i => i.Name)) },
        };

    private static async ValueTask RunAsync(
        Func<CancellationToken, Task> operation,
        CancellationToken cancellationToken
    ) =>
        await MongoConnection.WithinTime(
            async token =>
            {
                await operation(token);
                return true;
            },
            cancellationToken
        );
}
