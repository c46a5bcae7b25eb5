using KoSales.Functions.Storage.Mongo;
using KoSales.Functions.Storage.Mongo.Connecting;
using KoSales.Functions.Storage.Sqlite;

namespace KoSales.Tests.Storage;

public sealed class SqliteDataMigrationTests : DataMigrationContract
{
    private readonly TempFolder _folder = new();
    private SqliteDocumentStore? _store;

    private protected override Task<IDocumentStore> OpenAsync(TimeProvider clock)
    {
        _store = new(new(_folder.File("ko-sales.db")), clock);
        return Task.FromResult<IDocumentStore>(_store);
    }

    public override Task DisposeAsync()
    {
        _store?.Dispose();
        _folder.Dispose();
        return Task.CompletedTask;
    }
}

public sealed class MongoDataMigrationTests : DataMigrationContract
{
    private readonly string _database = MongoServer.NewDatabase();
    private MongoConnection? _connection;

    private protected override async Task<IDocumentStore> OpenAsync(TimeProvider clock)
    {
        var server = await MongoServer.OfThisRunAsync();
        _connection = MongoConnection.Open(new() { MongoUri = server.Uri, Database = _database });
        return new MongoDocumentStore(_connection, clock);
    }

    public override async Task DisposeAsync()
    {
        if (_connection is not null)
            await _connection.Client.DropDatabaseAsync(_database);
    }
}
