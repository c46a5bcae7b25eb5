using System.Collections.Concurrent;
using KoSales.Functions.Outbox;
using KoSales.Functions.Outbox.Delivering;
using KoSales.Functions.Storage.Sqlite;
using KoSales.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace KoSales.Tests.Outbox;

/// <summary>One app's outbox over a real store; several over one store stand for several hosts.</summary>
internal sealed class OutboxRig : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly HandledEvents _handled;

    public OutboxRig(IDocumentStore store, ManualTime time, params IEventHandler[] handlers)
        : this(store, time, null, handlers) { }

    public OutboxRig(
        IDocumentStore store,
        ManualTime time,
        IClosingHandler? closing,
        params IEventHandler[] handlers
    )
    {
        Store = store;
        Time = time;
        var services = new ServiceCollection();
        foreach (var handler in handlers)
            services.AddSingleton(handler);
        if (closing is not null)
            services.AddSingleton(closing);
        _services = services.BuildServiceProvider();
        var table = new HandlerTable(_services);
        var options = Microsoft.Extensions.Options.Options.Create(Settings);
        var delivery = new Delivery(table, store, time, options, NullLogger<Delivery>.Instance);
        var backlog = new Backlog(store, time.Now);
        _handled = new HandledEvents(store, NullLogger<HandledEvents>.Instance);
        Dispatcher = new EventDispatcher(
            table,
            delivery,
            backlog,
            _handled,
            options,
            NullLogger<EventDispatcher>.Instance
        );
        Relay = new OutboxRelay(
            store,
            delivery,
            Dispatcher,
            backlog,
            time,
            options,
            NullLogger<OutboxRelay>.Instance
        );
    }

    public static OutboxOptions Settings { get; } =
        new() { InlineBudget = TimeSpan.FromMinutes(5), MaxAttempts = 3 };

    public IDocumentStore Store { get; }

    public ManualTime Time { get; }

    public EventDispatcher Dispatcher { get; }

    public OutboxRelay Relay { get; }

    /// <summary>Commits events for the entities, one each in this order, without dispatching.</summary>
    public async Task<WriteBatch> CommitAsync(params string[] leadIds)
    {
        var command = new Command(Actor.System, Time.Now, "test");
        var batch = new WriteBatch();
        foreach (var id in leadIds)
            batch.Emit(command, new OutboxFact("lead.updated", new EntityRef(EntityKind.Lead, id)));
        Assert.True((await Store.CommitAsync(batch, CancellationToken.None)).IsCommitted);
        return batch;
    }

    public async Task CommitAndDispatchAsync(params string[] leadIds) =>
        await Dispatcher.DispatchAsync(await CommitAsync(leadIds), CancellationToken.None);

    public async Task<IReadOnlyList<OutboxEvent>> EventsAsync() =>
        await Store.ListAsync(
            OutboxEvents.Collection,
            new Query(OutboxEvents.Collection, Filter.Everything) { Limit = 1000 },
            CancellationToken.None
        );

    /// <summary>Waits until the outbox holds so many events, at most 90 s.</summary>
    public async Task<IReadOnlyList<OutboxEvent>> UntilLeftAsync(int count)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (true)
        {
            var events = await EventsAsync();
            if (events.Count == count)
                return events;
            Assert.False(
                deadline.IsCancellationRequested,
                $"{events.Count} events are left instead of {count}"
            );
            await Task.Delay(10);
        }
    }

    public Task<int> RelayAsync() => Relay.RunAsync(CancellationToken.None);

    public void Dispose()
    {
        Dispatcher.Dispose();
        _handled.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _services.Dispose();
    }

    public static IDocumentStore NewStore(TempFolder folder, TimeProvider time)
    {
        var store = new SqliteDocumentStore(new SqliteStoreOptions(folder.File("store.db")), time);
        store
            .EnsureAsync([OutboxEvents.Collection], CancellationToken.None)
            .AsTask()
            .GetAwaiter()
            .GetResult();
        return store;
    }
}

/// <summary>Stands still until it is moved.</summary>
internal sealed class ManualTime : TimeProvider
{
    public Instant Now { get; private set; } = Instant.FromUtc(2026, 11, 22, 7, 30);

    public override DateTimeOffset GetUtcNow() => Now.ToDateTimeOffset();

    public void Pass(Duration span) => Now += span;
}

/// <summary>Keeps what it handled, in order; can be told to fail.</summary>
internal sealed class Recorder(Func<OutboxEvent, Task>? before = null) : IEventHandler
{
    private readonly ConcurrentQueue<OutboxEvent> _handled = new();

    public IReadOnlyCollection<string> Types { get; } = ["lead.updated"];

    public string Name { get; init; } = nameof(Recorder);

    public IReadOnlyList<OutboxEvent> Handled => [.. _handled];

    public async Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        if (before is not null)
            await before(outboxEvent);
        _handled.Enqueue(outboxEvent);
    }
}
