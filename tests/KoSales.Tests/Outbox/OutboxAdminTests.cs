using KoSales.Functions.Outbox;
using KoSales.Tests.Storage;
using NodaTime;

namespace KoSales.Tests.Outbox;

public sealed class OutboxAdminTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly IDocumentStore _store;

    public OutboxAdminTests() => _store = OutboxRig.NewStore(_folder, _time);

    public void Dispose()
    {
        (_store as IDisposable)?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_replayed_event_gets_all_its_attempts_again()
    {
        var broken = true;
        var handler = new Recorder(_ =>
            broken ? throw new InvalidOperationException("broken") : Task.CompletedTask
        );
        using var app = new OutboxRig(_store, _time, handler);
        await app.CommitAndDispatchAsync("K0-1");
        for (var i = 0; i < OutboxRig.Settings.MaxAttempts; i++)
        {
            _time.Pass(Duration.FromMinutes(1));
            await app.RelayAsync();
        }

        var dead = Assert.Single(await app.EventsAsync());
        broken = false;
        var replayed = await new OutboxAdmin(_store).ReplayAsync(
            dead.Id,
            Admin,
            CancellationToken.None
        );

        Assert.Equal(
            (0, null, _time.Now),
            (replayed.Value.Attempts, replayed.Value.DeadReason, replayed.Value.NextAttemptAt)
        );
        Assert.Equal(1, await app.RelayAsync());
        Assert.Equal(dead.Id, Assert.Single(handler.Handled).Id);
    }

    [Fact]
    public async Task Events_that_share_a_row_are_found_by_each_of_their_types()
    {
        var handler = new Recorder(_ => throw new InvalidOperationException("broken"));
        using var app = new OutboxRig(_store, _time, handler);
        var command = new Command(Actor.System, _time.Now, "one");
        var lead = new EntityRef(EntityKind.Lead, "K0-1");
        var batch = new WriteBatch();
        foreach (var type in new[] { "lead.updated", "task.created", "lead.updated" })
            batch.Emit(command, new OutboxFact(type, lead), Duration.Zero);
        await _store.CommitAsync(batch, CancellationToken.None);
        for (var i = 0; i < OutboxRig.Settings.MaxAttempts; i++)
        {
            await app.RelayAsync();
            _time.Pass(Duration.FromMinutes(1));
        }

        var found = await _store.FirstAsync(
            OutboxEvents.Collection,
            HasType("task.created"),
            CancellationToken.None
        );

        var dead = Assert.IsType<OutboxEvent>(found);
        Assert.Equal(["lead.updated", "task.created"], dead.EventTypes);
        var admin = new OutboxAdmin(_store);
        Assert.Null((await admin.ReplayAsync(dead.Id, Admin, default)).Value.EventTypes);
    }

    private static Filter.Condition HasType(string type) =>
        new(
            "event_types",
            FilterOperator.ContainsAny,
            new FilterValue.Many([new FilterValue.Text(type)])
        );

    [Fact]
    public async Task What_is_not_dead_cannot_be_replayed()
    {
        using var app = new OutboxRig(_store, _time, new Recorder());
        var pending = ((WriteOperation.Insert)(await app.CommitAsync("K0-1")).Operations[0]).Id;

        Assert.Equal(
            FaultKind.NotFound,
            (await new OutboxAdmin(_store).ReplayAsync(pending, Admin, CancellationToken.None))
                .Faults[0]
                .Kind
        );
        Assert.Equal(
            FaultKind.NotFound,
            (await new OutboxAdmin(_store).ReplayAsync("nothing", Admin, CancellationToken.None))
                .Faults[0]
                .Kind
        );
    }

    [Fact]
    public void Settings_that_contradict_each_other_are_named()
    {
        Assert.Null(new OutboxOptions().Fault());
        Assert.Contains(
            "InlineBudget",
            new OutboxOptions { InlineBudget = TimeSpan.FromMinutes(2) }.Fault(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "MaxRetryAfter",
            new OutboxOptions { MaxRetryAfter = TimeSpan.FromSeconds(1) }.Fault(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "MaxAttempts",
            new OutboxOptions { MaxAttempts = 0 }.Fault(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Delays_double_up_to_the_longest()
    {
        var options = new OutboxOptions();

        Assert.Equal(
            [2, 4, 8, 600],
            new[] { 1, 2, 3, 50 }.Select(attempts => options.RetryAfter(attempts).TotalSeconds)
        );
    }

    private Command Admin => new(new Actor("A0-0001", [Role.Admin], null), _time.Now, "trace");
}
