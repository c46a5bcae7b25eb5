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
    private int _started;
    private bool _disposed;

    /// <summary>True for an event that this process has in hand, or has handled and not yet removed.</summary>
    public bool Holds(string eventId) => _inFlight.ContainsKey(eventId) || handled.Holds(eventId);

    public async ValueTask DispatchAsync(WriteBatch committed, CancellationToken cancellationToken)
    {
        var wanted = WantedOf(committed);
        if (wanted is null || !await KnowsBacklogAsync(wanted))
            return;
        List<Task>? heard = null;
        foreach (var events in wanted.GroupBy(e => e.Entity.Id, StringComparer.Ordinal))
        {
            var run = new EventRun([.. events], Delivery.IsNested ? null : handlers.IsAwaited);
            if (Start(run) && run.Heard is { } awaited)
                (heard ??= []).Add(awaited);
        }

        if (heard is not null)
            await WaitAsync(Task.WhenAll(heard), cancellationToken);
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

    /// <summary>False when the run is left to the relay.</summary>
    private bool Start(EventRun run)
    {
        if (backlog.Leaves(run.Entity))
            return false;
        if (Volatile.Read(ref _started) >= options.Value.MaxInFlight)
        {
            backlog.Block(run.Entity);
            return false;
        }

        Interlocked.Add(ref _started, run.Events.Length);
        foreach (var outboxEvent in run.Events)
            _inFlight.TryAdd(outboxEvent.Id, 0);
        _ = _queues.Enqueue(run.Entity, () => DeliverAsync(run));
        return true;
    }

    private List<OutboxEvent>? WantedOf(WriteBatch committed)
    {
        List<OutboxEvent>? wanted = null;
        CommittedRecords? beside = null;
        foreach (var insert in committed.Operations.OfType<WriteOperation.Insert>())
        {
            if (!ReferenceEquals(insert.Collection, OutboxEvents.Collection))
                continue;
            var outboxEvent = (OutboxEvent)insert.Document;
            if (handlers.IsWanted(outboxEvent))
                (wanted ??= []).Add(
                    outboxEvent with
                    {
                        Beside = beside ??= new CommittedRecords(committed),
                    }
                );
            else
                handled.Add(insert.Id);
        }

        return wanted;
    }

    private async Task DeliverAsync(EventRun run)
    {
        try
        {
            var attempts = await HandAsync(run);
            var outcomes = await delivery.EndAsync(attempts, _stopping.Token);
            for (var i = 0; i < attempts.Count; i++)
                Note(attempts[i].Event, outcomes[i]);
            if (attempts.Count < run.Events.Length)
                backlog.Block(run.Entity);
        }
#pragma warning disable CA1031 // The change is committed and its events wait in the outbox, whatever went wrong here.
        catch (Exception exception)
        {
            backlog.Block(run.Entity);
            log.LeftToRelay(run.Events[0].Type, run.Events[0].Id, exception);
        }
#pragma warning restore CA1031
        finally
        {
            run.Over();
            foreach (var outboxEvent in run.Events)
                _inFlight.TryRemove(outboxEvent.Id, out _);
            Interlocked.Add(ref _started, -run.Events.Length);
        }
    }

    /// <summary>Up to the first that somebody fails with: what comes after it is left to the relay.</summary>
    private async Task<List<DeliveryAttempt>> HandAsync(EventRun run)
    {
        List<DeliveryAttempt> attempts = new(run.Events.Length);
        for (var i = 0; i < run.Events.Length; i++)
        {
            // Asked again: the event before it may have failed, or the relay may have begun with this entity.
            if (backlog.Leaves(run.Entity))
                break;
            var held = new HeldHandlers();
            var attempt = await delivery.HandAsync(run.Events[i], held, _stopping.Token);
            attempts.Add(attempt);
            if (attempt.Left.Count > 0)
                break;
            run.Handed(i);
        }

        return attempts;
    }

    private void Note(OutboxEvent outboxEvent, DeliveryOutcome outcome)
    {
        if (outcome is DeliveryOutcome.Delivered)
            handled.Add(outboxEvent.Id);
        else if (outcome is DeliveryOutcome.Retry)
            backlog.Block(outboxEvent.Entity.Id);
    }

    /// <summary>Where it cannot be known, nothing of these entities is delivered before the relay has looked at
    /// them. A caller who goes away does not end it: others need it too.</summary>
    private async ValueTask<bool> KnowsBacklogAsync(List<OutboxEvent> wanted)
    {
        try
        {
            await backlog.SurveyOnceAsync(_stopping.Token);
            return true;
        }
#pragma warning disable CA1031 // As in DeliverAsync.
        catch (Exception exception)
        {
            foreach (var outboxEvent in wanted)
                backlog.Block(outboxEvent.Entity.Id);
            log.BacklogUnknown(exception);
            return false;
        }
#pragma warning restore CA1031
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
