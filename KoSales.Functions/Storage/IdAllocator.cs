using System.Collections.Concurrent;
using KoSales.Domain.Kernel;
using KoSales.Domain.Storage;

namespace KoSales.Functions.Storage;

/// <summary>Gives ids out of the store's counters. Quiet use takes one number at a time, so ids are consecutive without gaps; under load whole blocks are
/// taken, and what is left of a block when the process ends is never used. Thread-safe.</summary>
public sealed class IdAllocator(IDocumentStore store, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, IdBlock> _blocks = new(StringComparer.Ordinal);

    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async ValueTask<TId> NextAsync<TId>(CancellationToken cancellationToken = default)
        where TId : struct, IEntityId<TId>
    {
        var counter = TId.Format.Counter;
        var block = _blocks.GetOrAdd(counter, static (name, self) => new IdBlock(name, self.Store, self.Clock), (Store: store, Clock: clock));
        return EntityIds.At<TId>(await block.NextAsync(cancellationToken));
    }

    /// <summary>Consecutive ids for a bulk write, in one round trip; none when <paramref name="count"/> is 0.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async ValueTask<IReadOnlyList<TId>> BlockAsync<TId>(int count, CancellationToken cancellationToken = default)
        where TId : struct, IEntityId<TId>
    {
        if (count == 0) return [];
        var first = await store.AllocateAsync(TId.Format.Counter, count, cancellationToken);
        return [.. Enumerable.Range(0, count).Select(i => EntityIds.At<TId>(first + i))];
    }
}
