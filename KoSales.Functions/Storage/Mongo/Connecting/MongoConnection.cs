using System.Buffers;
using System.Text;
using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.Core.Configuration;

namespace KoSales.Functions.Storage.Mongo.Connecting;

/// <summary>The client and the database, with the timeouts and guarantees that the port promises wherever the
/// connection string does not say otherwise.</summary>
internal sealed class MongoConnection(IMongoClient client, IMongoDatabase database)
{
    private static readonly SearchValues<char> NoDatabaseName = SearchValues.Create(" .$/\\\"\0");

    private static readonly TimeSpan Reach = TimeSpan.FromSeconds(5);

    /// <summary>How long one operation may take before it is given up.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public IMongoClient Client { get; } = client;

    public IMongoDatabase Database { get; } = database;

    public IMongoCollection<BsonDocument> this[Collection collection] =>
        Database.GetCollection<BsonDocument>(collection.Name);

    /// <param name="configure">For listeners of the driver's events; null for none.</param>
    public static MongoConnection Open(
        StorageSettings settings,
        Action<ClusterBuilder>? configure = null
    )
    {
        var options = SettingsOf(settings.MongoUri);
        options.ClusterConfigurator = configure;
        var client = new MongoClient(options);
        return new MongoConnection(client, client.GetDatabase(settings.Database));
    }

    /// <summary>What is wrong with the settings, as a sentence that does not show the password in them;
    /// null when nothing is.</summary>
    public static string? Fault(StorageSettings settings)
    {
        var name = settings.Database;
        if (string.IsNullOrWhiteSpace(name))
            return $"{StorageSettings.Section}:Database is empty: the name of the database, ko-sales-db unless set.";
        if (!IsDatabaseName(name))
            return $"{StorageSettings.Section}:Database is '{name}'; MongoDB takes 1 to 63 bytes without blanks or any of . $ / \\ \".";
        try
        {
            _ = SettingsOf(settings.MongoUri);
            return null;
        }
        catch (Exception fault)
            when (fault
                    is MongoException
                        or ArgumentException
                        or FormatException
                        or OverflowException
            )
        {
            return $"{StorageSettings.UriSetting} is no connection string of MongoDB; write one such as mongodb://localhost:27017/?replicaSet=rs0.";
        }
    }

    /// <summary>What the connection string says, and our own choices for the rest.</summary>
    internal static MongoClientSettings SettingsOf(string uri)
    {
        var said = new ConnectionString(uri);
        var options = MongoClientSettings.FromConnectionString(uri);
        options.ApplicationName = said.ApplicationName ?? "ko-sales";
        options.RetryReads = said.RetryReads ?? true;
        options.RetryWrites = said.RetryWrites ?? true;
        SetTimeouts(options, said);
        SetGuarantees(options, said);
        return options;
    }

    private static void SetTimeouts(MongoClientSettings options, ConnectionString said)
    {
        options.ServerSelectionTimeout = said.ServerSelectionTimeout ?? Reach;
        options.ConnectTimeout = said.ConnectTimeout ?? Reach;
        options.WaitQueueTimeout = said.WaitQueueTimeout ?? Reach;
        options.SocketTimeout = said.SocketTimeout ?? Patience;
    }

    private static void SetGuarantees(MongoClientSettings options, ConnectionString said)
    {
        if (said.ReadPreference is null)
            options.ReadPreference = ReadPreference.Primary;
        options.ReadConcern = said.ReadConcernLevel is { } level
            ? new ReadConcern(level)
            : ReadConcern.Majority;
        options.WriteConcern = new WriteConcern(
            said.W ?? "majority",
            said.WTimeout,
            journal: said.Journal ?? true
        );
    }

    private static bool IsDatabaseName(string name) =>
        Encoding.UTF8.GetByteCount(name) <= 63 && !name.AsSpan().ContainsAny(NoDatabaseName);

    /// <summary>Runs one operation within the time that the port allows.</summary>
    /// <exception cref="StoreUnavailableException">The deployment cannot be reached or does not answer in
    /// time.</exception>
    /// <exception cref="DocumentTooLargeException">A document is larger than MongoDB takes.</exception>
    public static async ValueTask<T> WithinTime<T>(
        Func<CancellationToken, Task<T>> operation,
        CancellationToken cancellationToken
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            return await operation(limit.Token);
        }
        catch (OperationCanceledException exception)
            when (!cancellationToken.IsCancellationRequested)
        {
            throw new StoreUnavailableException(
                $"the store did not answer within {Patience.TotalSeconds} s",
                exception
            );
        }
        catch (Exception exception) when (MongoFaults.IsTooLarge(exception))
        {
            throw new DocumentTooLargeException(
                "a document is larger than the 16 MB that MongoDB takes",
                exception
            );
        }
        catch (Exception exception) when (MongoFaults.IsUnavailability(exception))
        {
            throw new StoreUnavailableException(
                $"the store cannot be reached: {exception.GetType().Name}",
                exception
            );
        }
    }
}
