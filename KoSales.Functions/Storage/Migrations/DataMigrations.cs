using Microsoft.Extensions.Logging;
using NodaTime;

namespace KoSales.Functions.Storage.Migrations;

/// <summary>Makes what is missing of the data migrations, a page and its record in one transaction: a process
/// that dies costs a page at most, and the next one goes on behind it.</summary>
/// <remarks>One instance works at a time, by a lease that runs out when it dies. A build that knows fewer steps
/// than the database has leaves it alone.</remarks>
public sealed class DataMigrations(
    IDocumentStore store,
    IEnumerable<IDataMigration> steps,
    TimeProvider time,
    ILogger<DataMigrations> log
)
{
    public const int Page = 200;

    private const int Attempts = 20;
    private static readonly Duration Lease = Duration.FromMinutes(1);
    private static readonly Duration Turn = Duration.FromMinutes(4);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly IDataMigration[] _steps = [.. steps.OrderBy(s => s.Step)];
    private readonly string _host = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
    private volatile bool _isDone;

    private Instant Now =>
        Instant.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>One turn of some minutes; the next one goes on. Returns at once when there is nothing left to
    /// do, or another instance is at it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (_isDone || await TakeAsync(cancellationToken) is not { } record)
            return;
        var end = Now + Turn;
        try
        {
            while (
                record.Step < _steps.Length
                && Now < end
                && await PageAsync(record, cancellationToken) is { } next
            )
                record = next;
            _isDone = record.Step >= _steps.Length;
        }
        finally
        {
            await ReleaseAsync(record);
        }
    }

    /// <summary>Refused, rightly, where another instance has taken over.</summary>
    private async Task ReleaseAsync(MigrationRecord record)
    {
        var free = record.HeldBy(null, null, Now);
        await store.CommitAsync(
            new WriteBatch().Replace(MigrationRecord.Collection, free),
            CancellationToken.None
        );
    }

    /// <summary>Null when there is nothing to do for this instance.</summary>
    private async ValueTask<MigrationRecord?> TakeAsync(CancellationToken cancellationToken)
    {
        var record = await FindAsync(cancellationToken) ?? await BeginAsync(cancellationToken);
        _isDone = record.Step >= _steps.Length;
        if (_isDone || !record.IsFree(_host, Now))
            return null;
        var held = record.HeldBy(_host, Now + Lease, Now);
        var batch = new WriteBatch().Replace(MigrationRecord.Collection, held);
        return (await store.CommitAsync(batch, cancellationToken)).IsCommitted ? held : null;
    }

    private ValueTask<MigrationRecord?> FindAsync(CancellationToken cancellationToken) =>
        store.FindAsync(MigrationRecord.Collection, MigrationRecord.TheId, cancellationToken);

    private async ValueTask<MigrationRecord> BeginAsync(CancellationToken cancellationToken)
    {
        var first = new WriteBatch().InsertIfAbsent(
            MigrationRecord.Collection,
            MigrationRecord.New(Now)
        );
        await store.CommitAsync(first, cancellationToken);
        return (await FindAsync(cancellationToken))!;
    }

    /// <summary>The record after the page; null when another instance has taken over.</summary>
    private async Task<MigrationRecord?> PageAsync(
        MigrationRecord record,
        CancellationToken cancellationToken
    )
    {
        var collided = new HashSet<string>(StringComparer.Ordinal);
        for (var attempt = 0; attempt < Attempts; )
        {
            var (batch, next) = await PreparedAsync(record, collided, cancellationToken);
            var result = await store.CommitAsync(batch, cancellationToken);
            if (result.IsCommitted)
                return Logged(record, next, collided);
            if (result.Operation == batch.Operations.Count - 1)
                return null;
            if (
                result.Status == CommitStatus.DuplicateKey
                && collided.Add(IdOf(batch.Operations[result.Operation]))
            )
                continue;
            attempt++;
            await Task.Delay(Pause, time, cancellationToken);
        }

        throw new StoreUnavailableException("the documents of a page are written all the time");
    }

    private async Task<(WriteBatch Batch, MigrationRecord Next)> PreparedAsync(
        MigrationRecord record,
        HashSet<string> collided,
        CancellationToken cancellationToken
    )
    {
        var step = _steps[record.Step];
        var collection = step.Collections[record.Part];
        var documents = await NextOfAsync(collection, record.After, cancellationToken);
        var page = new MigrationPage(collection, documents, collided);
        var batch = new WriteBatch();
        await step.AddAsync(batch, page, cancellationToken);
        var next = record
            .HeldBy(_host, Now + Lease, Now)
            .Past(page, batch.Operations.Count, documents.Count < Page, step.Collections.Count);
        batch.Replace(MigrationRecord.Collection, next);
        return (batch, next);
    }

    private ValueTask<IReadOnlyList<RawDocument>> NextOfAsync(
        Collection collection,
        string? after,
        CancellationToken cancellationToken
    ) =>
        store.QueryAsync(
            new Query(collection, Filter.Everything)
            {
                Limit = Page,
                After = after is null ? null : new KeysetPosition([], after),
            },
            cancellationToken
        );

    private MigrationRecord Logged(
        MigrationRecord before,
        MigrationRecord after,
        HashSet<string> collided
    )
    {
        var step = _steps[before.Step];
        foreach (var id in collided)
            Log.Left(log, step.Collections[before.Part].Name, id);
        if (after.Step > before.Step)
            Log.StepDone(log, step.Step, step.Name);
        return after;
    }

    private static string IdOf(WriteOperation operation) =>
        operation is WriteOperation.Replace replace
            ? replace.Id
            : throw new InvalidOperationException("a migration replaces, and does nothing else");
}
