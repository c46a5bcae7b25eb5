using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.Outbox.Delivering;

/// <summary>Delivers the events of a commit right away; see <see cref="IEventDispatcher"/>.</summary>
public sealed class EventDispatcher(
    HandlerTable handlers,
    Delivery delivery,
    Backlog backlog,
    HandledEvents handled,
    IOptions<OutboxOptions> options,
    ILogger<EventDispatcher> log
) : IEventDispatcher, IDisposable
{
    private readonly EntityQueues _queues = new();
    private readonly ConcurrentDictionary<string, byte> _inFlight = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private bool _disposed;

    /// <summary>True for an event that this process has in hand, or has handled and not yet removed.</summary>
    public bool Holds(string eventId) => _inFlight.ContainsKey(eventId) || handled.Holds(eventId);

    public async ValueTask DispatchAsync(WriteBatch committed, CancellationToken cancellationToken)
    {
        var wanted = WantedOf(committed);
        if (wanted is null || !await KnowsBacklogAsync(cancellationToken))
            return;
        List<Task> awaited = [];
        foreach (var outboxEvent in wanted)
        {
            var running = Start(outboxEvent);
            if (handlers.IsAwaited(outboxEvent))
                awaited.Add(running);
        }

        if (awaited.Count > 0 && !Delivery.IsNested)
            await WaitAsync(Task.WhenAll(awaited), cancellationToken);
    }

    /// <summary>May come twice: the container disposes what two of its registrations share once for
    /// each.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private void Sort(WriteOperation.Insert insert, ref List<OutboxEvent>? wanted)
    {
        var outboxEvent = (OutboxEvent)insert.Document;
        if (handlers.IsWanted(outboxEvent.Type))
            (wanted ??= []).Add(outboxEvent);
        else
            handled.Add(insert.Id);
    }

    private Task Start(OutboxEvent outboxEvent)
    {
        var entity = outboxEvent.Entity.Id;
        if (backlog.Leaves(entity))
            return Task.CompletedTask;
        if (_inFlight.Count >= options.Value.MaxInFlight)
        {
            backlog.Block(entity);
            return Task.CompletedTask;
        }

        _inFlight.TryAdd(outboxEvent.Id, 0);
        return _queues.Enqueue(entity, () => DeliverAsync(outboxEvent));
    }

    private List<OutboxEvent>? WantedOf(WriteBatch committed)
    {
        List<OutboxEvent>? wanted = null;
        foreach (var insert in committed.Operations.OfType<WriteOperation.Insert>())
        {
            if (ReferenceEquals(insert.Collection, OutboxEvents.Collection))
                Sort(insert, ref wanted);
        }

        return wanted;
    }

    private async Task DeliverAsync(OutboxEvent outboxEvent)
    {
        try
        {
            // Asked again: the event before it may have failed, or the relay may have begun with this entity.
            if (backlog.Leaves(outboxEvent.Entity.Id))
                return;
            var held = new HeldHandlers();
            Note(outboxEvent, await delivery.AttemptAsync(outboxEvent, held, _stopping.Token));
        }
        catch (Exception exception)
            when (exception is StoreUnavailableException or OperationCanceledException)
        {
            backlog.Block(outboxEvent.Entity.Id);
            log.LeftToRelay(outboxEvent.Type, outboxEvent.Id, exception);
        }
        finally
        {
            _inFlight.TryRemove(outboxEvent.Id, out _);
        }
    }

    private void Note(OutboxEvent outboxEvent, DeliveryOutcome outcome)
    {
        if (outcome is DeliveryOutcome.Delivered)
            handled.Add(outboxEvent.Id);
        else if (outcome is DeliveryOutcome.Retry)
            backlog.Block(outboxEvent.Entity.Id);
    }

    private async ValueTask<bool> KnowsBacklogAsync(CancellationToken cancellationToken)
    {
        try
        {
            await backlog.SurveyOnceAsync(cancellationToken);
            return true;
        }
        catch (Exception exception)
            when (exception is StoreUnavailableException or OperationCanceledException)
        {
            log.BacklogUnknown(exception);
            return false;
        }
    }

    private async Task WaitAsync(Task running, CancellationToken cancellationToken)
    {
        if (running.IsCompleted)
            return;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var budget = Task.Delay(options.Value.InlineBudget, enough.Token);
        await Task.WhenAny(running, budget);
        await enough.CancelAsync();
    }
}

/// <summary>Runs work one after the other per key, and several keys at once.</summary>
internal sealed class EntityQueues
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue> _queues = new(StringComparer.Ordinal);

    /// <summary>The task ends when this piece of work has.</summary>
    /// <param name="work">Must not throw.</param>
    public Task Enqueue(string key, Func<Task> work)
    {
        lock (_gate)
        {
            var queue = _queues.TryGetValue(key, out var found)
                ? found
                : _queues[key] = new Queue();
            queue.Waiting++;
            return queue.Tail = RunAsync(key, queue, queue.Tail, work);
        }
    }

    private async Task RunAsync(string key, Queue queue, Task previous, Func<Task> work)
    {
        await Task.WhenAll(previous).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await work();
        lock (_gate)
        {
            if (--queue.Waiting == 0)
                _queues.Remove(key);
        }
    }

    private sealed class Queue
    {
        public Task Tail { get; set; } = Task.CompletedTask;

        public int Waiting { get; set; }
    }
}
