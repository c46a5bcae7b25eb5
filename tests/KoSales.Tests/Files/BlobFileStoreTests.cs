using KoSales.BlobDouble;
using KoSales.Functions.Files;
using KoSales.Functions.Files.Blobs;

namespace KoSales.Tests.Files;

/// <summary>The adapter on a server that fails on command, with a look at what it asks for.</summary>
public sealed class BlobFileStoreTests : FileStoreContract
{
    private const int Block = BlockWriteStream.BlockSize;
    private const int Always = 1000;

    private BlobDoubleServer? _server;

    private BlobDoubleServer Server => _server!;

    protected override async Task<IFileStore> OpenAsync()
    {
        _server = await BlobDoubleServer.StartAsync(new BlobDoubleOptions(ListPage: 3));
        return BlobStores.Of(_server.ConnectionString, "files");
    }

    public override async Task DisposeAsync() => await Server.DisposeAsync();

    [Fact]
    public async Task A_file_goes_over_in_blocks_of_which_one_is_held_at_a_time()
    {
        await PutAsync("a", new byte[3 * Block + 1]);

        Assert.Equal(
            [Block, Block, Block, 1L],
            Server.Requests.Of(BlobOperation.PutBlock).Select(r => r.Sent)
        );
        Assert.Single(Server.Requests.Of(BlobOperation.PutBlockList));
    }

    [Fact]
    public async Task Who_wants_a_part_of_a_file_does_not_fetch_the_rest()
    {
        await PutAsync("a", new byte[3 * Block]);
        await using var file = await Store.OpenAsync("a", CancellationToken.None);

        file.Position = 1000;
        await file.ReadExactlyAsync(new byte[5000]);
        var forAPart = Server.Requests.Of(BlobOperation.GetBlob).Select(r => r.Range).ToList();
        await AllOfAsync("a");

        Assert.Equal([$"bytes=1000-{1000 + 256 * 1024 - 1}"], forAPart);
        Assert.InRange(Server.Requests.Of(BlobOperation.GetBlob).Count, 3, 8);
    }

    [Theory]
    [InlineData(BlobFault.Busy)]
    [InlineData(BlobFault.Broken)]
    [InlineData(BlobFault.LostReply)]
    public async Task A_server_that_fails_for_a_moment_is_asked_again(BlobFault fault)
    {
        foreach (var operation in Enum.GetValues<BlobOperation>())
            Server.Faults.Add(fault, operation);

        await Store.PrepareAsync(CancellationToken.None);
        await PutAsync("small", [1]);
        await PutAsync("large", new byte[Block + 1]);
        await Store.DeleteAsync("small", CancellationToken.None);

        Assert.Equal(Block + 1, (await AllOfAsync("large")).Length);
        Assert.Equal(1, await Store.ListAsync("", CancellationToken.None).CountAsync());
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_fetched_on()
    {
        var content = Enumerable.Range(0, 100_000).Select(i => (byte)i).ToArray();
        await PutAsync("a", content);
        Server.Faults.Add(BlobFault.CutBody, BlobOperation.GetBlob, times: 2);

        Assert.Equal(content, await AllOfAsync("a"));
    }

    [Theory]
    [InlineData(10, BlobOperation.PutBlob)]
    [InlineData(Block + 10, BlobOperation.PutBlockList)]
    public async Task A_creation_whose_answer_was_lost_is_known_as_ones_own(
        int length,
        BlobOperation last
    )
    {
        Server.Faults.Add(BlobFault.LostReply, last);

        var outcome = await PutAsync("a", new byte[length], IfPresent.Keep);

        Assert.Equal(FileWrite.Written, outcome);
        Assert.Equal(2, Server.Requests.Of(last).Count);
    }

    [Fact]
    public async Task Of_two_who_replace_a_file_at_once_the_later_is_told_to_try_again()
    {
        var late = Store.WriteAsync(
            "a",
            IfPresent.Replace,
            async (to, stop) =>
            {
                await to.WriteAsync(new byte[2 * Block], stop);
                await PutAsync("a", new byte[Block + 1]);
            },
            CancellationToken.None
        );

        await Assert.ThrowsAsync<StoreUnavailableException>(() => late);
        Assert.Equal(Block + 1, (await AllOfAsync("a")).Length);
    }

    [Fact]
    public async Task Whoever_reads_a_file_that_is_replaced_is_told_to_try_again()
    {
        await PutAsync("a", new byte[Block]);
        await using var file = await Store.OpenAsync("a", CancellationToken.None);
        await PutAsync("a", new byte[Block]);

        await Assert.ThrowsAsync<StoreUnavailableException>(() =>
            file.ReadExactlyAsync(new byte[10]).AsTask()
        );
    }

    [Theory]
    [InlineData(BlobFault.Busy)]
    [InlineData(BlobFault.Refused)]
    [InlineData(BlobFault.Broken)]
    [InlineData(BlobFault.CutBody)]
    public async Task A_store_that_is_away_is_unavailable_whatever_it_is_asked(BlobFault fault)
    {
        await PutAsync("a", new byte[1000]);
        await using var file = await Store.OpenAsync("a", CancellationToken.None);
        if (fault is BlobFault.CutBody)
            Server.Faults.Add(fault, BlobOperation.GetBlob, Always);
        else
            Server.Faults.Add(fault, null, Always);
        var reading = () => file.ReadExactlyAsync(new byte[1000]).AsTask();
        var others = new Func<Task>[]
        {
            () => PutAsync("b", [1]),
            () => PutAsync("b", new byte[Block + 1]),
            () => Store.OpenAsync("a", CancellationToken.None),
            () => Store.FindAsync("a", CancellationToken.None),
            () => Store.DeleteAsync("a", CancellationToken.None),
            () => Store.ListAsync("", CancellationToken.None).CountAsync().AsTask(),
            () => Store.PrepareAsync(CancellationToken.None),
            () => Store.PingAsync(CancellationToken.None),
        };

        await Assert.ThrowsAsync<StoreUnavailableException>(reading);

        if (fault is BlobFault.CutBody)
            return;
        var all = await Task.WhenAll(others.Select(o => Record.ExceptionAsync(o)));
        Assert.All(all, thrown => Assert.IsType<StoreUnavailableException>(thrown));
    }

    [Fact]
    public async Task A_container_that_is_gone_is_told_by_its_name()
    {
        var other = BlobStores.Of(Server.ConnectionString, "never-made");

        var away = await Assert.ThrowsAsync<StoreUnavailableException>(() =>
            other.PingAsync(CancellationToken.None)
        );

        Assert.Contains("never-made", away.Message, StringComparison.Ordinal);
    }
}

/// <summary>The same suite on the account of <c>KOSALES_BLOBS</c>, in a container of its own.</summary>
public sealed class RealBlobFileStoreTests : FileStoreContract
{
    private readonly string? _account = Environment.GetEnvironmentVariable("KOSALES_BLOBS");
    private readonly string _container = $"ko-sales-test-{Guid.NewGuid():N}";

    protected override string? WhySkipped =>
        string.IsNullOrEmpty(_account)
            ? "KOSALES_BLOBS has no connection string of a storage account or of Azurite"
            : null;

    protected override Task<IFileStore> OpenAsync() =>
        Task.FromResult(BlobStores.Of(_account!, _container));

    public override async Task DisposeAsync()
    {
        if (WhySkipped is null)
            await BlobStores.ContainerOf(_account!, _container).DeleteIfExistsAsync();
    }
}
