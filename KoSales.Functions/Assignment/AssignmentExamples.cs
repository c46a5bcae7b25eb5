using KoSales.Domain.Assignment;
using KoSales.Functions.Assignment.Loads;

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
                Claims =
                [
                    new ClaimView
                    {
                        Relation = "contacts",
                        Id = ExampleNames.Contact,
                        Moves = true,
                        To = new HolderView(ExampleNames.Agent, ExampleNames.Team),
                        Why = ClaimReason.LargestOpenDeal,
                        By = new EntityRef(EntityKind.Deal, ExampleNames.Deal),
                    },
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
    ];
}
