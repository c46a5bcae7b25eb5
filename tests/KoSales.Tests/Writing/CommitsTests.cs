using KoSales.Domain.Teams;
using KoSales.Functions.Outbox;
using KoSales.Functions.Writing;

namespace KoSales.Tests.Writing;

public sealed class CommitsTests
{
    private static readonly Fault Busy = Fault.Busy("thing.busy", "The thing");

    private readonly List<string> _done = [];

    [Fact]
    public async Task A_decision_overtaken_is_made_again_with_a_fresh_batch()
    {
        var store = new ScriptedStore(ScriptedStore.Overtaken, ScriptedStore.Done);
        List<int> numbers = [];

        var decided = await Over(store)
            .DecideAsync<int>(
                Busy,
                attempt =>
                {
                    numbers.Add(attempt.Number);
                    Write(attempt.Batch);
                    return new(attempt.Number * 10);
                },
                default
            );

        Assert.Equal(20, decided.Value);
        Assert.Equal([1, 2], numbers);
        Assert.All(store.Batches, batch => Assert.Single(batch.Operations));
        Assert.NotSame(store.Batches[0], store.Batches[1]);
        Assert.Equal(["events"], _done);
    }

    [Fact]
    public async Task A_refusal_is_handed_on_and_writes_nothing()
    {
        var store = new ScriptedStore(ScriptedStore.Done);
        var fault = Fault.Conflict("thing.closed", "It is closed.");

        var decided = await Over(store)
            .DecideAsync<int>(
                Busy,
                attempt =>
                {
                    Write(attempt.Batch);
                    return new(fault);
                },
                default
            );

        Assert.Equal([fault], decided.Faults);
        Assert.Empty(store.Batches);
        Assert.Empty(_done);
    }

    [Fact]
    public async Task A_decision_without_operations_is_answered_without_a_commit()
    {
        var store = new ScriptedStore(ScriptedStore.Overtaken);

        var decided = await Over(store).DecideAsync<int>(Busy, _ => new(7), default);

        Assert.Equal(7, decided.Value);
        Assert.Empty(store.Batches);
        Assert.Empty(_done);
    }

    [Fact]
    public async Task Whoever_meets_a_taken_key_is_told_what_is_in_the_way()
    {
        var store = new ScriptedStore(ScriptedStore.Taken("teams_name"));

        var decided = await Over(store)
            .DecideAsync<int>(
                Busy,
                Writing,
                default,
                (value, index) =>
                    new(Fault.Conflict("thing.taken", $"{value} is in the way of {index}."))
            );

        Assert.Equal("1 is in the way of teams_name.", decided.Faults[0].Detail);
        Assert.Single(store.Batches);
    }

    [Fact]
    public async Task A_taken_key_that_is_free_by_now_is_tried_again()
    {
        var store = new ScriptedStore(ScriptedStore.Taken("teams_name"), ScriptedStore.Done);

        var decided = await Over(store)
            .DecideAsync<int>(Busy, Writing, default, (_, _) => new(default(Verdict<int>?)));

        Assert.Equal(2, decided.Value);
    }

    [Fact]
    public async Task Others_who_are_always_faster_make_it_busy()
    {
        var store = new ScriptedStore(ScriptedStore.Overtaken);

        var decided = await Over(store).DecideAsync<int>(Busy, Writing, default);

        Assert.Equal([Busy], decided.Faults);
        Assert.Equal(FaultKind.Unavailable, decided.Faults[0].Kind);
        Assert.Equal(Commits.MostAttempts, store.Batches.Count);
        Assert.Empty(_done);
    }

    [Fact]
    public async Task Work_that_nobody_may_refuse_fails_when_others_are_always_faster()
    {
        var store = new ScriptedStore(ScriptedStore.Overtaken);

        var carried = () =>
            Over(store)
                .CarryAsync(
                    "thing 1",
                    attempt =>
                    {
                        Write(attempt.Batch);
                        return ValueTask.CompletedTask;
                    },
                    default
                );

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(carried);
        Assert.StartsWith("thing 1 ", failure.Message, StringComparison.Ordinal);
        Assert.Equal(Commits.MostAttempts, store.Batches.Count);
    }

    [Fact]
    public async Task An_attempt_known_to_be_overtaken_commits_nothing()
    {
        var store = new ScriptedStore(ScriptedStore.Done);

        var carried = await Over(store)
            .CarryAsync(
                "thing 1",
                attempt =>
                {
                    Write(attempt.Batch);
                    if (attempt.Number < 3)
                        attempt.Again();
                    return new ValueTask<int>(attempt.Number);
                },
                default
            );

        Assert.Equal(3, carried);
        Assert.Single(store.Batches);
    }

    [Fact]
    public async Task A_turn_is_over_before_events_are_dispatched()
    {
        await Over(new ScriptedStore(ScriptedStore.Done))
            .DecideAsync<int>(
                Busy,
                attempt =>
                {
                    attempt.Hold(new Turn(_done));
                    return Writing(attempt);
                },
                default
            );

        Assert.Equal(["turn", "events"], _done);
    }

    [Fact]
    public async Task A_turn_is_over_once_for_each_attempt_also_when_nothing_is_written()
    {
        var store = new ScriptedStore(ScriptedStore.Overtaken);

        await Over(store)
            .DecideAsync<int>(
                Busy,
                attempt =>
                {
                    attempt.Hold(new Turn(_done));
                    return attempt.Number == 1 ? Writing(attempt) : new(Busy);
                },
                default
            );

        Assert.Equal(["turn", "turn"], _done);
    }

    [Fact]
    public async Task What_is_tried_once_tells_of_its_events_only_when_it_was_committed()
    {
        var store = new ScriptedStore(ScriptedStore.Overtaken, ScriptedStore.Done);
        var commits = Over(store);

        var first = await commits.TryAsync(Write(new WriteBatch()), default);
        var second = await commits.TryAsync(Write(new WriteBatch()), default);
        var empty = await commits.TryAsync(new WriteBatch(), default);

        Assert.Equal((false, true, true), (first, second, empty));
        Assert.Equal(2, store.Batches.Count);
        Assert.Equal(["events"], _done);
    }

    private Commits Over(ScriptedStore store) => new(store, new RecordingDispatcher(_done));

    private static ValueTask<Verdict<int>> Writing(Attempt attempt)
    {
        Write(attempt.Batch);
        return new(attempt.Number);
    }

    private static WriteBatch Write(WriteBatch batch) =>
        batch.Delete(Team.Collection, Filter.Eq("id", "T-1"));

    private sealed class RecordingDispatcher(List<string> done) : IEventDispatcher
    {
        public ValueTask DispatchAsync(WriteBatch committed, CancellationToken cancellationToken)
        {
            done.Add("events");
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Turn(List<string> done) : IDisposable
    {
        public void Dispose() => done.Add("turn");
    }
}
