using KoSales.Domain.Tasks;
using KoSales.Domain.Work;
using NodaTime;

namespace KoSales.Tests.Tasks;

public sealed class TaskClockTests
{
    private static readonly Instant Due = SomeTask.Start + Duration.FromHours(1);

    private static TaskCall At(int minutes) =>
        new(
            new Command(Actor.System, SomeTask.Start + Duration.FromMinutes(minutes), "test"),
            SomeTask.Times
        );

    private static IReadOnlyList<string> Wrong(SalesTask task, Instant? sweptUntil = null) =>
        task.Misread(SomeTask.Times, sweptUntil ?? SomeTask.Start);

    private static SalesTask With(SalesTask task, Func<TaskSla, TaskSla> change) =>
        task with
        {
            Sla = change(task.Sla!),
        };

    [Fact]
    public void Tasks_as_decisions_make_them_show_what_their_clocks_say()
    {
        var pending = SomeTask.Pending();
        SalesTask[] tasks =
        [
            pending,
            pending with
            {
                Sla = null,
                DueAt = null,
            },
            pending.Start(At(5)).Value.Task,
            pending.Hold(null, At(10)).Value.Task.Resume(At(30)).Value.Task,
            pending.Complete(null, null, [], At(70)).Value.Task,
        ];
        Assert.All(tasks, task => Assert.Empty(Wrong(task)));
    }

    [Fact]
    public void Members_that_the_clock_does_not_say_are_named()
    {
        var task = SomeTask.Pending();
        Assert.Equal(["due_at"], Wrong(task with { DueAt = SomeTask.Start }));
        Assert.Equal(["sla.due_at"], Wrong(With(task, s => s with { DueAt = SomeTask.Start })));
        Assert.Equal(["sla.target_minutes"], Wrong(With(task, s => s with { TargetMinutes = 5 })));
        Assert.Equal(["sla.paused_minutes"], Wrong(With(task, s => s with { PausedMinutes = 5 })));
        Assert.Equal(["sla.met"], Wrong(With(task, s => s with { Met = true })));
        Assert.Equal(
            ["sla.breached_at"],
            Wrong(With(task, s => s with { BreachedAt = SomeTask.Start }))
        );
    }

    [Fact]
    public void A_breach_is_to_be_marked_once_the_sweep_has_been_there()
    {
        var task = SomeTask.Pending();
        var marked = With(task, s => s with { BreachedAt = Due });
        Assert.Empty(Wrong(task, Due - Duration.FromMinutes(1)));
        Assert.Equal(["sla.breached_at"], Wrong(task, Due));
        Assert.Empty(Wrong(marked, Due));
        Assert.Empty(Wrong(task with { Status = TaskState.OnHold }, Due));
    }
}
