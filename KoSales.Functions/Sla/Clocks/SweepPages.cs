using KoSales.Functions.Outbox;
using NodaTime;

namespace KoSales.Functions.Sla.Clocks;

/// <summary>Adds the mark of one document, on the condition that it is as it was read.</summary>
public delegate ValueTask AddMark<in T>(WriteBatch batch, T document, Command command);

/// <summary>Something that the sweep looks for.</summary>
public interface ISweepRound
{
    /// <returns>How many were marked, and whether nothing is left.</returns>
    Task<(int Count, bool Ended)> MarkAsync(SweepPages pages, CancellationToken cancellationToken);
}

/// <summary>Marks what a query finds, page by page, until it finds nothing or the run's time is up. Marks
/// and events of a page commit together.</summary>
public sealed class SweepPages(IDocumentStore store, IEventDispatcher events, TimeProvider time)
{
    public const int Size = 1_000;

    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(50);

    private readonly long _started = time.GetTimestamp();

    private Instant Now =>
        Instant.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <param name="due">What is to be marked by an instant, at most so many; what is marked is no longer
    /// found.</param>
    public async Task<(int Count, bool Ended)> MarkAsync<T>(
        Collection<T> collection,
        Func<Instant, int, Query> due,
        AddMark<T> add,
        CancellationToken cancellationToken
    )
        where T : Document
    {
        var marked = 0;
        var page = Size;
        while (time.GetElapsedTime(_started) < Budget)
        {
            var now = Now;
            var found = await store.ListAsync(collection, due(now, page), cancellationToken);
            if (found.Count == 0)
                return (marked, true);
            var batch = await BatchOfAsync(found, add, now);
            var isCommitted = await TryAsync(batch, cancellationToken);

            // Somebody was faster. Short pages until that is over, so that two sweeps do not refuse each
            // other's work for long.
            page = isCommitted ? Math.Min(Size, page * 2) : Math.Max(1, page / 2);
            if (isCommitted)
                marked += found.Count;
        }

        return (marked, false);
    }

    private async ValueTask<bool> TryAsync(WriteBatch batch, CancellationToken cancellationToken)
    {
        var result = await store.CommitAsync(batch, cancellationToken);
        if (result.IsCommitted)
            await events.DispatchAsync(batch, cancellationToken);
        return result.IsCommitted;
    }

    private static async ValueTask<WriteBatch> BatchOfAsync<T>(
        IReadOnlyList<T> found,
        AddMark<T> add,
        Instant now
    )
    {
        var batch = new WriteBatch();
        var command = new Command(Actor.System, now, "sla-sweep");
        foreach (var document in found)
            await add(batch, document, command);
        return batch;
    }
}
