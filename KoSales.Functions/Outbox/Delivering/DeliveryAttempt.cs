using NodaTime;

namespace KoSales.Functions.Outbox.Delivering;

/// <summary>What has come of one attempt at an event so far.</summary>
/// <param name="held">By earlier events of its entity.</param>
public sealed class DeliveryAttempt(OutboxEvent outboxEvent, HeldHandlers held)
{
    private SortedSet<string>? _failed;

    /// <summary>The row of the outbox.</summary>
    public OutboxEvent Event => outboxEvent;

    /// <summary>What the row tells of.</summary>
    public IReadOnlyList<OutboxEvent> Events { get; } = outboxEvent.Unpacked();

    /// <summary>See <see cref="OutboxEvent.IsOrdered"/>.</summary>
    public bool IsOrdered { get; } = outboxEvent.IsOrdered;

    /// <summary>Whoever fails in it gets the row no more.</summary>
    public bool IsLast { get; init; }

    /// <summary>Names of the handlers that have yet to take the event.</summary>
    public SortedSet<string> Left { get; } = new(StringComparer.Ordinal);

    /// <summary>The last one; null when the event was only held up.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>With those before it.</summary>
    public int FailedAttempts => Event.Attempts + (Failure is null ? 0 : 1);

    public Instant? HeldUntil { get; private set; }

    /// <summary>True for a handler that an earlier event still waits for: one of another row, or one of this row
    /// that will come again.</summary>
    public bool Leaves(string handler)
    {
        if (held.Until(handler) is not { } until)
            return IsOrdered && !IsLast && _failed?.Contains(handler) is true;
        Left.Add(handler);
        HeldUntil = HeldUntil > until ? HeldUntil : until;
        return true;
    }

    public void Failed(string handler, Exception failure)
    {
        Left.Add(handler);
        (_failed ??= new(StringComparer.Ordinal)).Add(handler);
        Failure = failure;
    }
}
