using System.Collections.Concurrent;
using KoSales.Domain.Kernel;
using KoSales.Domain.Storage;

namespace KoSales.Functions.Storage;

/// <summary>Gives out ids. Numbers are taken from the store in blocks that grow under load, so that a busy feature costs no round trip per id. Thread-safe.</summary>
/// <remarks>An id is never given twice. What is left of a block when the process ends is never given at all; a quiet counter is taken one by one.</remarks>
public sealed class IdAllocator(IDocumentStore store, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Numbers> _counters = new();

    public async ValueTask<TId> NextAsync<TId>(CancellationToken cancellationToken)
        where TId : struct, IEntityId<TId> =>
        EntityIds.At<TId>(await _counters.GetOrAdd(TId.Format.Counter, c => new Numbers(store, c, time)).NextAsync(cancellationToken));

    /// <summary>Consecutive ids, for bulk work; none for a count of 0.</summary>
    public async ValueTask<IReadOnlyList<TId>> BlockAsync<TId>(int count, CancellationToken cancellationToken)
        where TId : struct, IEntityId<TId>
    {
        if (count == 0) return [];
        var first = await store.AllocateAsync(TId.Format.Counter, count, cancellationToken);
        var ids = new TId[count];
        for (var i = 0; i < count; i++) ids[i] = EntityIds.At<TId>(first + i);
        return ids;
    }

#pragma warning disable CA1001 // Lives as long as the process, and a semaphore without a wait handle holds nothing.
    private sealed class Numbers(IDocumentStore store, string counter, TimeProvider time)
#pragma warning restore CA1001
    {
        private const int Largest = 256;
        private static readonly TimeSpan Busy = TimeSpan.FromSeconds(1);

        private readonly SemaphoreSlim _refill = new(1, 1);
        private readonly Lock _gate = new();
        private long _next;
        private long _end;
        private int _size = 1;
        private long _takenAt;

        public async ValueTask<long> NextAsync(CancellationToken cancellationToken)
        {
            if (TryTake(out var number)) return number;
            await _refill.WaitAsync(cancellationToken);
            try
            {
                while (!TryTake(out number)) await RefillAsync(cancellationToken);
                return number;
            }
            finally
            {
                _refill.Release();
            }
        }

        private bool TryTake(out long number)
        {
            lock (_gate)
            {
                number = _next;
                if (_next >= _end) return false;
                _next++;
                return true;
            }
        }

        private async Task RefillAsync(CancellationToken cancellationToken)
        {
            var busy = _takenAt != 0 && time.GetElapsedTime(_takenAt) < Busy;
            _size = busy ? Math.Min(_size * 2, Largest) : 1;
            var first = await store.AllocateAsync(counter, _size, cancellationToken);
            _takenAt = time.GetTimestamp();
            lock (_gate) (_next, _end) = (first, first + _size);
        }
    }
}
