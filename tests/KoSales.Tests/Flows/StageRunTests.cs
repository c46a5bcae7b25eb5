using KoSales.Domain.Calendars;
using KoSales.Domain.Flows;
using KoSales.Domain.Tasks;
using KoSales.Domain.Work;
using NodaTime;

namespace KoSales.Tests.Flows;

public sealed class StageRunTests
{
    private static readonly DateTimeZone India = DateTimeZoneProviders.Tzdb["Asia/Kolkata"];

    /// <summary>Wednesday 4 March 2026, 10:00 in India.</summary>
    private static readonly Instant Entered = Instant.FromUtc(2026, 3, 4, 4, 30);

    private static readonly TaskPlan CallPlan = new()
    {
        Steps =
        [
            new TaskStep
            {
                Key = "call",
                Title = "Call the lead",
                Outcomes =
                [
                    new TaskOutcome("connected", "Connected", NextStage: "contacted"),
                    new TaskOutcome(
                        "no_answer",
                        "No answer",
                        Retry: new AttemptLadder(120, 3, "nurture")
                    ),
                ],
                OnBreach =
                [
                    new EscalationRung(0, EscalationAction.Notify),
                    new EscalationRung(60, EscalationAction.ReassignManager),
                ],
            },
        ],
    };

    private static readonly TaskPlan ChainPlan = new()
    {
        Steps =
        [
            new TaskStep { Key = "ask", Title = "Ask for documents" },
            new TaskStep
            {
                Key = "verify",
                Title = "Verify them",
                DependsOn = ["ask"],
                DelayMinutes = 60,
            },
            new TaskStep
            {
                Key = "gift",
                Title = "Send a sample",
                Optional = true,
            },
        ],
        Completion = CompletionRule.RequiredOnly,
        AutoAdvanceTo = "active",
    };

    [Fact]
    public void A_stage_opens_the_steps_that_wait_for_nothing()
    {
        var decision = Run(ChainPlan).Next([], Entered);
        Assert.Equal(
            ["ask", "gift"],
            decision.Acts.OfType<StageAct.OpenTask>().Select(a => a.Step.Key)
        );
        Assert.Null(decision.NextCheckAt);
    }

    [Fact]
    public void A_step_begins_its_business_delay_after_what_it_waits_for()
    {
        var closed = Entered + Duration.FromHours(8);
        TaskFact[] tasks = [Done("ask", closed), Open("gift")];
        var before = Run(ChainPlan).Next(tasks, closed);
        Assert.Empty(before.Acts);
        var nextMorning = Instant.FromUtc(2026, 3, 5, 4, 30);
        Assert.Equal(nextMorning, before.NextCheckAt);
        Assert.Equal(
            new StageAct.OpenTask(ChainPlan.Steps[1], 1),
            Assert.Single(Run(ChainPlan).Next(tasks, nextMorning).Acts)
        );
    }

    [Fact]
    public void Required_steps_done_advance_by_themselves_while_an_optional_one_is_open()
    {
        var decision = Run(ChainPlan)
            .Next([Done("ask", Entered), Done("verify", Entered), Open("gift")], Entered);
        Assert.Equal(new StageAct.Advance("active", null), Assert.Single(decision.Acts));
        Assert.True(decision.IsThrough);
    }

    [Fact]
    public void A_cancelled_task_is_nobodys_word_that_the_work_was_done()
    {
        var decision = Run(ChainPlan)
            .Next(
                [Fact("ask", TaskState.Cancelled, null, Entered), Open("gift")],
                Entered + Duration.FromDays(5)
            );
        Assert.Empty(decision.Acts);
        Assert.False(decision.IsThrough);
    }

    [Fact]
    public void An_outcome_names_the_next_stage()
    {
        var decision = Run(CallPlan).Next([Done("call", Entered, "connected")], Entered);
        Assert.Equal(new StageAct.Advance("contacted", "T-call-1"), Assert.Single(decision.Acts));
    }

