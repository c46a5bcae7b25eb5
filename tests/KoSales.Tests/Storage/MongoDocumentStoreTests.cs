using KoSales.Functions.Storage;
using KoSales.Functions.Storage.Mongo;
using KoSales.Functions.Storage.Mongo.Connecting;

namespace KoSales.Tests.Storage;

/// <summary>Runs against the MongoDB of this test run; each test in a database of its own.</summary>
public sealed class MongoDocumentStoreTests : DocumentStoreContract
{
    private readonly string _database = MongoServer.NewDatabase();
    private MongoServer? _server;
    private MongoConnection? _connection;

    private protected override bool ExpiresOnRequest => false;

    private protected override string? WhyNoPlanner =>
        _server!.IsDouble ? MongoServer.NoPlanner : null;

    protected override async Task<IDocumentStore> OpenAsync()
    {
        _server = await MongoServer.OfThisRunAsync();
        _connection = MongoConnection.Open(
            new StorageSettings { MongoUri = _server.Uri, Database = _database }
        );
        return new MongoDocumentStore(_connection, Samples.Clock);
    }

    public override async Task DisposeAsync()
    {
        if (_connection is not null)
            await _connection.Client.DropDatabaseAsync(_database);
    }
}
