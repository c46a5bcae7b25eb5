using KoSales.Functions.Storage.Mongo.Connecting;

namespace KoSales.Functions.Storage.Mongo.Migrations;

/// <summary>One numbered step from what an earlier release stored to what this one reads. May be run again
/// after it was
/// interrupted.</summary>
internal interface IMongoMigration
{
    /// <summary>1 for the first; without gaps.</summary>
    int Step { get; }

    string Name { get; }

    /// <summary>How many documents were changed.</summary>
    /// <param name="keep">To be called at least every few seconds: keeps the lease.</param>
    Task<long> RunAsync(
        MongoConnection connection,
        IReadOnlyCollection<Collection> collections,
        Func<CancellationToken, Task> keep,
        CancellationToken cancellationToken
    );
}
