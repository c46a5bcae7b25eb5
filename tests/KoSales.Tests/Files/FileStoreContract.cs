using System.Security.Cryptography;
using KoSales.Functions.Files;
using KoSales.Functions.Files.Blobs;
using KoSales.Tests.Outbox;
using NodaTime;

namespace KoSales.Tests.Files;

/// <summary>What every file store does.</summary>
public abstract class FileStoreContract : IAsyncLifetime
{
    private const int Block = BlockWriteStream.BlockSize;

    private IFileStore? _store;

    protected IFileStore Store => _store ?? throw new InvalidOperationException("not opened");

    /// <summary>Empty. Skips the test where there is nothing to open.</summary>
    protected abstract Task<IFileStore> OpenAsync();

    public async Task InitializeAsync()
    {
        if (WhySkipped is not null)
            return;
        _store = await OpenAsync();
        await _store.PrepareAsync(CancellationToken.None);
    }

    public abstract Task DisposeAsync();

    /// <summary>Null where the store can be had.</summary>
    protected virtual string? WhySkipped => null;

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Block - 1)]
    [InlineData(Block)]
    [InlineData(Block + 1)]
    [InlineData(3 * Block + 17)]
    public async Task What_was_written_in_pieces_is_read_back_whole_and_from_any_place(int length)
    {
        SkipWithoutStore();
        var content = RandomNumberGenerator.GetBytes(length);

        var outcome = await Store.WriteAsync(
            "a",
            IfPresent.Replace,
            (to, stop) => WriteInPiecesAsync(to, content, stop),
            CancellationToken.None
        );

        Assert.Equal(FileWrite.Written, outcome);
        Assert.Equal(content, await AllOfAsync("a"));
        await using var file = await Store.OpenAsync("a", CancellationToken.None);
        Assert.Equal(length, file.Length);
        foreach (var from in new[] { length - 1, length / 2, 0, length / 3 }.Where(f => f >= 0))
        {
            file.Position = from;
            var part = new byte[Math.Min(1000, length - from)];
            await file.ReadExactlyAsync(part);
            Assert.Equal(content[from..(from + part.Length)], part);
        }
    }

    [SkippableFact]
    public async Task A_file_is_not_to_be_seen_before_it_is_whole()
    {
        SkipWithoutStore();
        StoredFile? during = null;
        var listed = 0;

        await Store.WriteAsync(
            "a",
            IfPresent.Replace,
            async (to, stop) =>
            {
                await to.WriteAsync(new byte[2 * Block], stop);
                during = await Store.FindAsync("a", stop);
                listed = await Store.ListAsync("", stop).CountAsync(stop);
            },
            CancellationToken.None
        );

        Assert.Equal((null, 0), (during, listed));
        Assert.Equal(2 * Block, (await Store.FindAsync("a", CancellationToken.None))!.Length);
    }

    [SkippableTheory]
    [InlineData(10)]
    [InlineData(2 * Block)]
    public async Task A_write_that_fails_leaves_what_was_there(int written)
    {
        SkipWithoutStore();
        await PutAsync("old", [1, 2, 3]);
        Task FailAsync(string name) =>
            Store.WriteAsync(
                name,
                IfPresent.Replace,
                async (to, stop) =>
                {
                    await to.WriteAsync(new byte[written], stop);
                    throw new InvalidDataException("no");
                },
                CancellationToken.None
            );

        await Assert.ThrowsAsync<InvalidDataException>(() => FailAsync("new"));
        await Assert.ThrowsAsync<InvalidDataException>(() => FailAsync("old"));

        Assert.Null(await Store.FindAsync("new", CancellationToken.None));
        Assert.Equal([1, 2, 3], await AllOfAsync("old"));
    }

    [SkippableTheory]
    [InlineData(10)]
    [InlineData(Block + 5)]
    public async Task A_file_is_replaced_as_a_whole_or_kept_as_it_is(int length)
    {
        SkipWithoutStore();
        var (first, second) = (Filled(1, length), Filled(2, length / 2));
        await PutAsync("a", first);

        var kept = await PutAsync("a", second, IfPresent.Keep);
        var afterKeeping = await AllOfAsync("a");
        var replaced = await PutAsync("a", second);
        var afterReplacing = await AllOfAsync("a");

        Assert.Equal((FileWrite.Kept, FileWrite.Written), (kept, replaced));
        Assert.Equal(first, afterKeeping);
        Assert.Equal(second, afterReplacing);
    }

    [SkippableTheory]
    [InlineData(100)]
    [InlineData(Block + 100)]
    public async Task Of_many_who_create_a_file_at_once_one_does(int length)
    {
        SkipWithoutStore();

        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(1, 6)
                .Select(n => PutAsync("a", Filled((byte)n, length), IfPresent.Keep))
        );

        var winner = Array.IndexOf(outcomes, FileWrite.Written) + 1;
        Assert.Single(outcomes, FileWrite.Written);
        Assert.Equal(Filled((byte)winner, length), await AllOfAsync("a"));
    }

    [SkippableFact]
    public async Task A_cancelled_write_leaves_nothing()
    {
        SkipWithoutStore();
        using var cancelled = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Store.WriteAsync(
                "a",
                IfPresent.Replace,
                async (to, stop) =>
                {
                    await to.WriteAsync(new byte[Block + 1], stop);
                    await cancelled.CancelAsync();
                    await to.WriteAsync(new byte[Block + 1], stop);
                },
                cancelled.Token
            )
        );

        Assert.Equal(0, await Store.ListAsync("", CancellationToken.None).CountAsync());
    }

    [SkippableFact]
    public async Task A_deleted_file_is_gone_and_may_be_deleted_again()
    {
        SkipWithoutStore();
        await PutAsync("a", [1]);

        await Store.DeleteAsync("a", CancellationToken.None);
        await Store.DeleteAsync("a", CancellationToken.None);

        Assert.Null(await Store.FindAsync("a", CancellationToken.None));
        await Assert.ThrowsAsync<FileNotFoundException>(() =>
            Store.OpenAsync("a", CancellationToken.None)
        );
    }

    [SkippableFact]
    public async Task Files_are_listed_by_how_their_names_begin()
    {
        SkipWithoutStore();
        for (var i = 0; i < 7; i++)
            await PutAsync($"import-J-{i}", new byte[i]);
        await PutAsync("export-J-1-0000", [1]);

        var listed = await Store.ListAsync("import-", CancellationToken.None).ToListAsync();

        Assert.Equal(
            Enumerable.Range(0, 7).Select(i => ($"import-J-{i}", (long)i)),
            listed.Select(f => (f.Name, f.Length)).Order()
        );
        Assert.All(
            listed,
            f => Assert.InRange(DateTimeOffset.UtcNow - f.WrittenAt, -Minute, Minute)
        );
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData("../a")]
    [InlineData(".hidden")]
    [InlineData("a/b")]
    public async Task Names_that_could_lead_elsewhere_are_refused(string name)
    {
        SkipWithoutStore();

        await Assert.ThrowsAsync<ArgumentException>(() => PutAsync(name, [1]));
        await Assert.ThrowsAsync<ArgumentException>(() =>
            Store.OpenAsync(name, CancellationToken.None)
        );
        await Assert.ThrowsAsync<ArgumentException>(() =>
            Store.DeleteAsync(name, CancellationToken.None)
        );
    }

    [SkippableFact]
    public async Task The_sweep_takes_old_files_of_its_owners_that_no_record_knows()
    {
        SkipWithoutStore();
        foreach (var name in new[] { "mine-known", "mine-lost", "somebody-elses" })
            await PutAsync(name, [1]);
        var clock = new ManualTime();
        clock.Pass(Instant.FromDateTimeOffset(DateTimeOffset.UtcNow) - clock.Now);
        var sweep = new FileSweep(Store, [new KnowsOne()], clock);

        var removedWhileYoung = await sweep.RunAsync(CancellationToken.None);
        clock.Pass(Duration.FromHours(25));
        var removed = await sweep.RunAsync(CancellationToken.None);

        Assert.Equal((0, 1), (removedWhileYoung, removed));
        Assert.Equal(
            ["mine-known", "somebody-elses"],
            await Store
                .ListAsync("", CancellationToken.None)
                .Select(f => f.Name)
                .Order()
                .ToListAsync()
        );
    }

    [SkippableFact]
    public async Task A_store_that_is_there_answers_and_may_be_prepared_again()
    {
        SkipWithoutStore();
        await PutAsync("a", [1]);

        await Store.PrepareAsync(CancellationToken.None);
        await Store.PingAsync(CancellationToken.None);

        Assert.Equal([1], await AllOfAsync("a"));
    }

    private protected Task<FileWrite> PutAsync(
        string name,
        byte[] content,
        IfPresent present = IfPresent.Replace
    ) =>
        Store.WriteAsync(
            name,
            present,
            (to, stop) => to.WriteAsync(content, stop).AsTask(),
            CancellationToken.None
        );

    private protected async Task<byte[]> AllOfAsync(string name)
    {
        await using var file = await Store.OpenAsync(name, CancellationToken.None);
        using var all = new MemoryStream();
        await file.CopyToAsync(all);
        return all.ToArray();
    }

    private protected void SkipWithoutStore() => Skip.If(WhySkipped is not null, WhySkipped);

    private static TimeSpan Minute => TimeSpan.FromMinutes(1);

    private static byte[] Filled(byte with, int length)
    {
        var content = new byte[length];
        Array.Fill(content, with);
        return content;
    }

    /// <summary>By turns as one who waits and as one who does not.</summary>
    private static async Task WriteInPiecesAsync(
        Stream to,
        byte[] content,
        CancellationToken cancellationToken
    )
    {
        const int piece = 100_003;
        for (var at = 0; at < content.Length; at += 2 * piece)
        {
            var next = Math.Min(content.Length, at + piece);
            var end = Math.Min(content.Length, next + piece);
            await to.WriteAsync(content.AsMemory(at, next - at), cancellationToken);
            to.Write(content.AsSpan(next, end - next));
        }
    }

    private sealed class KnowsOne : IFileOwner
    {
        public string Prefix => "mine-";

        public Task<bool> KeepsAsync(string name, CancellationToken cancellationToken) =>
            Task.FromResult(name == "mine-known");
    }
}
