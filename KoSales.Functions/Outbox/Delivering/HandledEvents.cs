using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace KoSales.Functions.Outbox.Delivering;

/// <summary>Removes handled events from the outbox in groups, behind the requests' backs. What a crash
/// keeps from being removed is delivered once more.</summary>
public sealed class HandledEvents(IDocumentStore store, ILogger<HandledEvents> log)
    : IAsyncDisposable
{
    private const int GroupSize = 500;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Channel<string> _ids = Channel.CreateUnbounded<string>(
        new UnboundedChannelOptions { SingleReader = true }
    );
    private readonly ConcurrentDictionary<string, byte> _waiting = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();
    private Task? _loop;

    public void Add(string id)
    {
        _waiting.TryAdd(id, 0);
        _ids.Writer.TryWrite(id);
        if (_loop is null)
            Begin();
    }

    /// <summary>True for an event that is handled but still in the store.</summary>
    public bool Holds(string id) => _waiting.ContainsKey(id);

    /// <summary>Removes what is left, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _ids.Writer.TryComplete();
        await _closing.CancelAsync();
        if (_loop is not null)
            await _loop;
        _closing.Dispose();
    }

    private void Begin()
    {
        lock (_gate)
            _loop ??= Task.Run(LoopAsync);
    }

    private async Task LoopAsync()
    {
        while (await _ids.Reader.WaitToReadAsync())
        {
            await WaitAsync(Gathering);
            var group = new List<string>(GroupSize);
            while (group.Count < GroupSize && _ids.Reader.TryRead(out var id))
                group.Add(id);
            await RemoveAsync(group);
        }
    }

    private async Task RemoveAsync(List<string> group)
    {
        try
        {
            await store.CommitAsync(new WriteBatch().Remove(group), CancellationToken.None);
            foreach (var id in group)
                _waiting.TryRemove(id, out _);
        }
#pragma warning disable CA1031 // There is no other loop: whatever it is, it is tried again.
        catch (Exception exception)
        {
            log.NotRemoved(group.Count, exception);
            foreach (var id in group)
                _ids.Writer.TryWrite(id);
            await WaitAsync(Pause);
        }
#pragma warning restore CA1031
    }

    private async Task WaitAsync(TimeSpan span) =>
        await Task.Delay(span, _closing.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
