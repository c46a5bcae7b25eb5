using NodaTime;

namespace KoSales.Domain.Events;

/// <summary>What a relay does about one entity's pending events.</summary>
/// <param name="Take">Delivered one after the other; the oldest ones without a gap.</param>
/// <param name="Postpone">Due, but behind one that is not; moved to <paramref name="Until"/>.</param>
public sealed record RelayPlan(string EntityId, IReadOnlyList<OutboxEvent> Take, IReadOnlyList<OutboxEvent> Postpone, Instant Until)
{
    private static readonly Duration Step = Duration.FromMilliseconds(1);

    /// <param name="pending">Of one entity, not dead, in id order, at least one.</param>
    /// <param name="busyUntil">Set when this process has one of them in hand: nothing is taken before then.</param>
    public static RelayPlan Of(IReadOnlyList<OutboxEvent> pending, Instant now, Instant? busyUntil)
    {
        var entity = pending[0].Entity.Id;
        OutboxEvent[] due = [.. pending.Where(e => e.NextAttemptAt <= now)];
        if (busyUntil is { } until) return new(entity, [], due, until);
        OutboxEvent[] take = [.. pending.TakeWhile(e => e.NextAttemptAt <= now)];
        var inTheWay = take.Length < pending.Count ? pending[take.Length].NextAttemptAt + Step : now;
        return new(entity, take, due[take.Length..], inTheWay);
    }
}
