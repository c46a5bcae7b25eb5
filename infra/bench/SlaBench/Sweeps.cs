using System.Diagnostics;
using KoSales.Domain.Agents;
using KoSales.Domain.Calendars;
using KoSales.Domain.Events;
using KoSales.Domain.Filters;
using KoSales.Domain.Kernel.Ids;
using KoSales.Domain.Sla;
using KoSales.Domain.Storage;
using KoSales.Domain.Tasks;
using KoSales.Domain.Teams;
using KoSales.Functions.Calendars;
using KoSales.Functions.Calendars.Effective;
using KoSales.Functions.Outbox;
using KoSales.Functions.Sla.Clocks;
using KoSales.Functions.Storage;
using KoSales.Functions.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace KoSales.SlaBench;

/// <summary>Flags overdue tasks in a store on disk, events written and not yet handed on.</summary>
internal static class Sweeps
{
    private static readonly Collection[] Collections =
    [
        SalesTasks.Collection,
        OutboxEvents.Collection,
        CalendarStore.Collection,
        CalendarStore.Versions,
        Agent.Collection,
        Team.Collection,
        SweepLease.Collection,
        Domain.Timeline.Activities.Collection,
    ];

    public static async Task RunAsync(int count)
    {
        var folder = Directory.CreateTempSubdirectory("sla-bench-");
        try
        {
            using var store = new SqliteDocumentStore(
                new SqliteStoreOptions(Path.Combine(folder.FullName, "sla.db")),
                TimeProvider.System
            );
            await store.EnsureAsync([.. Collections], default);
            await new FirstCalendar(
                store,
                new IdAllocator(store, TimeProvider.System),
                TimeProvider.System
            ).RunAsync(default);
            await SweepAsync(store, count);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task SweepAsync(SqliteDocumentStore store, int count)
    {
        var times = new BusinessTimes(store, new CalendarCache(store, TimeProvider.System));
        await FillAsync(store, times, 1, count);
        var sweep = NewSweep(store, times);
        await FlagAsync(sweep, count);
        var watch = Stopwatch.StartNew();
        await sweep.RunAsync(default);
        Console.WriteLine($"the next run, nothing to do: {watch.Elapsed.TotalMilliseconds:N1} ms");
        await FillAsync(store, times, count + 1, count);
        await TwoAtOnceAsync(store, times, count);
    }

    private static async Task FlagAsync(SlaSweep sweep, int count)
    {
        using var process = Process.GetCurrentProcess();
        var (before, watch) = (process.TotalProcessorTime, Stopwatch.StartNew());
        var result = await sweep.RunAsync(default);
        process.Refresh();
        Console.WriteLine(
            $"sweep of {count:N0} overdue: {result?.Breached:N0} flagged in "
                + $"{watch.Elapsed.TotalSeconds:N1} s, "
                + $"{(process.TotalProcessorTime - before).TotalSeconds:N1} s of processor time"
        );
    }

    private static SlaSweep NewSweep(SqliteDocumentStore store, BusinessTimes times) =>
        new(
            store,
            times,
            new SweepLeases(store),
            new NoDispatch(),
            [],
            TimeProvider.System,
            NullLogger<SlaSweep>.Instance
        );

    /// <summary>Two sweeps that know nothing of each other and take no lease: the marks must add up, and so
    /// must the events.</summary>
    private static async Task TwoAtOnceAsync(
        SqliteDocumentStore store,
        BusinessTimes times,
        int count
    )
    {
        var watch = Stopwatch.StartNew();
        var results = await Task.WhenAll(
            Task.Run(() => NewSweep(store, times).MarkAllAsync(default)),
            Task.Run(() => NewSweep(store, times).MarkAllAsync(default))
        );
        var seconds = watch.Elapsed.TotalSeconds;
        var events = await store.CountAsync(
            OutboxEvents.Collection,
            Filter.Eq("type", "sla.breached"),
            default
        );
        Console.WriteLine(
            $"two sweeps at once over {count:N0}: {results[0].Breached:N0} + {results[1].Breached:N0} flagged in {seconds:N1} s, {events - count:N0} events"
        );
    }

    private static async Task FillAsync(
        SqliteDocumentStore store,
        BusinessTimes times,
        int first,
        int count
    )
    {
        var now = SystemClock.Instance.GetCurrentInstant();
        var business = await times.OfAsync(new CalendarQuestion(null, null, null), now, default);
        var terms = new SlaTerms(60, business.CalendarId, business.Key);
        foreach (var chunk in Enumerable.Range(first, count).Chunk(2_000))
        {
            var batch = new WriteBatch();
            foreach (var n in chunk)
                batch.Insert(
                    SalesTasks.Collection,
                    Make(n).StartClock(terms, times, StartOf(n, now))
                );
            await store.CommitAsync(batch, default);
        }
    }

    /// <summary>Long overdue, each at a moment of its own.</summary>
    private static Instant StartOf(int n, Instant now) =>
        now - Duration.FromDays(10) + (n * Duration.FromMilliseconds(7));

    private static SalesTask Make(int n) =>
        new()
        {
            Id = EntityIds.At<SalesTaskId>(n),
            Title = "Call back about the enquiry",
            Type = TaskType.Call,
            EntityRef = new EntityRef(EntityKind.Lead, $"K0-{100_000 + n}"),
            PipelineId = $"LP-{n}",
            Stage = "new",
            Visit = 1,
            StepKey = "call",
            CreationKey = $"LP-{n}.1.call",
            OwnerId = $"A0-{n % 50:0000}",
            TeamId = "TM-1",
        };

    private sealed class NoDispatch : IEventDispatcher
    {
        public ValueTask DispatchAsync(WriteBatch committed, CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;
    }
}
