using KoSales.Domain.Pipelines.Workflows;
using KoSales.Domain.Tasks;

namespace KoSales.Tests.Pipelines.Workflows;

public sealed class DefinitionCheckTests
{
    [Fact]
    public void Every_fault_of_a_definition_is_named_with_its_place()
    {
        StageDefinition[] stages =
        [
            new()
            {
                Key = "new",
                Name = "New",
                Order = 1,
                AllowedNext = ["gone", "new"],
            },
            new()
            {
                Key = "island",
                Name = "Island",
                Order = 2,
            },
            new()
            {
                Key = "won",
                Name = "Won",
                Order = 3,
                Type = StageType.Won,
                AllowedNext = ["new"],
            },
            new()
            {
                Key = "won",
                Name = "Won again",
                Order = 3,
                Type = StageType.Won,
            },
        ];
        var faults = DefinitionCheck.Faults(PipelineKind.Lead, stages);
        Assert.Equal(
            [
                "/stages/3/key workflow.duplicate_stage",
                "/stages/3/order workflow.duplicate_order",
                "/stages/0/allowed_next/0 workflow.unknown_stage",
                "/stages/0/allowed_next/1 workflow.self_loop",
                "/stages/2/allowed_next workflow.terminal_goes_on",
                "/stages workflow.no_end",
                "/stages/0 workflow.no_way_out",
                "/stages/1 workflow.unreachable",
                "/stages/1 workflow.no_way_out",
                "/stages/2 workflow.unreachable",
                "/stages/3 workflow.unreachable",
            ],
            faults.Select(f => $"{f.Pointer} {f.Code}")
        );
    }

    [Fact]
    public void A_plan_whose_steps_wait_for_each_other_is_refused()
    {
        var plan = new TaskPlan
        {
            Steps =
            [
                new TaskStep
                {
                    Key = "a",
                    Title = "A",
                    DependsOn = ["b"],
                },
                new TaskStep
                {
                    Key = "b",
                    Title = "B",
                    DependsOn = ["c"],
                },
                new TaskStep
                {
                    Key = "c",
                    Title = "C",
                    Outcomes = [new TaskOutcome("x", "X")],
                    DependsOn = ["a"],
                },
                new TaskStep
                {
                    Key = "d",
                    Title = "D",
                    Assignee = "somebody",
                },
            ],
        };
        Assert.Equal(
            [
                "/steps/3/assignee workflow.assignee",
                "/steps/0 workflow.cycle",
                "/steps/1 workflow.cycle",
                "/steps/2 workflow.cycle",
            ],
            PlanCheck.Faults(plan).Select(f => $"{f.Pointer} {f.Code}")
        );
    }
}
