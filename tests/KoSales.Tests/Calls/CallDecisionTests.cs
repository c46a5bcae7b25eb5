using KoSales.Domain.Assignment;
using KoSales.Domain.Calls;
using KoSales.Domain.Tasks;
using KoSales.Domain.Work;
using NodaTime;
using static KoSales.Tests.Leads.LeadSamples;

namespace KoSales.Tests.Calls;

public sealed class CallDecisionTests
{
    private static readonly EntityRef Customer = new(EntityKind.Customer, "CT-12");

    private static readonly CallReport Spoken = new()
    {
        AgentId = Agent.Id,
        Status = CallStatus.Completed,
        StartedAt = Now - Duration.FromMinutes(5),
        AnsweredAt = Now - Duration.FromMinutes(4),
        EndedAt = Now,
        Disposition = CallDisposition.Connected,
    };

    private static Call Logged(
        CallReport report,
        CallDirection direction = CallDirection.Outbound
    ) =>
        CallDecisions
            .Log(
                new CallDraft
                {
                    EntityRef = Customer,
                    Holder = new Holder(Agent.Id, "TM-1"),
                    Direction = direction,
                    Report = report,
                },
                CallId.Of("CALL-1"),
                By(Agent)
            )
            .Call;

    private static SalesTask CallTask(string id, string? owner, int createdMinutesAgo) =>
        new()
        {
            Id = SalesTaskId.Of(id),
            Title = "Call",
            Type = TaskType.Call,
            EntityRef = Customer,
            OwnerId = owner,
            DueAt = Now,
            CreatedAt = Now - Duration.FromMinutes(createdMinutesAgo),
        };

    [Fact]
    public void Talking_is_counted_from_answer_to_end()
    {
        var call = Logged(Spoken);

        Assert.Equal((240, true), (call.DurationSeconds, call.IsConnected));
    }

    [Theory]
    [InlineData(
        CallDirection.Outbound,
        CallStatus.Completed,
        CallDisposition.Connected,
        true,
        true
    )]
    [InlineData(CallDirection.Outbound, CallStatus.Completed, CallDisposition.Callback, true, true)]
    [InlineData(CallDirection.Outbound, CallStatus.Completed, CallDisposition.Busy, false, true)]
    [InlineData(
        CallDirection.Outbound,
        CallStatus.Completed,
        CallDisposition.WrongNumber,
        false,
        true
    )]
    [InlineData(CallDirection.Outbound, CallStatus.Missed, null, false, true)]
    [InlineData(CallDirection.Outbound, CallStatus.Failed, null, false, false)]
    [InlineData(CallDirection.Outbound, CallStatus.Ringing, null, false, false)]
    [InlineData(CallDirection.Inbound, CallStatus.Completed, CallDisposition.Connected, true, true)]
    [InlineData(CallDirection.Inbound, CallStatus.Missed, null, false, false)]
    public void What_counts_as_connected_and_as_contact(
        CallDirection direction,
        CallStatus status,
        CallDisposition? disposition,
        bool connected,
        bool contact
    )
    {
        var report = new CallReport
        {
            Status = status,
            StartedAt = Now,
            Disposition = disposition,
        };

        var call = Logged(report, direction);

        Assert.Equal((connected, contact), (call.IsConnected, call.IsContact));
    }

    [Fact]
    public void All_that_does_not_fit_is_said_at_once()
    {
        var report = new CallReport
        {
            Status = CallStatus.Missed,
            StartedAt = Now + Duration.FromHours(1),
            AnsweredAt = Now,
            EndedAt = Now - Duration.FromHours(1),
            Disposition = CallDisposition.Connected,
            CallbackAt = Now,
        };

        Assert.Equal(
            [
                "/answered_at",
                "/callback_at",
                "/callback_at",
                "/disposition",
                "/ended_at",
                "/started_at",
            ],
            report.Faults(Now).Select(f => f.Pointer).Order()
        );
        Assert.Empty(Spoken.Faults(Now));
    }

    [Fact]
    public void Reports_of_a_provider_come_to_the_same_in_any_order()
    {
        CallReport[] reports =
        [
            new() { Status = CallStatus.Ringing, StartedAt = Spoken.StartedAt },
            new()
            {
                Status = CallStatus.InProgress,
                StartedAt = Spoken.StartedAt,
                AnsweredAt = Spoken.AnsweredAt,
            },
            Spoken,
        ];
        int[][] orders =
        [
            [0, 1, 2],
            [2, 1, 0],
            [1, 2, 0],
            [2, 0, 1, 2, 2],
        ];

        var ends = orders.Select(order =>
        {
            var call = Logged(reports[order[0]]);
            return order.Skip(1).Aggregate(call, (c, i) => c.Hear(reports[i], By(Agent)).Call);
        });

        Assert.All(
            ends,
            call =>
                Assert.Equal(
                    (CallStatus.Completed, CallDisposition.Connected, 240, Agent.Id),
                    (call.Status, call.Disposition, call.DurationSeconds, call.AgentId)
                )
        );
    }

    [Fact]
    public void A_report_that_says_nothing_new_changes_nothing()
    {
        var call = Logged(Spoken);

        Assert.Same(call, call.Hear(Spoken, By(Agent)).Call);
    }

    [Fact]
    public void Whoever_made_a_call_and_the_managers_say_what_came_of_it()
    {
        var call = Logged(Spoken);
        var report = CallReport.Of(call) with { Disposition = CallDisposition.NotInterested };

        var changed = call.Edit(report, By(Manager)).Value;

        Assert.Equal(CallDisposition.NotInterested, changed.Call.Disposition);
        Assert.Equal("disposition", Assert.Single(changed.Changes).Field);
        Assert.Equal(
            "call.not_yours",
            call.Edit(report, By(new Actor("A0-0099", [Role.Agent], "TM-1"))).Faults[0].Code
        );
        Assert.Equal(
            "call.ended",
            call.Edit(report with { Status = CallStatus.Ringing }, By(Agent)).Faults[0].Code
        );
    }

    [Theory]
    [InlineData(CallDisposition.Connected, "connected")]
    [InlineData(CallDisposition.Busy, "no_answer")]
    [InlineData(CallDisposition.SwitchedOff, "no_answer")]
    [InlineData(CallDisposition.Callback, "connected")]
    [InlineData(CallDisposition.WrongNumber, null)]
    public void A_disposition_stands_for_the_nearest_outcome_of_the_step(
        CallDisposition disposition,
        string? outcome
    ) =>
        Assert.Equal(
            outcome,
            CallOutcomes.Of(
                disposition,
                [new("connected", "Connected"), new("no_answer", "No answer")]
            )
        );

    [Fact]
    public void The_task_that_was_there_and_is_the_callers_own_is_the_one_that_was_worked()
    {
        var call = Logged(Spoken);

        var found = CallOutcomes.TaskOf(
            call,
            [
                CallTask("T-1", null, 10),
                CallTask("T-2", Agent.Id, 10),
                CallTask("T-3", Agent.Id, -1),
                CallTask("T-4", "A0-0099", 20),
                CallTask("T-5", Agent.Id, 20) with
                {
                    Type = TaskType.Visit,
                },
                CallTask("T-6", Agent.Id, 20) with
                {
                    Status = TaskState.Done,
                },
            ]
        );

        Assert.Equal("T-2", found?.Key);
        Assert.Null(CallOutcomes.TaskOf(call, [CallTask("T-4", "A0-0099", 20)]));
    }
}
