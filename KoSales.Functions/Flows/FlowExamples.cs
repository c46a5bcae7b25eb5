using KoSales.Domain.Tasks;
using KoSales.Domain.Work;

namespace KoSales.Functions.Flows;

internal static class FlowExamples
{
    public static readonly ContractExample[] All =
    [
        ContractExample.Of(
            new FlowView
            {
                InstanceId = "LP-1.1",
                PipelineId = ExampleNames.Pipeline,
                Stage = "new",
                Visit = 1,
                EnteredAt = ExampleNames.Start,
                WorkflowId = ExampleNames.TaskWorkflow,
                WorkflowVersion = 1,
                Completion = CompletionRule.All,
                Orchestration = new FlowOrchestration(
                    "Running",
                    ExampleNames.Start.ToDateTimeOffset(),
                    ExampleNames.After(1).ToDateTimeOffset(),
                    null
                ),
                Steps =
                [
                    new FlowStep(
                        "call",
                        "Call the lead",
                        FlowStepState.Open,
                        1,
                        ExampleNames.Task,
                        null,
                        []
                    ),
                ],
                OpenTasks =
                [
                    new FlowTask(
                        ExampleNames.Task,
                        "call",
                        "Call the lead",
                        TaskState.Pending,
                        ExampleNames.Agent,
                        ExampleNames.After(60),
                        null,
                        0
                    ),
                ],
                Decisions = [],
                NextCheckAt = ExampleNames.After(60),
                History =
                [
                    new FlowAct(ExampleNames.Start, "entered", null, "system", null),
                    new FlowAct(
                        ExampleNames.After(1),
                        "task_created",
                        ExampleNames.Task,
                        "system",
                        null
                    ),
                ],
            }
        ),
    ];
}
