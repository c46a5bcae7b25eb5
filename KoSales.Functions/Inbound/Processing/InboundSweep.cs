using KoSales.Domain.Inbound;
using Microsoft.Azure.Functions.Worker;
using NodaTime;

namespace KoSales.Functions.Inbound.Processing;

/// <summary>Takes up deliveries that are due: those that failed before, and those that a crash
/// left. Any number of sweeps may run at once.</summary>
public sealed class InboundSweep(
    IDocumentStore store,
    InboundProcessor processor,
    TimeProvider time
)
{
    /// <summary>Bodies may be large.</summary>
    private const int Page = 25;
    private const int MaxPages = 400;
    private const int LanesAtOnce = 8;
    private static readonly Duration Lease = Duration.FromMinutes(1);
    private static readonly SortKey ByDue = new("next_attempt_at", FieldType.Instant);

    private Instant Now =>
        Instant.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    [Function("InboundSweep")]
    public Task Sweep(
        [TimerTrigger("2/5 * * * * *", UseMonitor = false)] TimerInfo timer,
        CancellationToken cancellationToken
    ) => RunAsync(cancellationToken);

    /// <summary>One run: until nothing is due. Returns how many were taken up.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var taken = 0;
        for (var page = 0; page < MaxPages; page++)
        {
            var due = await DueAsync(cancellationToken);
            if (due.Count == 0)
                break;
            var mine = await TakeAsync(due, cancellationToken);
            taken += mine.Count;
            await ProcessAsync(mine, cancellationToken);
        }

        return taken;
    }

    private ValueTask<IReadOnlyList<InboundDelivery>> DueAsync(
        CancellationToken cancellationToken
    ) =>
        store.ListAsync(
            Deliveries.Collection,
            new Query(
                Deliveries.Collection,
                Filter.AllOf(
                    Filter.Present("next_attempt_at"),
                    new Filter.Condition(
                        "next_attempt_at",
                        FilterOperator.Lte,
                        new FilterValue.Moment(Now)
                    )
                )
            )
            {
                Sort = [ByDue],
                Limit = Page,
            },
            cancellationToken
        );

    /// <summary>Those that nobody else has taken.</summary>
    private async Task<IReadOnlyList<InboundDelivery>> TakeAsync(
        IReadOnlyList<InboundDelivery> due,
        CancellationToken cancellationToken
    )
    {
        var now = Now;
        var until = now + Lease;
        var batch = new WriteBatch();
        foreach (var delivery in due)
            batch.Patch(Deliveries.Collection, delivery.AsSeen(), delivery.Taken(until, now));
        var result = await store.CommitAsync(batch, cancellationToken);
        return
        [
            .. due.Where((_, i) => result.Affected[i] == 1)
                .Select(d => d with { Version = d.Version + 1, NextAttemptAt = until }),
        ];
    }

    private Task ProcessAsync(
        IReadOnlyList<InboundDelivery> mine,
        CancellationToken cancellationToken
    ) =>
        Parallel.ForEachAsync(
            mine.GroupBy(d => d.Lane ?? d.Id),
            new ParallelOptions
            {
                MaxDegreeOfParallelism = LanesAtOnce,
                CancellationToken = cancellationToken,
            },
            async (lane, stop) =>
            {
                foreach (var delivery in lane)
                    await processor.ProcessAsync(delivery, stop);
            }
        );
}
