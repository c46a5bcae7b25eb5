using KoSales.Functions.Flows.Stages;

namespace KoSales.Tests.Flows.Stages;

/// <summary>The wiring of the flow: when it looks at the store, and when it ends. What it does then is
/// <see cref="StageReconcilerTests"/>'.</summary>
public sealed class StageFlowTests
{
    private static readonly DateTime Start = new(2026, 3, 4, 4, 30, 0, DateTimeKind.Utc);

    [Fact]
    public void A_visit_whose_stage_is_left_ends_without_a_look_at_the_store()
    {
        var context = Script().EventAt(At(5), StageFlow.StageLeft);
        Assert.True(Run(context, null));
        Assert.Empty(context.Calls);
    }

    [Fact]
    public void It_only_waits_while_nothing_happens_and_nothing_is_due() =>
        Assert.False(Run(Script(), null));

    [Fact]
    public void It_looks_when_something_falls_due_and_again_at_the_instant_that_the_look_names()
    {
        var context = Script(new StageReconciled(false, At(30)), new StageReconciled(true, null));
        Assert.True(Run(context, At(10)));
        Assert.Equal([At(10), At(30)], context.Calls);
    }

    [Fact]
    public void What_was_due_before_it_began_is_looked_at_at_once()
    {
        var context = Script(new StageReconciled(true, null));
        Assert.True(Run(context, At(-10)));
        Assert.Equal([Start], context.Calls);
    }

    [Theory]
    [InlineData(StageFlow.TaskClosed)]
    [InlineData(StageFlow.SlaBreached)]
    [InlineData(StageFlow.Retry)]
    public void Each_event_makes_it_look_and_a_timer_that_is_not_needed_any_more_is_cancelled(
        string name
    )
    {
        var context = Script(new StageReconciled(true, null)).EventAt(At(3), name);
        Assert.True(Run(context, At(10)));
        Assert.Equal([At(3)], context.Calls);
        Assert.Equal(0, context.PendingTimers);
    }

    [Fact]
    public void An_event_that_comes_twice_makes_it_look_twice_at_most_and_one_that_comes_later_is_not_lost()
    {
        var context = Script(
                new StageReconciled(false, null),
                new StageReconciled(false, null),
                new StageReconciled(true, null)
            )
            .EventAt(At(3), StageFlow.TaskClosed)
            .EventAt(At(3), StageFlow.TaskClosed)
            .EventAt(At(20), StageFlow.TaskClosed);
        Assert.True(Run(context, null));
        Assert.Equal([At(3), At(3), At(20)], context.Calls);
    }

    [Fact]
    public void A_timer_that_fires_does_not_swallow_the_next_event()
    {
        var context = Script(
                new StageReconciled(false, At(20)),
                new StageReconciled(false, null),
                new StageReconciled(true, null)
            )
            .EventAt(At(25), StageFlow.Retry);
        Assert.True(Run(context, At(10)));
        Assert.Equal([At(10), At(20), At(25)], context.Calls);
    }

    [Fact]
    public void It_ends_when_the_stage_is_left_although_more_is_due()
    {
        var context = Script(new StageReconciled(false, At(60)))
            .EventAt(At(2), StageFlow.TaskClosed)
            .EventAt(At(4), StageFlow.StageLeft);
        Assert.True(Run(context, null));
        Assert.Equal([At(2)], context.Calls);
        Assert.Equal(0, context.PendingTimers);
    }

    [Fact]
    public void After_many_rounds_it_begins_afresh_with_what_is_next()
    {
        var context = new ScriptedContext();
        var rounds = 0;
        context.Activity("ReconcileStage", _ => new StageReconciled(false, At(10 + ++rounds)));
        Assert.True(Run(context, At(10)));
        Assert.Equal(StageFlow.RoundsPerGeneration, rounds);
        Assert.Equal(new StageVisitRun("LP-1", 1, At(10 + rounds)), context.ContinuedWith);
    }

    private static bool Run(ScriptedContext context, DateTime? next) =>
        context.Run(c => StageFlow.RunAsync(c, new StageVisitRun("LP-1", 1, next)));

    private static DateTime At(int minutes) => Start.AddMinutes(minutes);

    private static ScriptedContext Script(params StageReconciled[] results)
    {
        var queue = new Queue<StageReconciled>(results);
        return new ScriptedContext().Activity("ReconcileStage", _ => queue.Dequeue());
    }
}
