using KoSales.Domain.Storage;
using MongoDB.Bson;
using MongoDB.Driver;

namespace KoSales.Functions.Storage.Mongo;

/// <summary>The client and the database, with the timeouts and guarantees that the port promises.</summary>
internal sealed class MongoConnection(IMongoClient client, IMongoDatabase database)
{
    private static readonly TimeSpan Reach = TimeSpan.FromSeconds(5);

    /// <summary>How long one operation may take before it is given up.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public IMongoClient Client { get; } = client;

    public IMongoDatabase Database { get; } = database;

    public static MongoConnection Open(StorageSettings settings)
    {
        var options = MongoClientSettings.FromConnectionString(settings.MongoUri);
        options.ApplicationName = "ko-sales";
        options.ServerSelectionTimeout = Reach;
        options.ConnectTimeout = Reach;
        options.WaitQueueTimeout = Reach;
        options.SocketTimeout = Patience;
        options.RetryReads = true;
        options.RetryWrites = true;
        options.ReadPreference = ReadPreference.Primary;
        options.ReadConcern = ReadConcern.Majority;
        options.WriteConcern = WriteConcern.WMajority.With(journal: true);
        var client = new MongoClient(options);
        return new MongoConnection(client, client.GetDatabase(settings.Database));
    }

    public IMongoCollection<BsonDocument> this[Collection collection] => Database.GetCollection<BsonDocument>(collection.Name);

    /// <summary>Runs one operation within the time that the port allows.</summary>
    /// <exception cref="StoreUnavailableException">The deployment cannot be reached or does not answer in time.</exception>
    public static async ValueTask<T> WithinTime<T>(Func<CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            return await operation(limit.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StoreUnavailableException($"the store did not answer within {Patience.TotalSeconds} s", exception);
        }
        catch (Exception exception) when (MongoFaults.IsUnavailability(exception))
        {
            throw new StoreUnavailableException($"the store cannot be reached: {exception.GetType().Name}", exception);
        }
    }
}
