namespace KoSales.Functions.Outbox.Delivering;

/// <summary>The events of one commit about one entity, delivered in their order.</summary>
/// <param name="events">At least one.</param>
/// <param name="isAwaited">Which events the request waits for; null for none.</param>
internal sealed class EventRun(OutboxEvent[] events, Predicate<OutboxEvent>? isAwaited)
{
    private readonly int _lastAwaited = isAwaited is null
        ? -1
        : Array.FindLastIndex(events, isAwaited);
    private readonly TaskCompletionSource _heard = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    public OutboxEvent[] Events => events;

    public string Entity => events[0].Entity.Id;

    /// <summary>Completes when the handlers of the last event that the request waits for are through, without
    /// the closing one, or their failure is recorded; null when there is none.</summary>
    public Task? Heard => _lastAwaited < 0 ? null : _heard.Task;

    /// <summary>Every handler but the closing one has taken the event at this place.</summary>
    public void Handed(int at)
    {
        if (at == _lastAwaited)
            Over();
    }

    /// <summary>Nothing more comes of it in this process.</summary>
    public void Over() => _heard.TrySetResult();
}
