namespace KoSales.Functions.Storage;

/// <summary>The numbers of one counter that this process holds. At most one round trip for more is under
/// way.</summary>
internal sealed class IdBlock(string counter, IDocumentStore store, TimeProvider clock, int least)
{
    private const int Largest = 512;
    private static readonly TimeSpan Brief = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private long _next;
    private long _end;
    private int _size;
    private long? _filledAt;
    private Task? _refill;

    /// <summary>How many numbers the first block has.</summary>
    public int FirstSize { get; init; } = 1;

    /// <summary>Cancelling gives up the wait of this caller only.</summary>
    public async ValueTask<long> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task refill;
            lock (_gate)
            {
                if (_next < _end)
                    return _next++;
                refill = _refill ??= Task.Run(RefillAsync, CancellationToken.None);
            }

            await refill.WaitAsync(cancellationToken);
        }
    }

    private async Task RefillAsync()
    {
        var size = NextSize();
        try
        {
            var first = await store.AllocateAsync(counter, size, CancellationToken.None);
            lock (_gate)
                (_next, _end, _size, _filledAt, _refill) = (
                    first,
                    first + size,
                    size,
                    clock.GetTimestamp(),
                    null
                );
        }
        catch
        {
            lock (_gate)
                _refill = null;
            throw;
        }
    }

    /// <summary>Twice the last block when that lasted less than a second, else the least.</summary>
    private int NextSize()
    {
        if (_filledAt is not { } filled)
            return FirstSize;
        return clock.GetElapsedTime(filled) < Brief ? Math.Min(_size * 2, Largest) : least;
    }
}
