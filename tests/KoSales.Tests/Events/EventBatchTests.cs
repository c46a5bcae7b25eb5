using KoSales.Tests.Outbox;
using KoSales.Tests.Storage;
using NodaTime;

namespace KoSales.Tests.Events;

/// <summary>Bulk work tells of hundreds of changes in one row.</summary>
public sealed class EventBatchTests : IDisposable
{
    private const int Facts = 1_201;

    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly IDocumentStore _store;

    public EventBatchTests() => _store = OutboxRig.NewStore(_folder, _time);

    public void Dispose()
    {
        (_store as IDisposable)?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Each_event_of_a_batch_is_handled_under_an_id_of_its_own()
    {
        var handler = new Recorder();
        using var app = new OutboxRig(_store, _time, handler);

        await app.Dispatcher.DispatchAsync(await CommitAsync(), CancellationToken.None);

        await app.UntilLeftAsync(0);
        Assert.Equal(
            Enumerable.Range(0, Facts).Select(Lead).Order(StringComparer.Ordinal),
            handler.Handled.Select(e => e.Entity.Id).Order(StringComparer.Ordinal)
        );
        Assert.Equal(Facts, handler.Handled.Select(e => e.Id).Distinct().Count());
        Assert.All(
            handler.Handled,
            e => Assert.Equal(("lead.updated", "score", 0), (e.Type, e.Changed[0], e.Batch.Count))
        );
    }

    [Fact]
    public async Task A_batch_takes_few_rows_and_outlives_a_crash()
    {
        await CommitAsync();
        var handler = new Recorder();
        using var restarted = new OutboxRig(_store, _time, handler);
        Assert.Equal(3, (await restarted.EventsAsync()).Count);
        _time.Pass(OutboxEvents.Grace + Duration.FromSeconds(1));

        Assert.Equal(3, await restarted.RelayAsync());

        Assert.Equal(Facts, handler.Handled.Count);
    }

    [Fact]
    public async Task One_failure_brings_the_whole_row_again()
    {
        var failures = 1;
        var handler = new Recorder(e =>
            e.Entity.Id == Lead(7) && Interlocked.Decrement(ref failures) == 0
                ? throw new TimeoutException()
                : Task.CompletedTask
        );
        using var app = new OutboxRig(_store, _time, handler);
        await app.Dispatcher.DispatchAsync(await CommitAsync(), CancellationToken.None);
        await app.UntilLeftAsync(1);
        _time.Pass(Duration.FromMinutes(1));

        Assert.Equal(1, await app.RelayAsync());

        Assert.Single(handler.Handled, e => e.Entity.Id == Lead(7));
        Assert.Equal(Facts, handler.Handled.Select(e => e.Entity.Id).Distinct().Count());
    }

    [Fact]
    public void A_batch_without_events_writes_nothing()
    {
        var batch = new WriteBatch();
        new EventBatch().AddTo(batch, new Command(Actor.System, _time.Now, "test"));
        Assert.Empty(batch.Operations);
    }

    private static string Lead(int number) => $"K0-{number}";

    private async Task<WriteBatch> CommitAsync()
    {
        var command = new Command(Actor.System, _time.Now, "test")
        {
            EventBatch = new EventBatch(),
        };
        var batch = new WriteBatch();
        for (var i = 0; i < Facts; i++)
            batch.Emit(
                command,
                new OutboxFact("lead.updated", new EntityRef(EntityKind.Lead, Lead(i)))
                {
                    Changed = ["score"],
                }
            );
        command.EventBatch.AddTo(batch, command);
        Assert.True((await _store.CommitAsync(batch, CancellationToken.None)).IsCommitted);
        return batch;
    }
}
