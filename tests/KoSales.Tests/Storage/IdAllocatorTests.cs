using KoSales.Functions.Storage;
using Moq;

namespace KoSales.Tests.Storage;

public sealed class IdAllocatorTests
{
    private readonly List<int> _taken = [];
    private readonly ManualClock _clock = new();
    private readonly IDocumentStore _store;
    private long _counter;

    public IdAllocatorTests()
    {
        var store = new Mock<IDocumentStore>();
        store
            .Setup(s => s.AllocateAsync("things", It.IsAny<int>(), It.IsAny<CancellationToken>()))
            .Returns((string _, int count, CancellationToken _) => Take(count));
        _store = store.Object;
    }

    [Fact]
    public async Task Quiet_use_takes_one_number_at_a_time_so_a_restart_leaves_no_gap()
    {
        var allocator = new IdAllocator(_store, _clock);
        var first = await allocator.NextAsync<ThingId>();
        _clock.Advance(TimeSpan.FromSeconds(2));
        var second = await allocator.NextAsync<ThingId>();
        var afterRestart = await new IdAllocator(_store, _clock).NextAsync<ThingId>();

        Assert.Equal(["TH-1", "TH-2", "TH-3"], [first.Value, second.Value, afterRestart.Value]);
        Assert.Equal([1, 1, 1], _taken);
    }

    [Fact]
    public async Task Over_a_network_a_few_numbers_are_taken_at_a_time()
    {
        var allocator = new IdAllocator(_store, _clock, IdAllocator.LeastOverNetwork);
        for (var i = 0; i < 9; i++)
        {
            await allocator.NextAsync<ThingId>();
            _clock.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.Equal([8, 8], _taken);
    }

    [Fact]
    public async Task Blocks_double_under_load_up_to_512_and_fall_back_to_one_when_it_is_quiet()
    {
        var allocator = new IdAllocator(_store, _clock);
        for (var i = 0; i < 3_000; i++)
            await allocator.NextAsync<ThingId>();
        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 512, 512, 512, 512], _taken);

        _clock.Advance(TimeSpan.FromSeconds(5));
        for (var i = 0; i < 600; i++)
            await allocator.NextAsync<ThingId>();

        Assert.Equal(1, _taken[14]);
    }

    [Fact]
    public async Task Parallel_callers_never_get_the_same_id_and_none_is_lost()
    {
        var allocator = new IdAllocator(_store, _clock);

        var ids = await Task.WhenAll(
            Enumerable
                .Range(0, 5_000)
                .Select(_ => Task.Run(async () => (await allocator.NextAsync<ThingId>()).Value))
        );

        Assert.Equal(5_000, ids.Distinct().Count());
        Assert.True(_taken.Count < 100);
    }

    [Fact]
    public async Task A_block_for_bulk_work_is_consecutive()
    {
        var ids = await new IdAllocator(_store, _clock).BlockAsync<ThingId>(3);

        Assert.Equal(["TH-1", "TH-2", "TH-3"], ids.Select(i => i.Value));
        Assert.Empty(await new IdAllocator(_store, _clock).BlockAsync<ThingId>(0));
        Assert.Equal([3], _taken);
    }

    [Fact]
    public async Task A_failed_round_trip_fails_its_callers_and_the_next_tries_again()
    {
        var store = new Mock<IDocumentStore>();
        store
            .SetupSequence(s => s.AllocateAsync("things", 1, It.IsAny<CancellationToken>()))
            .Throws(new StoreUnavailableException("locked"))
            .Returns(new ValueTask<long>(9));
        var allocator = new IdAllocator(store.Object, _clock);

        await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
            await allocator.NextAsync<ThingId>()
        );
        Assert.Equal("TH-9", (await allocator.NextAsync<ThingId>()).Value);
    }

    private async ValueTask<long> Take(int count)
    {
        await Task.Yield();
        lock (_taken)
            _taken.Add(count);
        return Interlocked.Add(ref _counter, count) - count + 1;
    }

    private readonly record struct ThingId(string Value) : IEntityId<ThingId>
    {
        public static IdFormat Format { get; } = new("things", "TH-");

        public static ThingId Of(string value) => new(value);
    }

    private sealed class ManualClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);

        public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
    }
}
