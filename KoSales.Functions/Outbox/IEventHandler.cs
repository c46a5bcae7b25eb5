namespace KoSales.Functions.Outbox;

/// <summary>Reacts to domain events. Registered as a singleton <c>IEventHandler</c>.</summary>
/// <remarks>
/// Called at least once per event, in order per entity; several entities at once. It must be idempotent,
/// also across a crash in the middle. An exception
/// means "not handled": the event is tried again later with the handlers that
/// failed, with growing delays, and is set aside (dead letter) after the last attempt. Later events of the
/// entity wait for the same handler only.
/// </remarks>
public interface IEventHandler
{
    /// <summary>The stable event type names, such as <c>lead.created</c>, that it wants; read once at
    /// start.</summary>
    IReadOnlyCollection<string> Types { get; }

    /// <summary>What the outbox keeps of it while an event waits for this handler alone; stable over
    /// releases.</summary>
    string Name => GetType().Name;

    /// <summary>Whether the request that caused an event waits a short while, so that its caller finds the
    /// effect. False where nothing that an answer shows depends on it.</summary>
    bool IsAwaited => true;

    /// <summary>True while nothing would come of any event, so that none has to be handed over; asked per
    /// event, hence without I/O.</summary>
    bool IsIdle => false;

    Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken);
}
