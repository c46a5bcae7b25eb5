using KoSales.Domain.Storage;
using KoSales.Functions.Storage;
using KoSales.Functions.Storage.Mongo;

namespace KoSales.Tests.Storage;

/// <summary>Runs against the replica set that the environment variable MONGODB_URI names; each test in a database of its own.</summary>
public sealed class MongoDocumentStoreTests : DocumentStoreContract
{
    private readonly string _database = $"ko-sales-test-{Guid.NewGuid():N}";
    private MongoConnection? _connection;

    private protected override string WhyAbsent => "MONGODB_URI names no MongoDB replica set";

    private protected override bool ExpiresOnRequest => false;

    protected override Task<IDocumentStore?> OpenAsync()
    {
        if (Environment.GetEnvironmentVariable("MONGODB_URI") is not { Length: > 0 } uri) return Task.FromResult<IDocumentStore?>(null);
        _connection = MongoConnection.Open(new StorageSettings { MongoUri = uri, Database = _database });
        return Task.FromResult<IDocumentStore?>(new MongoDocumentStore(_connection, Samples.Clock));
    }

    public override async Task DisposeAsync()
    {
        if (_connection is not null) await _connection.Client.DropDatabaseAsync(_database);
    }
}
