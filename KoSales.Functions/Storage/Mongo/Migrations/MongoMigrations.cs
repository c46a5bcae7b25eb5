using KoSales.Functions.Storage.Mongo.Connecting;
using KoSales.Functions.Storage.Mongo.Schema;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;

namespace KoSales.Functions.Storage.Mongo.Migrations;

/// <summary>
/// Runs what is missing of the numbered steps. The step that was reached is recorded after each; one
/// instance at a time
/// works, by a lease that expires when it dies, and the others wait. A build that is older than the
/// database refuses to
/// start on it.
/// </summary>
internal sealed class MongoMigrations(
    MongoConnection connection,
    TimeProvider clock,
    ILogger logger
)
{
    private const string Step = "step";
    private const string Holder = "lease_by";
    private const string Until = "lease_until";
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly IMongoMigration[] Steps = [new DeclaredTypes()];
    private static readonly BsonDocument TheStep = new("_id", SchemaRecord.StepId);

    private readonly string _own = Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");

    /// <summary>The step that this build reads and writes.</summary>
    public static int Latest => Steps[^1].Step;

    private IMongoCollection<BsonDocument> Record => SchemaRecord.Of(connection);

    /// <exception cref="StoreRefusedException">A newer release has written the database.</exception>
    /// <exception cref="StoreUnavailableException">Another instance is still at it.</exception>
    public async Task RunAsync(
        IReadOnlyCollection<Collection> collections,
        CancellationToken cancellationToken
    )
    {
        var began = clock.GetTimestamp();
        while (await ReachedAsync(cancellationToken) < Latest)
        {
            if (await TryLeaseAsync(cancellationToken) is { } reached)
                await RunAsync(Steps.First(s => s.Step > reached), collections, cancellationToken);
            else if (clock.GetElapsedTime(began) < Patience)
                await Task.Delay(Pause, clock, cancellationToken);
            else
                throw new StoreUnavailableException("another instance is migrating the store");
        }
    }

    private async Task<int> ReachedAsync(CancellationToken cancellationToken)
    {
        var record =
            await MongoConnection.WithinTime(
                token => Record.Find(TheStep).FirstOrDefaultAsync(token),
                cancellationToken
            ) ?? await BeginAsync(cancellationToken);
        var reached = record[Step].ToInt32();
        return reached <= Latest
            ? reached
            : throw new StoreRefusedException(
                $"The database is at migration step {reached}, which a newer release of KO Sales has made; "
                    + $"this one knows steps up to {Latest}. Start the newer release."
            );
    }

    /// <summary>An empty database needs no steps.</summary>
    private async ValueTask<BsonDocument> BeginAsync(CancellationToken cancellationToken)
    {
        var isEmpty = await MongoConnection.WithinTime(
            async token =>
            {
                using var names = await connection.Database.ListCollectionNamesAsync(null, token);
                return !await names.AnyAsync(token);
            },
            cancellationToken
        );
        var record = new BsonDocument("$setOnInsert", new BsonDocument(Step, isEmpty ? Latest : 0));
        var options = new FindOneAndUpdateOptions<BsonDocument>
        {
            IsUpsert = true,
            ReturnDocument = ReturnDocument.After,
        };
        return await MongoConnection.WithinTime(
            token => Record.FindOneAndUpdateAsync<BsonDocument>(TheStep, record, options, token),
            cancellationToken
        );
    }

    /// <summary>The step that was reached, or null while another instance has the lease.</summary>
    private async ValueTask<int?> TryLeaseAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var free = new BsonDocument
        {
            { "_id", SchemaRecord.StepId },
            { Step, new BsonDocument("$lt", Latest) },
            {
                "$or",
                new BsonArray
                {
                    new BsonDocument(Until, BsonNull.Value),
                    new BsonDocument(Until, new BsonDocument("$lt", now)),
                }
            },
        };
        var record = await MongoConnection.WithinTime(
            token => Record.FindOneAndUpdateAsync<BsonDocument>(free, LeaseFrom(now), null, token),
            cancellationToken
        );
        return record?[Step].ToInt32();
    }

    private BsonDocument LeaseFrom(DateTime now) =>
        new("$set", new BsonDocument { { Holder, _own }, { Until, now + Lease } });

    private async Task RunAsync(
        IMongoMigration migration,
        IReadOnlyCollection<Collection> collections,
        CancellationToken cancellationToken
    )
    {
        Log.MigrationBegins(logger, migration.Step, migration.Name);
        var changed = await migration.RunAsync(
            connection,
            collections,
            KeepAsync,
            cancellationToken
        );
        var done = new BsonDocument
        {
            { "$set", new BsonDocument(Step, migration.Step) },
            {
                "$unset",
                new BsonDocument { { Holder, "" }, { Until, "" } }
            },
        };
        await UpdateOwnAsync(done, cancellationToken);
        Log.MigrationDone(logger, migration.Step, changed);
    }

    private Task KeepAsync(CancellationToken cancellationToken) =>
        UpdateOwnAsync(LeaseFrom(clock.GetUtcNow().UtcDateTime), cancellationToken);

    /// <exception cref="StoreUnavailableException">The lease has expired and another instance has
    /// it.</exception>
    private async Task UpdateOwnAsync(BsonDocument update, CancellationToken cancellationToken)
    {
        var own = new BsonDocument { { "_id", SchemaRecord.StepId }, { Holder, _own } };
        var result = await MongoConnection.WithinTime(
            token => Record.UpdateOneAsync(own, update, null, token),
            cancellationToken
        );
        if (result.MatchedCount == 0)
            throw new StoreUnavailableException("another instance took over the migration");
    }
}
