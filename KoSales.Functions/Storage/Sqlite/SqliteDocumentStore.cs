using System.Runtime.CompilerServices;
using System.Text.Json;
using KoSales.Functions.Storage.Sqlite.Reading;
using KoSales.Functions.Storage.Sqlite.Writing;
using NodaTime;

namespace KoSales.Functions.Storage.Sqlite;

/// <summary>The storage port over one SQLite file: one writer that commits in groups, a pool of
/// readers.</summary>
internal sealed class SqliteDocumentStore(SqliteStoreOptions options, TimeProvider clock)
    : IDocumentStore,
        IDisposable
{
    private const int StreamPage = 1000;
    private const int IdPage = 5000;
    private const int ExpiryChunk = 500;

    private readonly SqliteWriter _writer = new(Prepared(options), clock);
    private readonly ReaderPool _readers = new(options);

    private Instant Now => Instant.FromDateTimeOffset(clock.GetUtcNow());

    public ValueTask<RawDocument?> GetAsync(
        Collection collection,
        string id,
        CancellationToken cancellationToken
    ) =>
        _readers.ReadAsync<RawDocument?>(
            link =>
            {
                using var statement = link.Prepare(QuerySql.Get(collection));
                return statement.Bind(1, id).Step()
                    ? new RawDocument(id, (int)statement.Long(0), statement.Utf8(1))
                    : null;
            },
            cancellationToken
        );

    public ValueTask<IReadOnlyList<RawDocument>> GetManyAsync(
        Collection collection,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    ) =>
        ids.Count == 0
            ? new([])
            : _readers.ReadAsync<IReadOnlyList<RawDocument>>(
                link =>
                {
                    using var statement = link.Prepare(QuerySql.GetMany(collection));
                    return statement.Bind(1, JsonSerializer.Serialize(ids)).Documents();
                },
                cancellationToken
            );

    public ValueTask<IReadOnlyList<RawDocument>> QueryAsync(
        Query query,
        CancellationToken cancellationToken
    ) => _readers.ReadAsync(link => PageReader.Read(link, query, Now), cancellationToken);

    public async IAsyncEnumerable<RawDocument> StreamAsync(
        Collection collection,
        Filter filter,
        string? afterId,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var walk = false;
        while (true)
        {
            var sql = QuerySql.StreamPage(collection, filter, afterId, walk, Now);
            var page = await _readers.ReadAsync(
                link => PageReader.Read(link, sql, StreamPage),
                cancellationToken
            );
            foreach (var document in page)
                yield return document;
            if (page.Count < StreamPage)
                yield break;
            (afterId, walk) = (page[^1].Id, true);
        }
    }

    public async IAsyncEnumerable<string> StreamIdsAsync(
        Collection collection,
        Filter filter,
        string? afterId,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var walk = false;
        while (true)
        {
            var sql = QuerySql.StreamIdsPage(collection, filter, afterId, walk, Now);
            var page = await _readers.ReadAsync(
                link => PageReader.ReadIds(link, sql, IdPage),
                cancellationToken
            );
            foreach (var id in page)
                yield return id;
            if (page.Count < IdPage)
                yield break;
            (afterId, walk) = (page[^1], true);
        }
    }

    public ValueTask<long> CountAsync(
        Collection collection,
        Filter filter,
        CancellationToken cancellationToken
    ) =>
        _readers.ReadAsync(
            link =>
            {
                var sql = QuerySql.Count(collection, filter, Now);
                using var statement = link.Prepare(sql.Text);
                return statement.BindAll(sql.Parameters).Step() ? statement.Long(0) : 0;
            },
            cancellationToken
        );

    public ValueTask<IReadOnlyList<GroupCount>> GroupCountAsync(
        Collection collection,
        Filter filter,
        IReadOnlyList<string> fields,
        CancellationToken cancellationToken
    ) =>
        _readers.ReadAsync(
            link =>
                PageReader.ReadGroups(
                    link,
                    QuerySql.GroupCount(collection, filter, fields, Now),
                    fields.Count
                ),
            cancellationToken
        );

    public async ValueTask<CommitResult> CommitAsync(
        WriteBatch batch,
        CancellationToken cancellationToken
    ) =>
        batch.Operations.Count == 0
            ? CommitResult.Committed([])
            : await _writer.RunAsync(BatchWriter.Work(batch.Operations, Now), cancellationToken);

    public ValueTask<long> AllocateAsync(
        string counter,
        int count,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return _writer.RunAsync(
            Small(link => CounterTable.Take(link, counter, count)),
            cancellationToken
        );
    }

    public async ValueTask EnsureAsync(
        IReadOnlyCollection<Collection> collections,
        CancellationToken cancellationToken
    ) =>
        await _writer.RunAsync(
            new WriteWork<bool>(
                link => SchemaKeeper.Ensure(link, collections),
                int.MaxValue,
                kept => kept
            ),
            cancellationToken
        );

    public ValueTask<string?> ExplainAsync(Query query, CancellationToken cancellationToken) =>
        _readers.ReadAsync(link => QueryPlan.IndexOf(link, query, Now), cancellationToken);

    public async ValueTask<int> ExpireAsync(
        IReadOnlyCollection<Collection> collections,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var expired = 0;
        foreach (var collection in collections)
        {
            foreach (var index in collection.Indexes.Where(i => i.ExpireAfterSeconds is not null))
                expired += await ExpireAsync(collection, index, now, cancellationToken);
        }

        return expired;
    }

    private async ValueTask<int> ExpireAsync(
        Collection collection,
        IndexSpec index,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var removal = new PreparedStatement(WriteSql.Expire(collection, index, now, ExpiryChunk));
        var expired = 0;
        int chunk;
        do
        {
            chunk = await _writer.RunAsync(
                new WriteWork<int>(removal.Run, ExpiryChunk, _ => true),
                cancellationToken
            );
            expired += chunk;
        } while (chunk == ExpiryChunk);
        return expired;
    }

    /// <summary>Goes through the writer, so that a locked or full file shows.</summary>
    public async ValueTask PingAsync(CancellationToken cancellationToken) =>
        await _writer.RunAsync(Small(_ => true), cancellationToken);

    /// <summary>Writes what waits, then closes the file.</summary>
    public void Dispose()
    {
        _writer.Dispose();
        _readers.Dispose();
    }

    private static WriteWork<T> Small<T>(Func<SqliteLink, T> work) =>
        new(work, 1, _ => true) { UndoesItself = true };

    private static SqliteStoreOptions Prepared(SqliteStoreOptions options)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(options.DataFile)!);
        return options;
    }
}
