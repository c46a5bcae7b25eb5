using KoSales.Domain.Calendars;
using KoSales.Domain.Sla;
using KoSales.Domain.Tasks;
using KoSales.Domain.Work;
using NodaTime;

namespace KoSales.Tests.Tasks;

public sealed class TaskDecisionsTests
{
    private static readonly IReadOnlyList<TaskOutcome> CallOutcomes =
    [
        new("connected", "Connected", NextStage: "contacted"),
        new("no_answer", "No answer"),
    ];

    // One row per state: what each action leads to, or - where it is refused.
    private const string Table = """
        action       pending      in_progress  on_hold      done         cancelled    skipped
        start        in_progress  -            -            -            -            -
        hold         on_hold      on_hold      -            -            -            -
        resume       -            -            in_progress  -            -            -
        complete     done         done         done         -            -            -
        cancel       cancelled    cancelled    cancelled    -            -            -
        skip         skipped      skipped      skipped      -            -            -
        reassign     pending      in_progress  on_hold      -            -            -
        acknowledge  pending      in_progress  on_hold      -            -            -
        reopen       -            -            -            pending      pending      pending
        """;

    [Fact]
    public void Each_action_does_in_each_state_what_the_table_says()
    {
        var lines = Table
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToArray();
        var actual = lines[1..]
            .Select(row =>
                string.Join(' ', [row[0], .. lines[0][1..].Select(state => Try(row[0], state))])
            );
        Assert.Equal(lines[1..].Select(row => string.Join(' ', row)), actual);
    }

    [Fact]
    public void An_outcome_that_the_step_does_not_know_is_refused_with_those_it_knows()
    {
        var fault = Assert.Single(
            SomeTask.Pending().Complete("maybe", null, CallOutcomes, At(1)).Faults
        );
        Assert.Equal(
            (FaultKind.Invalid, "task.unknown_outcome", "/outcome"),
            (fault.Kind, fault.Code, fault.Pointer)
        );
        Assert.Contains("connected, no_answer", fault.Detail, StringComparison.Ordinal);
        Assert.Equal(
            "task.outcome_required",
            Assert.Single(SomeTask.Pending().Complete(null, null, CallOutcomes, At(1)).Faults).Code
        );
    }

    [Fact]
    public void A_task_without_outcomes_takes_any_word_or_none()
    {
        Assert.Equal(
            "sent it",
            SomeTask.Pending().Complete("sent it", null, [], At(1)).Value.Task.Outcome
        );
        Assert.Null(SomeTask.Pending().Complete(null, null, [], At(1)).Value.Task.Outcome);
    }

    [Fact]
    public void A_mandatory_task_is_skipped_by_force_only()
    {
        var mandatory = SomeTask.Pending() with { Optional = false };
        Assert.Equal(
            "task.mandatory",
            Assert.Single(mandatory.Skip(null, false, At(1)).Faults).Code
        );
        Assert.Equal(TaskState.Skipped, mandatory.Skip(null, true, At(1)).Value.Task.Status);
    }

    [Fact]
    public void A_task_closed_in_time_has_met_its_target()
    {
        var done = SomeTask.Pending().Complete("ok", null, [], At(60)).Value.Task;
        Assert.True(done.Sla!.Met);
        Assert.Equal(60, done.Sla.CompletedInMinutes);
        Assert.Null(done.Sla.BreachedAt);
        Assert.Null(done.Sla.WarnAt);
    }

    [Fact]
    public void A_task_closed_late_was_breached_when_it_was_due()
    {
        var done = SomeTask.Pending().Complete("ok", null, [], At(61)).Value.Task;
        Assert.False(done.Sla!.Met);
        Assert.Equal(SomeTask.Start + Duration.FromMinutes(60), done.Sla.BreachedAt);
    }

    [Fact]
    public void The_clock_stands_still_while_the_task_is_held()
    {
        var held = SomeTask.Pending().Hold("no stock", At(10)).Value.Task;
        Assert.Null(held.DueAt);
        Assert.Equal(SomeTask.Start + Duration.FromMinutes(10), held.Sla!.PausedAt);
        var resumed = held.Resume(At(40)).Value.Task;
        Assert.Equal(SomeTask.Start + Duration.FromMinutes(90), resumed.DueAt);
        Assert.Equal(30, resumed.Sla!.PausedMinutes);
        Assert.Null(resumed.Sla.PausedAt);
    }

    [Fact]
    public void The_time_in_which_a_task_was_closed_does_not_count_once_it_is_reopened()
    {
        var reopened = SomeTask
            .Pending()
            .Complete("ok", null, [], At(20))
            .Value.Task.Reopen("not done", At(50))
            .Value;
        Assert.Equal(TaskEvents.Reopened, reopened.Event);
        Assert.Equal(SomeTask.Start + Duration.FromMinutes(90), reopened.Task.DueAt);
        Assert.Null(reopened.Task.Sla!.Met);
        Assert.Null(reopened.Task.Outcome);
        Assert.Null(reopened.Task.CompletedAt);
    }

