using System.Text.Json;
using KoSales.Functions.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace KoSales.Tests.Storage;

/// <summary>A locked, full or closed data file: a clean refusal, nothing half written, recovery by
/// itself.</summary>
public sealed class SqliteStoreFaultTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly TempFolder _folder = new();

    private string File => _folder.File("ko-sales.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_locked_by_another_process_refuses_writes_still_reads_and_recovers()
    {
        using var store = await Open(o => o with { LockTimeout = TimeSpan.FromMilliseconds(200) });
        await Insert(store, "S-1");
        using (var other = new SqliteConnection($"Data Source={File};Pooling=False"))
        {
            other.Open();
            Execute(other, "BEGIN IMMEDIATE");

            await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
                await Insert(store, "S-2")
            );
            await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
                await store.PingAsync(None)
            );
            Assert.NotNull(await store.GetAsync(Samples.Collection, "S-1", None));
            Execute(other, "COMMIT");
        }

        Assert.True((await Insert(store, "S-2")).IsCommitted);
        Assert.Equal(2, await store.CountAsync(Samples.Collection, Filter.Everything, None));
    }

    [Fact]
    public async Task A_write_that_waits_for_a_lock_can_be_cancelled_and_is_then_not_done()
    {
        using var store = await Open(o => o);
        using var other = new SqliteConnection($"Data Source={File};Pooling=False");
        other.Open();
        Execute(other, "BEGIN IMMEDIATE");
        using var cancel = new CancellationTokenSource();

        var waiting = store
            .CommitAsync(
                new WriteBatch().Insert(Samples.Collection, new Sample("S-1")),
                cancel.Token
            )
            .AsTask();
        await cancel.CancelAsync();

        await Assert.ThrowsAsync<TaskCanceledException>(() => waiting);
        Execute(other, "COMMIT");
        await Insert(store, "S-2");
        Assert.Null(await store.GetAsync(Samples.Collection, "S-1", None));
    }

    [Fact]
    public async Task A_full_disk_refuses_writes_leaves_nothing_of_them_and_keeps_what_was_there()
    {
        using (var store = await Open(o => o with { MaxBytes = 400_000 }))
        {
            await Insert(store, "S-0");
            var filler = new string('x', 20_000);
            var written = 0;
            await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
            {
                while (true)
                {
                    await store.CommitAsync(
                        new WriteBatch()
                            .Insert(
                                Samples.Collection,
                                new Sample($"A-{written}") { Status = filler }
                            )
                            .Insert(Samples.Collection, new Sample($"B-{written}")),
                        None
                    );
                    written++;
                }
            });

            Assert.NotNull(await store.GetAsync(Samples.Collection, "S-0", None));
            Assert.Equal(
                1 + (2 * written),
                await store.CountAsync(Samples.Collection, Filter.Everything, None)
            );
            var freed = await store.CommitAsync(
                new WriteBatch().Delete(Samples.Collection, Filter.Eq("status", filler)),
                None
            );
            Assert.Equal([written], freed.Affected);
            Assert.True((await Insert(store, "S-1")).IsCommitted);
        }

        Assert.Equal("ok", Scalar("PRAGMA integrity_check"));
    }

    [Fact]
    public async Task A_full_disk_takes_back_bulk_work_whole()
    {
        using var store = await Open(o => o with { MaxBytes = 400_000 });
        var bulk = new WriteBatch();
        for (var i = 0; i < 100; i++)
            bulk.Insert(
                Samples.Collection,
                new Sample($"B-{i}") { Name = new string('x', 20_000) }
            );

        await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
            await store.CommitAsync(bulk, None)
        );

        Assert.Equal(0, await store.CountAsync(Samples.Collection, Filter.Everything, None));
        Assert.True((await Insert(store, "S-1")).IsCommitted);
    }

    [Fact]
    public async Task Refused_bulk_work_leaves_nothing_and_bothers_nobody()
    {
        using var store = await Open(o => o);
        await Insert(store, "B-99");
        var bulk = new WriteBatch();
        for (var i = 0; i < 100; i++)
            bulk.Insert(Samples.Collection, new Sample($"B-{i}") { Tags = ["t"] });
        Task<CommitResult>[] small =
        [
            .. Enumerable.Range(0, 20).Select(i => Insert(store, $"S-{i}").AsTask()),
        ];
        var refused = await store.CommitAsync(bulk, None);

        Assert.Equal(
            (CommitStatus.DuplicateKey, 99, "_id"),
            (refused.Status, refused.Operation, refused.Index)
        );
        Assert.All(await Task.WhenAll(small), r => Assert.True(r.IsCommitted));
        Assert.Equal(21, await store.CountAsync(Samples.Collection, Filter.Everything, None));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_as_unavailable()
    {
        await System.IO.File.WriteAllTextAsync(File, new string('x', 8_192));
        using var store = new SqliteDocumentStore(new SqliteStoreOptions(File), Samples.Clock);

        await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
            await store.PingAsync(None)
        );
        await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
            await store.GetAsync(Samples.Collection, "S-1", None)
        );
    }

    [Fact]
    public async Task A_broken_document_fails_alone()
    {
        using var store = await Open(o => o);
        var good = Enumerable.Range(0, 20).Select(i => Insert(store, $"S-{i}").AsTask()).ToArray();
        var broken = store.CommitAsync(
            new WriteBatch()
                .Insert(Samples.Collection, new Sample("B-1"))
                .Patch(
                    Samples.Collection,
                    Filter.Eq("id", "B-1"),
                    new Patch(Samples.Now, "x")
                    {
                        Set = new Dictionary<string, string?> { ["name"] = "{not json" },
                    }
                ),
            None
        );

        await Assert.ThrowsAnyAsync<JsonException>(async () => await broken);
        Assert.All(await Task.WhenAll(good), r => Assert.True(r.IsCommitted));
        Assert.Null(await store.GetAsync(Samples.Collection, "B-1", None));
    }

    [Fact]
    public async Task Of_a_group_those_refused_half_way_leave_nothing_and_the_others_stay()
    {
        using var store = await Open(o => o);
        Assert.True((await Insert(store, "S-taken")).IsCommitted);
        var numbers = store.AllocateAsync("before", 3, None);
        var results = await Task.WhenAll(
            Enumerable
                .Range(0, 60)
                .Select(i =>
                    store
                        .CommitAsync(
                            new WriteBatch()
                                .Insert(
                                    Samples.Collection,
                                    new Sample($"S-{i}") { Tags = ["a", "b"] }
                                )
                                .Insert(
                                    Samples.Collection,
                                    new Sample(i % 3 == 0 ? "S-taken" : $"S-{i}b")
                                ),
                            None
                        )
                        .AsTask()
                )
        );

        Assert.Equal(1, await numbers);
        Assert.Equal(4, await store.AllocateAsync("before", 1, None));
        Assert.All(
            results.Select((result, i) => (result, i)),
            r =>
                Assert.Equal(
                    r.i % 3 == 0 ? CommitStatus.DuplicateKey : CommitStatus.Committed,
                    r.result.Status
                )
        );
        Assert.Equal(81, await store.CountAsync(Samples.Collection, Filter.Everything, None));
        Assert.Equal("40", Scalar("SELECT count(*) FROM samples__samples_tags WHERE value = 'a'"));
    }

    [Fact]
    public async Task Closing_writes_what_waits_and_refuses_what_comes_later()
    {
        var store = await Open(o => o);
        var waiting = Enumerable
            .Range(0, 200)
            .Select(i => Insert(store, $"S-{i}").AsTask())
            .ToArray();

        store.Dispose();
        store.Dispose();

        Assert.All(await Task.WhenAll(waiting), r => Assert.True(r.IsCommitted));
        await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
            await Insert(store, "S-late")
        );
        Assert.Equal("200", Scalar("SELECT count(*) FROM samples"));
    }

    [Fact]
    public async Task Erased_content_is_gone_from_every_file_once_it_is_quiet()
    {
        using var store = await Open(o =>
            o with
            {
                QuietBeforeTidy = TimeSpan.FromMilliseconds(20),
            }
        );
        await store.CommitAsync(
            new WriteBatch().Insert(
                Samples.Collection,
                new Sample("S-1")
                {
                    Name = "canary-7391",
                    Tags = ["canary-7391"],
                    Address = new Place("canary-7391", null),
                }
            ),
            None
        );
        Assert.True(FilesHold("canary-7391"));

        await store.CommitAsync(
            new WriteBatch().Delete(Samples.Collection, Filter.Eq("id", "S-1")),
            None
        );

        for (
            var deadline = Environment.TickCount64 + 90_000;
            FilesHold("canary-7391") && Environment.TickCount64 < deadline;

        )
            await Task.Delay(20);
        Assert.False(FilesHold("canary-7391"));
    }

    private async Task<SqliteDocumentStore> Open(
        Func<SqliteStoreOptions, SqliteStoreOptions> adjust
    )
    {
        var store = new SqliteDocumentStore(adjust(new SqliteStoreOptions(File)), Samples.Clock);
        await store.EnsureAsync(Samples.All, None);
        return store;
    }

    private static ValueTask<CommitResult> Insert(SqliteDocumentStore store, string id) =>
        store.CommitAsync(new WriteBatch().Insert(Samples.Collection, new Sample(id)), None);

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private string? Scalar(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()?.ToString();
    }

    private bool FilesHold(string text) =>
        new[] { "", "-wal" }.Any(suffix =>
            Bytes(File + suffix).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text)) >= 0
        );

    private static byte[] Bytes(string path)
    {
        using var stream = new FileStream(
            path,
            FileMode.OpenOrCreate,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete
        );
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
