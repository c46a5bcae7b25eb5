using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.Feed;

/// <summary>The end of the feed in memory, read once for all streams of the process while there are
/// any.</summary>
public sealed class FeedTail(
    FeedReader reader,
    FeedSignal appended,
    IOptions<FeedSettings> settings,
    ILogger<FeedTail> log
) : IDisposable
{
    private const int MostKept = 2_000;

    private readonly Lock _gate = new();
    private readonly FeedSignal _advanced = new();

    // Consecutive numbers, the last of which is _last.
    private readonly List<FeedItem> _items = [];
    private long? _last;
    private int _readers;
    private CancellationTokenSource? _loop;

    /// <summary>Completes when the tail moves on. Take it before <see cref="After"/>.</summary>
    public Task Advanced => _advanced.Next;

    /// <summary>Keeps the tail going until it is disposed.</summary>
    public IDisposable Join()
    {
        lock (_gate)
        {
            if (_readers++ == 0)
            {
                _loop = new CancellationTokenSource();
                _ = RunAsync(_loop.Token);
            }
        }

        return new Reading(this);
    }

    /// <summary>What comes after the position; null when it must be read from the store.</summary>
    public FeedPage? After(long position)
    {
        lock (_gate)
        {
            if (_last is not { } last)
                return null;
            if (position >= last)
                return new FeedPage([], position, IsCaughtUp: true);
            var behind = last - position;
            return behind > _items.Count
                ? null
                : new FeedPage([.. _items.TakeLast((int)behind)], last, IsCaughtUp: true);
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _loop?.Dispose();
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (--_readers > 0)
                return;
            _loop!.Cancel();
            _loop.Dispose();
            _items.Clear();
            _last = null;
        }
    }

    private async Task RunAsync(CancellationToken stop)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (!stop.IsCancellationRequested)
        {
            var grown = appended.Next;
            try
            {
                await AdvanceAsync(stop);
            }
            catch (StoreUnavailableException exception)
            {
                log.TailWaits(exception);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await grown
                .WaitAsync(settings.Value.Poll, stop)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AdvanceAsync(CancellationToken stop)
    {
        var end = await reader.LastAsync(stop);
        var before = Last;
        while (PositionOf(end, stop) is { } position && position < end)
        {
            var read = await reader.AllAsync(position, end, stop);
            Take(read, position, end, stop);
        }

        if (Last != before)
            _advanced.Moved();
    }

    /// <summary>Null until the end is known.</summary>
    private long? Last
    {
        get
        {
            lock (_gate)
                return _last;
        }
    }

    /// <summary>Where to go on; at first the end itself. Null when nobody reads any more.</summary>
    private long? PositionOf(long end, CancellationToken stop)
    {
        lock (_gate)
        {
            if (stop.IsCancellationRequested)
                return null;
            if (_last is null || _last > end)
                Restart(end);
            return _last;
        }
    }

    private void Take(IReadOnlyList<FeedItem> read, long position, long end, CancellationToken stop)
    {
        lock (_gate)
        {
            if (stop.IsCancellationRequested)
                return;
            if (read.Count == 0 || read[0].Entry.Number != position + 1)
            {
                Restart(end);
                return;
            }

            _items.AddRange(read);
            _items.RemoveRange(0, Math.Max(0, _items.Count - MostKept));
            _last = _items[^1].Entry.Number;
        }
    }

    /// <summary>Readers that are behind read from the store.</summary>
    private void Restart(long end)
    {
        _items.Clear();
        _last = end;
    }

    private sealed class Reading(FeedTail tail) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                tail.Leave();
        }
    }
}
