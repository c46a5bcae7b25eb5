using NodaTime;

namespace KoSales.Domain.Events;

/// <summary>What a relay does about one entity's pending events.</summary>
/// <param name="EntityId">The entity that all of them are about.</param>
/// <param name="Walk">In order, without a gap: events that are due are delivered, and one that waits for
/// certain handlers holds up the later ones for these handlers only.</param>
/// <param name="Postpone">Due, but behind one that nobody may overtake; moved to
/// <paramref name="Until"/>.</param>
/// <param name="Until">When the one in the way is due itself.</param>
public sealed record RelayPlan(
    string EntityId,
    IReadOnlyList<OutboxEvent> Walk,
    IReadOnlyList<OutboxEvent> Postpone,
    Instant Until
)
{
    private static readonly Duration Step = Duration.FromMilliseconds(1);

    /// <param name="pending">Of one entity, not dead, in id order, at least one.</param>
    /// <param name="now">Events are due up to now.</param>
    /// <param name="busyUntil">Set when this process has one of them in hand: nothing is taken before
    /// then.</param>
    public static RelayPlan Of(IReadOnlyList<OutboxEvent> pending, Instant now, Instant? busyUntil)
    {
        OutboxEvent[] walk = busyUntil is null
            ? [.. pending.TakeWhile(e => IsDue(e, now) || e.WaitsForHandlers)]
            : [];
        OutboxEvent[] rest = [.. pending.Skip(walk.Length)];
        var inTheWay = rest is [var first, ..] ? first.NextAttemptAt + Step : now;
        return new(
            pending[0].Entity.Id,
            walk,
            [.. rest.Where(e => IsDue(e, now))],
            busyUntil ?? inTheWay
        );
    }

    public static bool IsDue(OutboxEvent outboxEvent, Instant now) =>
        outboxEvent.NextAttemptAt <= now;
}

/// <summary>Handlers that an earlier event of the entity still waits for, and until when: later events must
/// not reach them before it does.</summary>
public sealed class HeldHandlers
{
    private readonly Dictionary<string, Instant> _until = new(StringComparer.Ordinal);

    public void Hold(IEnumerable<string> handlers, Instant until)
    {
        foreach (var handler in handlers)
            _until[handler] =
                _until.TryGetValue(handler, out var known) && known > until ? known : until;
    }

    /// <summary>When the handler is free for later events; null when it is.</summary>
    public Instant? Until(string handler) =>
        _until.TryGetValue(handler, out var until) ? until : null;
}
