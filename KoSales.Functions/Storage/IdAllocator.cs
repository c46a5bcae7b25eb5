using System.Collections.Concurrent;

namespace KoSales.Functions.Storage;

/// <summary>Gives ids out of the store's counters. Quiet use takes the least block at a time, which is one
/// number
/// unless the store is far away, so ids are consecutive without gaps; under load larger blocks are taken,
/// and what is
/// left of a block when the process ends is never used. Thread-safe.</summary>
public sealed class IdAllocator(IDocumentStore store, TimeProvider clock, int least = 1)
{
    /// <summary>The least block where each costs a round trip: a few ids are lost at a restart, and most
    /// writes need no
    /// number.</summary>
    public const int LeastOverNetwork = 8;

    private readonly ConcurrentDictionary<string, IdBlock> _blocks = new(StringComparer.Ordinal);

    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async ValueTask<TId> NextAsync<TId>(CancellationToken cancellationToken = default)
        where TId : struct, IEntityId<TId>
    {
        var counter = TId.Format.Counter;
        var block = _blocks.GetOrAdd(counter, static (name, self) => self.NewBlock(name), this);
        return EntityIds.At<TId>(await block.NextAsync(cancellationToken));
    }

    /// <summary>Consecutive ids for a bulk write, in one round trip; none when <paramref name="count"/> is
    /// 0.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async ValueTask<IReadOnlyList<TId>> BlockAsync<TId>(
        int count,
        CancellationToken cancellationToken = default
    )
        where TId : struct, IEntityId<TId>
    {
        if (count == 0)
            return [];
        var first = await store.AllocateAsync(TId.Format.Counter, count, cancellationToken);
        return [.. Enumerable.Range(0, count).Select(i => EntityIds.At<TId>(first + i))];
    }

    /// <summary>Where blocks have several numbers, the first ones are of different sizes: work that takes
    /// one number of
    /// each then seldom needs two new blocks.</summary>
    private IdBlock NewBlock(string counter) =>
        new(counter, store, clock, least) { FirstSize = least == 1 ? 1 : least + _blocks.Count };
}