    [Fact]
    public void A_reassignment_is_noted_in_the_clock_and_changes_no_due_instant()
    {
        var given = SomeTask.Pending().Reassign("A0-0009", "TM-1", null, At(5)).Value.Task;
        Assert.Equal(SomeTask.Pending().DueAt, given.DueAt);
        Assert.Equal("A0-0009", given.Sla!.Clock.Log[^1].Holder);
        Assert.Equal(
            "task.same_owner",
            Assert.Single(given.Reassign("A0-0009", "TM-1", null, At(6)).Faults).Code
        );
    }

    [Fact]
    public void A_level_is_taken_once_and_none_after_an_acknowledgement()
    {
        var raised = SomeTask
            .Pending()
            .Escalate(1, EscalationAction.RaisePriority, null, At(60))
            .Value.Task;
        Assert.Equal(TaskPriority.High, raised.Priority);
        Assert.Equal(1, raised.Escalation!.Level);
        Assert.True(raised.Escalate(1, EscalationAction.RaisePriority, null, At(61)).IsRefused);
        var handed = raised
            .Escalate(
                2,
                EscalationAction.ReassignManager,
                new TaskHolder("A0-0007", "TM-1"),
                At(70)
            )
            .Value;
        Assert.Equal("A0-0007", handed.Task.OwnerId);
        Assert.Equal([1, 2], handed.Task.Escalation!.History.Select(h => h.Level));
        Assert.True(
            handed
                .Task.Acknowledge(At(71))
                .Value.Task.Escalate(3, EscalationAction.Notify, null, At(80))
                .IsRefused
        );
    }

    [Fact]
    public void Warnings_fall_due_one_after_the_other()
    {
        var terms = new SlaTerms(60, "default", SlaClock.WallKey) { WarnAtPercent = [50, 75, 90] };
        var task = (SomeTask.Pending() with { Sla = null }).StartClock(
            terms,
            SomeTask.Times,
            SomeTask.Start
        );
        Assert.Equal(SomeTask.Start + Duration.FromMinutes(30), task.Sla!.WarnAt);
        var warned = task.Sla with { WarnedAt = task.Sla.WarnAt };
        Assert.Equal(
            SomeTask.Start + Duration.FromMinutes(45),
            TaskClock.NextWarning(warned, new ClockReading(warned.Clock, SomeTask.Times))
        );
    }

    private static TaskCall At(int minutes) =>
        new(
            new Command(
                new Actor("A0-0002", [Role.Agent], "TM-1"),
                SomeTask.Start + Duration.FromMinutes(minutes),
                "t"
            ),
            SomeTask.Times
        );

    private static string Try(string action, string state)
    {
        var task = In(state);
        var call = At(10);
        var verdict = action switch
        {
            "start" => task.Start(call),
            "hold" => task.Hold(null, call),
            "resume" => task.Resume(call),
            "complete" => task.Complete("ok", null, [], call),
            "cancel" => task.Cancel(null, call),
            "skip" => task.Skip(null, false, call),
            "reassign" => task.Reassign("A0-0009", null, null, call),
            "acknowledge" => task.Acknowledge(call),
            _ => task.Reopen(null, call),
        };
        Assert.All(
            verdict.Faults,
            f => Assert.Equal(("task.state", FaultKind.Conflict), (f.Code, f.Kind))
        );
        return verdict.IsRefused ? "-" : TaskNames.Of(verdict.Value.Task.Status);
    }

    private static SalesTask In(string state)
    {
        var (pending, call) = (SomeTask.Pending(), At(1));
        return state switch
        {
            "pending" => pending,
            "in_progress" => pending.Start(call).Value.Task,
            "on_hold" => pending.Hold(null, call).Value.Task,
            "done" => pending.Complete(null, null, [], call).Value.Task,
            "cancelled" => pending.Cancel(null, call).Value.Task,
            _ => pending.Skip(null, false, call).Value.Task,
        };
    }
}

/// <summary>A call task with 60 minutes that count every second.</summary>
internal static class SomeTask
{
    public static readonly Instant Start = Instant.FromUtc(2026, 3, 4, 4, 30);

    public static readonly IClockTimes Times = new Wall();

    public static SalesTask Pending() =>
        new SalesTask
        {
            Id = SalesTaskId.Of("T-1"),
            Title = "Call the lead",
            Type = TaskType.Call,
            EntityRef = new EntityRef(EntityKind.Lead, "K0-100001"),
            OwnerId = "A0-0002",
            TeamId = "TM-1",
            Optional = true,
            CreatedAt = Start,
            UpdatedAt = Start,
        }.StartClock(new SlaTerms(60, "default", SlaClock.WallKey), Times, Start);

    private sealed class Wall : IClockTimes
    {
        public IClockTime Of(string key) => WallTime.Instance;
    }
}