    [Fact]
    public void No_answer_is_tried_again_in_another_part_of_the_day()
    {
        var morning = Done("call", Instant.FromUtc(2026, 3, 4, 4, 0), "no_answer");
        var waiting = Run(CallPlan).Next([morning], Entered);
        Assert.Empty(waiting.Acts);
        var noon = Instant.FromUtc(2026, 3, 4, 6, 30);
        Assert.Equal(noon, waiting.NextCheckAt!.Value - Duration.FromTicks(1));
        var open = Assert.IsType<StageAct.OpenTask>(
            Assert.Single(Run(CallPlan).Next([morning], noon + Duration.FromSeconds(1)).Acts)
        );
        Assert.Equal(2, open.Attempt);
    }

    [Fact]
    public void After_the_last_attempt_the_policy_names_the_stage()
    {
        TaskFact[] tasks =
        [
            .. Enumerable
                .Range(1, 4)
                .Select(n => Done("call", Entered + Duration.FromDays(n), "no_answer", n)),
        ];
        Assert.IsType<StageAct.OpenTask>(
            Assert.Single(Run(CallPlan).Next(tasks[..3], Entered + Duration.FromDays(9)).Acts)
        );
        Assert.Equal(
            new StageAct.Advance("nurture", "T-call-4"),
            Assert.Single(Run(CallPlan).Next(tasks, Entered + Duration.FromDays(9)).Acts)
        );
    }

    [Fact]
    public void Breached_work_escalates_in_business_minutes_until_somebody_acknowledges()
    {
        var due = Entered + Duration.FromHours(8);
        var task = Open("call") with { BreachedAt = due };
        var first = Run(CallPlan).Next([task], due);
        Assert.Equal(
            new StageAct.Escalate("T-call-1", 1, EscalationAction.Notify),
            Assert.Single(first.Acts)
        );
        Assert.Equal(Instant.FromUtc(2026, 3, 5, 4, 30), first.NextCheckAt);
        Assert.Empty(
            Run(CallPlan).Next([task with { Acknowledged = true }], due + Duration.FromDays(3)).Acts
        );
        Assert.Equal(
            2,
            Assert
                .IsType<StageAct.Escalate>(
                    Assert.Single(
                        Run(CallPlan)
                            .Next([task with { Level = 1 }], due + Duration.FromDays(3))
                            .Acts
                    )
                )
                .Level
        );
    }

    [Fact]
    public void Deciding_again_on_the_same_facts_gives_the_same_decision()
    {
        TaskFact[] tasks = [Done("ask", Entered), Open("gift")];
        var later = Entered + Duration.FromHours(2);
        Assert.Equal(
            Run(ChainPlan).Next(tasks, later).Acts,
            Run(ChainPlan).Next([.. tasks.Reverse()], later).Acts
        );
    }

    [Fact]
    public void A_step_named_by_an_outcome_waits_until_it_is_named()
    {
        var plan = new TaskPlan
        {
            Steps =
            [
                new TaskStep
                {
                    Key = "call",
                    Title = "Call",
                    Outcomes =
                    [
                        new TaskOutcome("visit", "Wants a visit", NextStep: "visit"),
                        new TaskOutcome("no", "No"),
                    ],
                },
                new TaskStep { Key = "visit", Title = "Visit" },
            ],
            AutoAdvanceTo = "qualified",
        };
        Assert.Equal(
            "call",
            Assert
                .IsType<StageAct.OpenTask>(Assert.Single(Run(plan).Next([], Entered).Acts))
                .Step.Key
        );
        Assert.Equal(
            "visit",
            Assert
                .IsType<StageAct.OpenTask>(
                    Assert.Single(Run(plan).Next([Done("call", Entered, "visit")], Entered).Acts)
                )
                .Step.Key
        );
        Assert.IsType<StageAct.Advance>(
            Assert.Single(Run(plan).Next([Done("call", Entered, "no")], Entered).Acts)
        );
    }

    private static StageRun Run(TaskPlan plan) =>
        new(plan, Entered, WorkingTime.For(CalendarDefinition.Default, Entered).Value, India);

    private static TaskFact Open(string step) => Fact(step, TaskState.Pending, null, null);

    private static TaskFact Done(
        string step,
        Instant at,
        string? outcome = null,
        int attempt = 1
    ) => Fact(step, TaskState.Done, outcome, at, attempt);

    private static TaskFact Fact(
        string step,
        TaskState status,
        string? outcome,
        Instant? closedAt,
        int attempt = 1
    ) => new($"T-{step}-{attempt}", step, attempt, status, outcome, closedAt, null, 0, false);
}
