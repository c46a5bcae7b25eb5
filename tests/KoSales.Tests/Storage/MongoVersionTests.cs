using KoSales.Functions.Storage;
using KoSales.Functions.Storage.Mongo;
using KoSales.Functions.Storage.Mongo.Connecting;
using KoSales.MongoDouble;

namespace KoSales.Tests.Storage;

/// <summary>The contract on a server without the command bulkWrite, where a batch goes in one round trip per
/// collection.</summary>
public sealed class MongoSevenDocumentStoreTests : DocumentStoreContract
{
    private readonly MongoDoubleServer _server = MongoDoubleServer.Start(
        new MongoDoubleOptions { Version = new Version(7, 0, 14) }
    );

    private protected override bool ExpiresOnRequest => false;

    private protected override string? WhyNoPlanner => MongoServer.NoPlanner;

    protected override Task<IDocumentStore> OpenAsync() =>
        Task.FromResult<IDocumentStore>(
            new MongoDocumentStore(
                MongoConnection.Open(
                    new StorageSettings { MongoUri = _server.Uri, Database = "contract" }
                ),
                Samples.Clock
            )
        );

    public override async Task DisposeAsync() => await _server.DisposeAsync();
}
