using KoSales.Functions.Storage.Sqlite;

namespace KoSales.Tests.Storage;

public sealed class SqliteDocumentStoreTests : DocumentStoreContract
{
    private readonly TempFolder _folder = new();
    private SqliteDocumentStore? _store;

    private protected override bool ExpiresOnRequest => true;

    protected override Task<IDocumentStore> OpenAsync()
    {
        _store = new SqliteDocumentStore(
            new SqliteStoreOptions(_folder.File("ko-sales.db")),
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
