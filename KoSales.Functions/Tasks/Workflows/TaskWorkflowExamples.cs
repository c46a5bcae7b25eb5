using KoSales.Domain.Tasks;
using KoSales.Domain.Work;

namespace KoSales.Functions.Tasks.Workflows;

internal static class TaskWorkflowExamples
{
    private static readonly CreateTaskWorkflow First = new()
    {
        Name = "First call",
        Completion = CompletionRule.All,
        Steps =
        [
            new StepBody
            {
                Key = "call",
                Title = "Call the lead",
                Type = TaskType.Call,
                Priority = TaskPriority.High,
                Assignee = "owner",
                TargetMinutes = 60,
                Outcomes =
                [
                    new OutcomeBody
                    {
                        Key = "connected",
                        Name = "Connected",
                        NextStage = "contacted",
                    },
                    new OutcomeBody
                    {
                        Key = "no_answer",
                        Name = "No answer",
                        Retry = new RetryBody
                        {
                            AfterMinutes = 120,
                            Times = 3,
                            ThenStage = "nurture",
                        },
                    },
                ],
                OnBreach =
                [
                    new RungBody { AfterMinutes = 0, Action = EscalationAction.Notify },
                    new RungBody { AfterMinutes = 60, Action = EscalationAction.ReassignManager },
                ],
            },
        ],
    };

    public static readonly ContractExample[] All =
    [
        ContractExample.Of(First),
        ContractExample.Of(
            new EditTaskWorkflow { Name = "First call, kharif", AutoAdvanceTo = "contacted" }
        ),
        ContractExample.Of(
            new TaskWorkflowView
            {
                Id = TaskWorkflowId.Of(ExampleNames.TaskWorkflow),
                Version = 3,
                Name = First.Name,
                Status = DefinitionStatus.Published,
                WorkflowVersion = 1,
                Plan = First.ToPlan(),
                CreatedAt = ExampleNames.Start,
                UpdatedAt = ExampleNames.After(5),
                CreatedBy = ExampleNames.Admin,
                UpdatedBy = ExampleNames.Admin,
            }
        ),
    ];
}
