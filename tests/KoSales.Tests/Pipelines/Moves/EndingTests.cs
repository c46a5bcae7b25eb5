using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Moves;
using KoSales.Domain.Pipelines.Workflows;
using NodaTime;

namespace KoSales.Tests.Pipelines.Moves;

public sealed class EndingTests
{
    private static readonly Command ByAgent = new(
        new Actor("A0-0002", [Role.Agent], "TM-1"),
        Instant.FromUtc(2026, 11, 22, 7, 30),
        "trace"
    );

    private static readonly MoveFacts NothingMissing = new(
        _ => true,
        _ => [],
        [("T-1", "Call")],
        new HashSet<string>()
    );

    private static PipelineDefinition Definition(params IReadOnlyList<StageDefinition> stages) =>
        new("PW-1", 1, PipelineKind.Lead, stages);

    private static readonly PipelineDefinition Usual = Definition([
        .. DefaultPipelines.Stages(PipelineKind.Lead, _ => null),
    ]);

    private static Pipeline Started(PipelineDefinition definition) =>
        Transition.Start(
            "LP-1",
            new EntityRef(EntityKind.Lead, "K0-100001"),
            definition,
            new PipelineStart(definition.Initial, "A0-0002", "TM-1"),
            ByAgent
        );

    [Fact]
    public void A_pipeline_is_won_from_its_first_stage_though_a_task_is_open()
    {
        var won = Started(Usual).Win("converted", Usual, NothingMissing, 45, ByAgent).Value;

        Assert.Equal(
            (PipelineStatus.Won, "converted", 45),
            (won.Pipeline.Status, won.Pipeline.Stage, won.Left.BusinessMinutes)
        );
    }

    [Fact]
    public void All_that_the_won_stage_asks_for_and_that_is_missing_is_named_at_once()
    {
        var definition = Definition([
            .. Usual.Stages.Select(s =>
                s.Type == StageType.Won
                    ? s with
                    {
                        RequiredFields = ["address.pincode"],
                        RequiredDocuments = ["pesticide_licence"],
                    }
                    : s
            ),
        ]);
        var facts = NothingMissing with
        {
            HasValue = _ => false,
            MeetsGuard = _ => [new UnmetCondition("entry_guard", "/kind", "kind", "Change it.")],
        };

        var refused = Started(definition).Win(null, definition, facts, 0, ByAgent);

        Assert.Equal(
            ["pipeline.transition_refused", "required_field", "entry_guard", "required_document"],
            refused.Faults.Select(f => f.Code)
        );
    }

    [Fact]
    public void A_pipeline_that_has_ended_is_not_won_again()
    {
        var won = Started(Usual).Win(null, Usual, NothingMissing, 0, ByAgent).Value.Pipeline;

        var again = won.Win(null, Usual, NothingMissing, 0, ByAgent);

        Assert.Equal("pipeline.closed", Assert.Single(again.Faults).Code);
    }
}
