using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Moves;
using KoSales.Domain.Pipelines.Workflows;
using NodaTime;

namespace KoSales.Tests.Pipelines.Moves;

public sealed class TransitionTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 22, 7, 30);
    private static readonly Command ByAgent = new(
        new Actor("A0-0002", [Role.Agent], "TM-1"),
        Now,
        "trace"
    );
    private static readonly PipelineDefinition Definition = new(
        "PW-1",
        1,
        PipelineKind.Lead,
        DefaultPipelines.Stages(PipelineKind.Lead, _ => null)
    );
    private static readonly MoveFacts NothingMissing = new(
        _ => true,
        _ => [],
        [],
        new HashSet<string>()
    );

    private static Pipeline Started =>
        Transition.Start(
            "LP-1",
            new EntityRef(EntityKind.Lead, "K0-100001"),
            Definition,
            new PipelineStart(Definition.Initial, "A0-0002", "TM-1"),
            ByAgent
        );

    [Fact]
    public void A_move_closes_the_visit_in_the_ledger_and_opens_the_next()
    {
        var move = Move(Started, "contacted").Value;
        Assert.Equal("contacted", move.Pipeline.Stage);
        Assert.Equal("LP-1.2", move.Pipeline.FlowInstanceId);
        Assert.Equal(
            (Now, 45),
            (move.Pipeline.History[0].LeftAt, move.Pipeline.History[0].BusinessMinutes)
        );
        Assert.Equal(
            ("contacted", 2),
            (move.Pipeline.History[1].Stage, move.Pipeline.History[1].Visit)
        );
        Assert.Equal(2, move.Pipeline.Version);
    }

    [Fact]
    public void A_stale_expectation_is_told_the_current_stage()
    {
        var fault = Assert.Single(
            Started
                .Move(
                    new MoveRequest("contacted", null, "qualified"),
                    Definition,
                    NothingMissing,
                    0,
                    ByAgent
                )
                .Faults
        );
        Assert.Equal(
            (FaultKind.Conflict, "pipeline.stage_moved", "new"),
            (fault.Kind, fault.Code, fault.Facts!["current_stage"].ToString())
        );
    }

    [Fact]
    public void A_decision_about_an_earlier_visit_of_the_same_stage_does_not_count()
    {
        var again = Move(
            Move(Move(Started, "contacted").Value.Pipeline, "nurture").Value.Pipeline,
            "contacted"
        ).Value.Pipeline;
        Verdict<StageMove> Decided(int visit) =>
            again.Move(
                new MoveRequest("qualified", null, "contacted", Automatic: true)
                {
                    ExpectedVisit = visit,
                },
                Definition,
                NothingMissing,
                0,
                ByAgent
            );
        Assert.Equal("pipeline.stage_moved", Assert.Single(Decided(2).Faults).Code);
        Assert.Equal("qualified", Decided(4).Value.Pipeline.Stage);
    }

    [Fact]
    public void Every_unmet_condition_comes_back_at_once()
    {
        var strict = new PipelineDefinition(
            "PW-1",
            1,
            PipelineKind.Lead,
            [
                .. Definition.Stages.Select(s =>
                    s.Key == "qualified"
                        ? s with
                        {
                            RequiredFields = ["address.pincode"],
                            RequiredDocuments = ["gst_certificate"],
                        }
                        : s
                ),
            ]
        );
        var facts = new MoveFacts(
            _ => false,
            _ =>
                [new UnmetCondition("entry_guard", "/score", "score is 3, not ≥ 50.", "Raise it.")],
            [("T-1", "Call the lead")],
            new HashSet<string>()
        );
        var faults = Started
            .Move(new MoveRequest("qualified", null, null), strict, facts, 0, ByAgent)
            .Faults;
        Assert.Equal(
            [
                "pipeline.transition_refused",
                "not_allowed_next",
                "required_field",
                "entry_guard",
                "open_task",
                "required_document",
            ],
            faults.Select(f => f.Code)
        );
        Assert.Equal("/address/pincode", faults[2].Pointer);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    public void The_reason_of_the_move_is_the_lost_reason_that_a_stage_asks_for(string? none)
    {
        var asking = new PipelineDefinition(
            "PW-1",
            1,
            PipelineKind.Lead,
            [
                .. Definition.Stages.Select(s =>
                    s.Key is "lost" or "contacted" ? s with { RequiredFields = ["lost_reason"] } : s
                ),
            ]
        );
        var facts = NothingMissing with { HasValue = _ => false, KeepsLostReason = true };
        Verdict<StageMove> To(string stage, string? why) =>
            Started.Move(new MoveRequest(stage, why, null), asking, facts, 0, ByAgent);

        Assert.False(To("lost", "price").IsRefused);
        var refused = To("lost", none).Faults;
        Assert.Equal(
            ["pipeline.transition_refused", "required_field"],
            refused.Select(f => f.Code)
        );
        Assert.Equal("/lost_reason", refused[1].Pointer);
        Assert.Contains("reason", refused[1].Facts!["hint"].ToString(), StringComparison.Ordinal);
        Assert.True(To("contacted", "price").IsRefused);
    }

    [Fact]
    public void A_forced_move_passes_the_checks_and_says_so_in_the_ledger()
    {
        var move = Started
            .Move(
                new MoveRequest("converted", "agreed by phone", null, Forced: true),
                Definition,
                NothingMissing,
                0,
                ByAgent
            )
            .Value;
        Assert.True(move.Pipeline.History[^1].Forced);
        Assert.Equal(PipelineStatus.Won, move.Pipeline.Status);
    }

    [Fact]
    public void A_chain_of_automatic_moves_stops_visibly()
    {
        var pipeline = Started;
        for (var n = 0; n < Transition.LongestChain; n++)
        {
            var to = pipeline.Stage == "contacted" ? "nurture" : "contacted";
            pipeline = pipeline
                .Move(
                    new MoveRequest(to, null, null, Automatic: true),
                    Definition,
                    NothingMissing,
                    0,
                    ByAgent
                )
                .Value.Pipeline;
        }

        var refused = pipeline.Move(
            new MoveRequest(
                pipeline.Stage == "contacted" ? "nurture" : "contacted",
                null,
                null,
                Automatic: true
            ),
            Definition,
            NothingMissing,
            0,
            ByAgent
        );
        Assert.Contains(refused.Faults, f => f.Code == "flow_loop");
        Assert.Equal(
            0,
            Move(
                pipeline,
                pipeline.Stage == "contacted" ? "nurture" : "contacted"
            ).Value.Pipeline.AutoDepth
        );
    }

    [Fact]
    public void An_ended_pipeline_moves_only_by_reopening()
    {
        var lost = Move(Started, "lost").Value.Pipeline;
        Assert.Equal("pipeline.closed", Assert.Single(Move(lost, "contacted").Faults).Code);
        var reopened = lost.Reopen(null, "called back", Definition, ByAgent).Value.Pipeline;
        Assert.Equal(
            ("new", 3, PipelineStatus.Open),
            (reopened.Stage, reopened.Visit, reopened.Status)
        );
        Assert.Equal(
            "pipeline.open",
            Assert.Single(reopened.Reopen(null, "again", Definition, ByAgent).Faults).Code
        );
    }

    private static Verdict<StageMove> Move(Pipeline pipeline, string to) =>
        pipeline.Move(new MoveRequest(to, null, null), Definition, NothingMissing, 45, ByAgent);
}
