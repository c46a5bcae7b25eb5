using KoSales.Domain.Sla;
using KoSales.Domain.Tasks;
using KoSales.Domain.Work;

namespace KoSales.Functions.Tasks;

internal static class TaskExamples
{
    private static readonly TaskView Call = new()
    {
        Id = SalesTaskId.Of(ExampleNames.Task),
        Version = 3,
        Title = "Call the lead",
        Type = TaskType.Call,
        EntityRef = new EntityRef(EntityKind.Lead, ExampleNames.Lead),
        PipelineId = ExampleNames.Pipeline,
        Stage = "new",
        Visit = 1,
        WorkflowId = ExampleNames.TaskWorkflow,
        WorkflowVersion = 1,
        StepKey = "call",
        Attempt = 1,
        CreationKey = "LP-1.1.call.1",
        OwnerId = ExampleNames.Agent,
        TeamId = ExampleNames.Team,
        Status = TaskState.Pending,
        Priority = TaskPriority.High,
        Optional = false,
        OnLeave = OnLeave.Cancel,
        DueAt = ExampleNames.After(60),
        Sla = new TaskSla
        {
            PolicyId = ExampleNames.SlaPolicy,
            TargetMinutes = 60,
            CalendarId = ExampleNames.Calendar,
            StartedAt = ExampleNames.Start,
            DueAt = ExampleNames.After(60),
            WarnAt = ExampleNames.After(45),
            Clock = SlaClock.Started(
                ExampleNames.Start,
                60,
                ExampleNames.Calendar,
                ExampleNames.Agent
            ),
        },
        Checklist = [new ChecklistItem("Ask for the crop and the acres", false)],
        CreatedAt = ExampleNames.Start,
        UpdatedAt = ExampleNames.After(5),
        CreatedBy = ExampleNames.Admin,
        UpdatedBy = ExampleNames.Agent,
    };

    public static readonly ContractExample[] All =
    [
        .. Bodies(),
        ContractExample.Of(Call),
        ContractExample.Of(
            Call with
            {
                Status = TaskState.InProgress,
            },
            "TasksStart",
            "TasksResume"
        ),
        ContractExample.Of(Call with { Status = TaskState.OnHold }, "TasksHold"),
        ContractExample.Of(
            Call with
            {
                Status = TaskState.Done,
                Outcome = "connected",
                OutcomeNote = "wants a quotation for 20 bottles",
                CompletedAt = ExampleNames.After(35),
                CompletedBy = ExampleNames.Agent,
            },
            "TasksComplete"
        ),
        ContractExample.Of(Call with { Status = TaskState.Cancelled }, "TasksCancel"),
        ContractExample.Of(Call with { Status = TaskState.Skipped }, "TasksSkip"),
    ];

    private static CreateTask Visit =>
        new()
        {
            Title = "Visit the godown",
            Type = TaskType.Visit,
            EntityRef = new TaskEntity { Type = EntityKind.Lead, Id = ExampleNames.Lead },
            OwnerId = ExampleNames.Agent,
            Priority = TaskPriority.High,
            TargetMinutes = 480,
            Checklist = [new ChecklistBody { Text = "Photo of the licence" }],
        };

    private static ContractExample[] Bodies() =>
        [
            ContractExample.Of(Visit),
            ContractExample.Of(
                new EditTask { Priority = TaskPriority.Urgent, NotBefore = ExampleNames.After(120) }
            ),
            ContractExample.Of(
                new CompleteTask
                {
                    Outcome = "connected",
                    Note = "wants a quotation for 20 bottles",
                }
            ),
            ContractExample.Of(new TaskReason { Reason = "waits for the soil report" }),
            ContractExample.Of(
                new ReassignTask { AgentId = ExampleNames.Colleague, Reason = "speaks Gujarati" }
            ),
        ];
}
