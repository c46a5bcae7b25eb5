using System.Collections.Concurrent;
using KoSales.Functions.Outbox.Delivering;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;

namespace KoSales.Functions.Outbox;

/// <summary>Delivers what requests left in the outbox: after a crash, an overrun or a failure. Any number
/// of relays may run at once.</summary>
/// <remarks>An event is taken by moving its next attempt into the future, on condition that nobody else
/// has: that is both lease and fence.</remarks>
public sealed class OutboxRelay(
    IDocumentStore store,
    Delivery delivery,
    EventDispatcher dispatcher,
    Backlog backlog,
    TimeProvider time,
    IOptions<OutboxOptions> options,
    ILogger<OutboxRelay> log
)
{
    private const int MaxPages = 100;
    private const int PendingPerPage = 2_000;
    private const int EntitiesAtOnce = 8;
    private static readonly SortKey ByDue = new("next_attempt_at", FieldType.Instant);

    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    private Duration Lease => Duration.FromTimeSpan(options.Value.Lease);

    /// <summary>One run: until nothing is due. Returns how many events were delivered.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var delivered = 0;
        for (var page = 0; page < MaxPages; page++)
        {
            var due = await DueAsync(cancellationToken);
            if (due.Count == 0)
                break;
            delivered += await RelayAsync(due, cancellationToken);
        }

        await backlog.ReleaseAsync(cancellationToken);
        if (delivered > 0)
            log.Relayed(delivered);
        return delivered;
    }

    private ValueTask<IReadOnlyList<OutboxEvent>> DueAsync(CancellationToken cancellationToken) =>
        store.ListAsync(
            OutboxEvents.Collection,
            new Query(
                OutboxEvents.Collection,
                new Filter.Condition(
                    "next_attempt_at",
                    FilterOperator.Lte,
                    new FilterValue.Moment(Now)
                )
            )
            {
                Sort = [ByDue],
                Limit = options.Value.RelayPage,
            },
            cancellationToken
        );

    private async Task<int> RelayAsync(
        IReadOnlyList<OutboxEvent> due,
        CancellationToken cancellationToken
    )
    {
        string[] entities = [.. due.Select(e => e.Entity.Id).Distinct(StringComparer.Ordinal)];
        // Blocked before looking at what is in hand: from here on, either this process had it in hand
        // already, or leaves it to the relay.
        foreach (var entity in entities)
            backlog.Block(entity);
        var pending = await PendingAsync(entities, cancellationToken);
        var now = Now;
        RelayPlan[] plans =
        [
            .. pending.GroupBy(e => e.Entity.Id).Select(group => PlanFor([.. group], now)),
        ];
        return await DeliverAsync(
            await TakeAsync(plans, now, cancellationToken),
            cancellationToken
        );
    }

    private static void Postpone(WriteBatch batch, RelayPlan[] plans, Instant now)
    {
        foreach (var plan in plans)
        {
            foreach (var postponed in plan.Postpone)
                batch.Move(postponed, plan.Until, now);
        }
    }

    private async Task<IReadOnlyList<OutboxEvent>> PendingAsync(
        string[] entities,
        CancellationToken cancellationToken
    )
    {
        var alive = Filter.AllOf(Filter.In("entity.id", entities), Filter.Missing("dead_reason"));
        var query = new Query(OutboxEvents.Collection, alive) { Limit = PendingPerPage };
        return await store.ListAsync(OutboxEvents.Collection, query, cancellationToken);
    }

    private RelayPlan PlanFor(OutboxEvent[] pending, Instant now) =>
        RelayPlan.Of(pending, now, pending.Any(e => dispatcher.Holds(e.Id)) ? now + Lease : null);

    /// <summary>Each entity's events as far as the due ones among them are now this relay's, without a
    /// gap.</summary>
    private async Task<IReadOnlyList<OutboxEvent[]>> TakeAsync(
        RelayPlan[] plans,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var batch = new WriteBatch();
        foreach (var due in plans.SelectMany(plan => plan.Walk).Where(e => RelayPlan.IsDue(e, now)))
            batch.Move(due, now + Lease, now);
        Postpone(batch, plans, now);
        var won = new Queue<int>((await store.CommitAsync(batch, cancellationToken)).Affected);
        return [.. plans.Select(plan => Won(plan, won, now).ToArray())];
    }

    /// <summary>The plan's walk up to the first event that somebody else has taken.</summary>
    private IEnumerable<OutboxEvent> Won(RelayPlan plan, Queue<int> won, Instant now)
    {
        var mine = true;
        foreach (var walked in plan.Walk)
        {
            var isDue = RelayPlan.IsDue(walked, now);
            if (isDue)
                mine &= won.Dequeue() == 1;
            if (!mine)
                continue;
            yield return isDue
                ? walked with
                {
                    NextAttemptAt = now + Lease,
                    IsTaken = true,
                }
                : walked;
        }
    }

    private async Task<int> DeliverAsync(
        IReadOnlyList<OutboxEvent[]> entities,
        CancellationToken cancellationToken
    )
    {
        var done = new ConcurrentBag<string>();
        var closed = 0;
        await Parallel.ForEachAsync(
            entities,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = EntitiesAtOnce,
                CancellationToken = cancellationToken,
            },
            async (events, stop) =>
                Interlocked.Add(ref closed, await DeliverInOrderAsync(events, done, stop))
        );
        if (!done.IsEmpty)
            await store.CommitAsync(new WriteBatch().Remove(done), cancellationToken);
        return done.Count + closed;
    }

    /// <summary>How many were delivered and have left the outbox; those that have yet to leave it are
    /// done.</summary>
    private async Task<int> DeliverInOrderAsync(
        OutboxEvent[] events,
        ConcurrentBag<string> done,
        CancellationToken cancellationToken
    )
    {
        var held = new HeldHandlers();
        var closed = 0;
        foreach (var outboxEvent in events)
        {
            if (!outboxEvent.IsTaken)
            {
                held.Hold(outboxEvent.Handlers, outboxEvent.NextAttemptAt);
                continue;
            }

            var outcome = await delivery.AttemptAsync(outboxEvent, held, cancellationToken);
            if (outcome is DeliveryOutcome.Delivered)
                done.Add(outboxEvent.Id);
            if (outcome is DeliveryOutcome.Removed)
                closed++;
            if (outcome is DeliveryOutcome.Retry retry)
                held.Hold(retry.Handlers, retry.At);
        }

        return closed;
    }
}
