using KoSales.Domain.Tasks;
using KoSales.Functions.Calendars.Effective;
using KoSales.Functions.Outbox;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace KoSales.Functions.Sla.Clocks;

/// <summary>What a run did.</summary>
/// <param name="Breached">Tasks.</param>
/// <param name="Warned">Tasks.</param>
/// <param name="Others">Clocks that are not of tasks.</param>
/// <param name="Ended">False when the time was up before everything was marked: the next run goes on.</param>
public sealed record SweepResult(int Breached, int Warned, int Others, bool Ended)
{
    public bool IsNothing => Breached + Warned + Others == 0;
}

/// <summary>Marks clocks that are past due or past a warning, and tells of each once.</summary>
/// <remarks>
/// Marks and events of a page commit together, each mark on the condition that the task is as it was read:
/// when another sweep, or a person, was faster, the page
/// is refused as a whole and read again without what has been marked. It goes by the due instants alone, so
/// it catches up after downtime.
/// </remarks>
public sealed class SlaSweep(
    IDocumentStore store,
    BusinessTimes times,
    SweepLeases leases,
    IEventDispatcher events,
    IEnumerable<ISweepRound> rounds,
    TimeProvider time,
    ILogger<SlaSweep> log
)
{
    public const int Page = SweepPages.Size;

    private static readonly Duration Lease = Duration.FromSeconds(60);

    private readonly string _host = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");

    private Instant Now =>
        Instant.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>One run under the lease; null when another host has it.</summary>
    public async Task<SweepResult?> RunAsync(CancellationToken cancellationToken)
    {
        if (!await leases.TryTakeAsync(_host, Now, Lease, cancellationToken))
            return null;
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
        var pages = new SweepPages(store, events, time);
        var breached = await pages.MarkAsync<SalesTask>(
            SalesTasks.Collection,
            SlaMarks.Overdue,
            AddBreach,
            cancellationToken
        );
        var warned = await pages.MarkAsync<SalesTask>(
            SalesTasks.Collection,
            SlaMarks.Warnable,
            AddWarningAsync,
            cancellationToken
        );
        var others = await RoundsAsync(pages, cancellationToken);
        var ended = breached.Ended && warned.Ended && others.Ended;
        var result = new SweepResult(breached.Count, warned.Count, others.Count, ended);
        if (!result.IsNothing)
            log.Swept(result.Breached, result.Warned, result.Others);
        return result;
    }

    private async Task<(int Count, bool Ended)> RoundsAsync(
        SweepPages pages,
        CancellationToken cancellationToken
    )
    {
        var (count, ended) = (0, true);
        foreach (var round in rounds)
        {
            var marked = await round.MarkAsync(pages, cancellationToken);
            (count, ended) = (count + marked.Count, ended && marked.Ended);
        }

        return (count, ended);
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
