using KoSales.Functions.Storage;
using KoSales.Functions.Storage.Mongo;
using KoSales.Functions.Storage.Mongo.Connecting;
using KoSales.Functions.Storage.Sqlite;
using KoSales.Tests.Storage;

namespace KoSales.Tests.Rules;

public sealed class SqliteRuleRelationTests : RuleRelationContract
{
    private readonly TempFolder _folder = new();
    private SqliteDocumentStore? _store;

    protected override Task<IDocumentStore> OpenAsync()
    {
        _store = new SqliteDocumentStore(
            new SqliteStoreOptions(_folder.File("facts.db")),
            Samples.Clock
        );
        return Task.FromResult<IDocumentStore>(_store);
    }

    public override Task DisposeAsync()
    {
        _store?.Dispose();
        _folder.Dispose();
        return Task.CompletedTask;
    }
}

/// <summary>On the MongoDB of this test run.</summary>
public sealed class MongoRuleRelationTests : RuleRelationContract
{
    private readonly string _database = MongoServer.NewDatabase();
    private MongoServer? _server;
    private MongoConnection? _connection;

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

    /// <summary>The double has no planner to ask.</summary>
    private protected override Task AssertIndexAsync(Query query, string index) =>
        _server!.IsDouble ? Task.CompletedTask : base.AssertIndexAsync(query, index);
}
