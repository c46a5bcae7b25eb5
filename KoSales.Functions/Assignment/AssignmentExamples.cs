using KoSales.Domain.Assignment;
using KoSales.Functions.Absences;
using NodaTime;

namespace KoSales.Functions.Assignment;

internal static class AssignmentExamples
{
    public static readonly ContractExample[] All =
    [
        ContractExample.Of(
            new AssignmentPreview
            {
                Id = ExampleNames.Lead,
                From = new HolderView(null, ExampleNames.Team),
                To = new HolderView(ExampleNames.Agent, ExampleNames.Team),
                Changes = true,
                Relations =
                [
                    new RelationView(
                        "tasks",
                        RelationPolicy.TransferIfOldOwners,
                        Transferred: 1,
                        Kept: 0,
                        Unassigned: 0
                    ),
                ],
                Loads = [new AgentLoadView(ExampleNames.Agent, OpenLeads: 84, OpenTasks: 31)],
            }
        ),
        ContractExample.Of(
            new AssignmentUndone
            {
                Reversed = 1,
                Kept = 0,
                TasksReversed = 1,
                Reasons = [],
            }
        ),
        ContractExample.Of(
            new LoadAuditView(
                [
                    new LoadViolation(
                        ExampleNames.Agent,
                        OpenLeads: 84,
                        CountedLeads: 83,
                        OpenTasks: 31,
                        CountedTasks: 31
                    ),
                ],
                Repaired: true
            )
        ),
        ContractExample.Of(
            new DelegationView
            {
                Id = "A0-0002.2026-12-21",
                Version = 3,
                AgentId = ExampleNames.Agent,
                TeamId = ExampleNames.Team,
                DelegateId = ExampleNames.Colleague,
                From = new LocalDate(2026, 12, 21),
                Until = new LocalDate(2026, 12, 24),
                Status = DelegationStatus.Active,
                Leads = 84,
                Tasks = 31,
                Returned = 0,
                Kept = 0,
                CreatedAt = ExampleNames.Start,
                UpdatedAt = ExampleNames.After(5),
            }
        ),
    ];
}
