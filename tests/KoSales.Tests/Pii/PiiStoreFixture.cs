using KoSales.Domain.Pii;
using KoSales.Functions.Outbox;
using KoSales.Functions.Pii;
using KoSales.Functions.Pii.Consents;
using KoSales.Functions.Pii.Keys;
using KoSales.Functions.Storage.Sqlite;
using KoSales.Functions.Writing;
using KoSales.Tests.Storage;
using Microsoft.Extensions.Options;

namespace KoSales.Tests.Pii;

/// <summary>The features of the folder over a real store in a folder of its own.</summary>
public sealed class PiiStoreFixture : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();
    private SqliteDocumentStore? _store;

    /// <summary>Everything that the store writes lies here.</summary>
    internal string Folder => Path.GetDirectoryName(DataFile)!;

    internal SqliteDocumentStore Store => _store!;

    internal PiiKeys Keys { get; set; } = PiiFixture.KeysOf("k1");

    /// <summary>What was handed on after a commit.</summary>
    internal List<WriteBatch> Dispatched { get; } = [];

    /// <summary>Which records the callers see; admin and auditor need none.</summary>
    internal Func<Actor, EntityRef, bool> Sees { get; set; } = (_, _) => true;

    internal PiiVault Vault => PiiFixture.VaultOf(Store, Keys);

    internal PiiGate Gate => new(Vault, [new Scope(this)]);

    public async Task InitializeAsync()
    {
        _store = new SqliteDocumentStore(
            new SqliteStoreOptions(DataFile) { QuietBeforeTidy = TimeSpan.FromMilliseconds(50) },
            TimeProvider.System
        );
        await _store.EnsureAsync(
            [.. Piis.All, Domain.Events.OutboxEvents.Collection, Domain.Audit.Audits.Collection],
            default
        );
    }

    public Task DisposeAsync()
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _store?.Dispose();
        _store = null;
        if (Directory.Exists(Folder))
            _folder.Dispose();
    }

    internal RevealDesk Reveals(int limit = 60, IDocumentStore? log = null) =>
        new(log ?? Store, Vault, Gate, Options.Create(new PiiOptions { RevealLimit = limit }));

    internal ErasureDesk Erasures(params IPersonalDataHolder[] holders) =>
        new(Store, Gate, holders, Ledgers, new Commits(Store, new Recorder(Dispatched)));

    internal ConsentDesk Consents() =>
        new(Gate, Ledgers, new Commits(Store, new Recorder(Dispatched)));

    private ConsentLedgers Ledgers => new(Store, []);

    internal KeyRotation Rotation() => new(Store, new KeyRing(Keys), []);

    internal async Task<PiiId> AddAsync(
        PersonalData data,
        string id = "PII-40",
        EntityRef? subject = null
    )
    {
        var batch = new WriteBatch();
        Vault.Add(
            batch,
            new PiiId(id),
            subject ?? PiiFixture.Lead,
            data,
            PiiFixture.CommandOf(Role.Agent)
        );
        Assert.True((await Store.CommitAsync(batch, default)).IsCommitted);
        return new PiiId(id);
    }

    private string DataFile => _folder.File("ko-sales.db");

    internal async Task<T> FindAsync<T>(Collection<T> collection, string id)
        where T : Document =>
        await Store.FindAsync(collection, id, default)
        ?? throw new InvalidOperationException($"no {id}");

    private sealed class Scope(PiiStoreFixture fixture) : ISubjectScope
    {
        public ValueTask<bool> CanSeeAsync(
            Actor actor,
            EntityRef subject,
            CancellationToken cancellationToken
        ) => new(fixture.Sees(actor, subject));
    }

    private sealed class Recorder(List<WriteBatch> dispatched) : IEventDispatcher
    {
        public ValueTask DispatchAsync(WriteBatch committed, CancellationToken cancellationToken)
        {
            dispatched.Add(committed);
            return ValueTask.CompletedTask;
        }
    }
}
