using KoSales.Domain.Access;
using KoSales.Domain.Kernel;
using KoSales.Domain.Storage;
using KoSales.Domain.Tasks;
using KoSales.Functions.Calendars;
using KoSales.Functions.Outbox;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace KoSales.Functions.Sla;

/// <summary>What a run did.</summary>
/// <param name="Ended">False when the time was up before everything was marked: the next run goes on.</param>
public sealed record SweepResult(int Breached, int Warned, bool Ended);

/// <summary>Marks clocks that are past due or past a warning, and tells of each once.</summary>
/// <remarks>
/// Marks and events of a page commit together, each mark on the condition that the task is as it was read: when another sweep, or a person, was faster, the page
/// is refused as a whole and read again without what has been marked. It goes by the due instants alone, so it catches up after downtime.
/// </remarks>
public sealed class SlaSweep(
    IDocumentStore store, BusinessTimes times, SweepLeases leases, IEventDispatcher events, TimeProvider time, ILogger<SlaSweep> log)
{
    public const int Page = 1_000;

    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(50);
    private static readonly Duration Lease = Duration.FromSeconds(60);

    private readonly string _host = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");

    private delegate ValueTask AddMark(WriteBatch batch, SalesTask task, Command command);

    private Instant Now => Instant.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>One run under the lease; null when another host has it.</summary>
    public async Task<SweepResult?> RunAsync(CancellationToken cancellationToken)
    {
        if (!await leases.TryTakeAsync(_host, Now, Lease, cancellationToken)) return null;
        try
        {
            return await MarkAllAsync(cancellationToken);
        }
        finally
        {
            await leases.ReleaseAsync(_host, Now, CancellationToken.None);
        }
    }

    /// <summary>One run whoever has the lease. Several at once mark each clock once.</summary>
    public async Task<SweepResult> MarkAllAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var breached = await MarkAsync(SlaMarks.Overdue, AddBreach, started, cancellationToken);
        var warned = breached.Ended ? await MarkAsync(SlaMarks.Warnable, AddWarningAsync, started, cancellationToken) : (Count: 0, Ended: false);
        if (breached.Count + warned.Count > 0) log.Swept(breached.Count, warned.Count);
        return new SweepResult(breached.Count, warned.Count, warned.Ended);
    }

    private async Task<(int Count, bool Ended)> MarkAsync(Func<Instant, int, Query> query, AddMark add, long started, CancellationToken cancellationToken)
    {
        var marked = 0;
        var page = Page;
        while (time.GetElapsedTime(started) < Budget)
        {
            var now = Now;
            var tasks = await store.ListAsync(SalesTasks.Collection, query(now, page), cancellationToken);
            if (tasks.Count == 0) return (marked, true);
            var batch = new WriteBatch();
            var command = new Command(Actor.System, now, "sla-sweep");
            foreach (var task in tasks) await add(batch, task, command);
            var result = await store.CommitAsync(batch, cancellationToken);

            // Somebody was faster. Short pages until that is over, so that two sweeps do not refuse each other's work for long.
            page = result.IsCommitted ? Math.Min(Page, page * 2) : Math.Max(1, page / 2);
            if (!result.IsCommitted) continue;
            marked += tasks.Count;
            await events.DispatchAsync(batch, cancellationToken);
        }

        return (marked, false);
    }

    private static ValueTask AddBreach(WriteBatch batch, SalesTask task, Command command)
    {
        batch.AddBreach(task, command);
        return ValueTask.CompletedTask;
    }

    private async ValueTask AddWarningAsync(WriteBatch batch, SalesTask task, Command command)
    {
        await times.LoadAsync(task.Sla!.Clock, CancellationToken.None);
        batch.AddWarning(task, times, command);
    }
}
