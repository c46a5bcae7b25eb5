using KoSales.Tests.Storage;
using NodaTime;

namespace KoSales.Tests.Outbox;

/// <summary>The events of one commit about one entity share a row of the outbox.</summary>
public sealed class SharedRowTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly IDocumentStore _store;

    public SharedRowTests() => _store = OutboxRig.NewStore(_folder, _time);

    public void Dispose()
    {
        (_store as IDisposable)?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Each_entity_has_one_row_for_a_commit()
    {
        using var app = new OutboxRig(_store, _time);

        await app.CommitAsync("K0-1", "K0-2", "K0-1", "K0-1");

        Assert.Equal(
            [("K0-1", "parcel", 3), ("K0-2", "lead.updated", 1)],
            (await app.EventsAsync()).Select(r => (r.Entity.Id, r.Type, r.Unpacked().Count))
        );
    }

    [Fact]
    public async Task They_arrive_in_order_and_so_do_their_ids()
    {
        var handler = new Recorder();
        using var app = new OutboxRig(_store, _time, handler);
        var batch = await CommitAsync(25);
        Assert.Equal(3, batch.Operations.Count);

        await app.Dispatcher.DispatchAsync(batch, CancellationToken.None);

        await app.UntilLeftAsync(0);
        Assert.Equal(Enumerable.Range(0, 25), handler.Handled.Select(NumberOf));
        Assert.Equal(
            handler.Handled.Select(e => e.Id).Distinct().Order(StringComparer.Ordinal),
            handler.Handled.Select(e => e.Id)
        );
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(100)]
    [InlineData(1001)]
    public void The_ids_of_a_row_of_bulk_work_sort_as_its_events_do(int count)
    {
        var batch = new WriteBatch().Emit(new Command(Actor.System, _time.Now, "one"), FactOf(0));
        var row = (OutboxEvent)((WriteOperation.Insert)batch.Operations[0]).Document;
        var facts = Enumerable.Range(0, count).Select(FactOf);

        var ids = (row with { Batch = [.. facts] }).Unpacked().Select(e => e.Id).ToArray();

        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.Equal(count, ids.Distinct().Count());
    }

    [Fact]
    public async Task Another_command_has_a_row_of_its_own()
    {
        var batch = new WriteBatch();
        foreach (var correlation in new[] { "one", "two", "two" })
            batch.Emit(new Command(Actor.System, _time.Now, correlation), FactOf(0));
        batch.Emit(new Command(Actor.System, _time.Now, "two"), FactOf(0), Duration.Zero);
        await _store.CommitAsync(batch, CancellationToken.None);

        using var app = new OutboxRig(_store, _time);
        Assert.Equal(
            [
                ("one", 1, OutboxEvents.Grace),
                ("two", 2, OutboxEvents.Grace),
                ("two", 1, Duration.Zero),
            ],
            (await app.EventsAsync()).Select(r =>
                (r.Causation, r.Unpacked().Count, r.NextAttemptAt - _time.Now)
            )
        );
    }

    [Fact]
    public async Task Who_fails_gets_nothing_after_it_until_it_comes_again_and_others_get_all_once()
    {
        var fails = true;
        var late = new Recorder(e =>
            fails && NumberOf(e) == 1
                ? throw new InvalidOperationException("not yet")
                : Task.CompletedTask
        )
        {
            Name = "late",
        };
        var healthy = new Recorder { Name = "healthy" };
        using var app = new OutboxRig(_store, _time, late, healthy);

        await app.Dispatcher.DispatchAsync(await CommitAsync(4), CancellationToken.None);

        Assert.Equal([0], late.Handled.Select(NumberOf));
        Assert.Equal(["late"], Assert.Single(await app.EventsAsync()).Handlers);
        fails = false;
        _time.Pass(Duration.FromMinutes(1));
        await app.RelayAsync();
        Assert.Equal([0, 0, 1, 2, 3], late.Handled.Select(NumberOf));
        Assert.Equal([0, 1, 2, 3], healthy.Handled.Select(NumberOf));
        Assert.Empty(await app.EventsAsync());
    }

    [Fact]
    public async Task Once_it_is_given_up_it_keeps_nothing_from_those_after_it()
    {
        var handler = new Recorder(e =>
            NumberOf(e) == 1 ? throw new InvalidOperationException("never") : Task.CompletedTask
        );
        using var app = new OutboxRig(_store, _time, handler);
        await app.Dispatcher.DispatchAsync(await CommitAsync(4), CancellationToken.None);

        for (var i = 1; i < OutboxRig.Settings.MaxAttempts; i++)
        {
            Assert.DoesNotContain(handler.Handled, e => NumberOf(e) > 1);
            _time.Pass(Duration.FromMinutes(1));
            await app.RelayAsync();
        }

        Assert.Equal([2, 3], handler.Handled.Select(NumberOf).Where(n => n > 0));
        Assert.NotNull(Assert.Single(await app.EventsAsync()).DeadReason);
    }

    [Fact]
    public void What_is_appended_in_between_stays_in_between()
    {
        var command = new Command(Actor.System, _time.Now, "test");
        var batch = new WriteBatch().Emit(command, FactOf(0));
        batch.Append(new WriteBatch().Emit(command, FactOf(1)));
        batch.Emit(command, FactOf(2));

        Assert.Equal(
            [0, 1, 2],
            batch
                .Operations.OfType<WriteOperation.Insert>()
                .OrderBy(i => i.Id, StringComparer.Ordinal)
                .SelectMany(i => ((OutboxEvent)i.Document).Unpacked())
                .Select(NumberOf)
        );
    }

    private static OutboxFact FactOf(int number) =>
        new("lead.updated", new EntityRef(EntityKind.Lead, "K0-1")) { Changed = [$"n{number}"] };

    private static int NumberOf(OutboxEvent happened) => int.Parse(happened.Changed[0][1..]);

    private async Task<WriteBatch> CommitAsync(int events)
    {
        var command = new Command(Actor.System, _time.Now, "test");
        var batch = new WriteBatch();
        for (var i = 0; i < events; i++)
            batch.Emit(command, FactOf(i));
        Assert.True((await _store.CommitAsync(batch, CancellationToken.None)).IsCommitted);
        return batch;
    }
}
