using KoSales.Domain.AssignmentJobs;
using KoSales.Domain.Jobs;
using KoSales.Domain.Planning;
using KoSales.Functions.Jobs;

namespace KoSales.Functions.AssignmentJobs;

internal static class AssignmentJobExamples
{
    private const string Self = $"{Routes.Base}cohort-assignment-jobs/{ExampleNames.AssignmentJob}";

    public static readonly ContractExample[] All =
    [
        ContractExample.Of(
            new AssignCohort
            {
                Strategy = PlanStrategy.CapacityWeighted,
                Agents =
                [
                    new AgentPart { AgentId = ExampleNames.Agent },
                    new AgentPart { AgentId = ExampleNames.Colleague, Weight = 2 },
                ],
                Scope = AssignmentScope.Unassigned,
                DryRun = false,
            }
        ),
        ContractExample.Of(
            new RedistributePortfolio
            {
                Strategy = PlanStrategy.LeastLoaded,
                Agents = [new AgentPart { AgentId = ExampleNames.Colleague }],
            }
        ),
        ContractExample.Of(Job()),
        ContractExample.Of(
            new AssignmentDigestView
            {
                Id = "CAJ-1.A0-0002",
                JobId = ExampleNames.AssignmentJob,
                CohortId = ExampleNames.Cohort,
                OwnerId = ExampleNames.Agent,
                TeamId = ExampleNames.Team,
                Assigned = 2933,
                CreatedAt = ExampleNames.After(1),
            }
        ),
        ContractExample.Of(
            new AssignmentExplanation(
                ExampleNames.Lead,
                "assigned",
                ExampleNames.Agent,
                Reason: null,
                Batch: 1,
                [
                    new CandidateAnswer(ExampleNames.Agent, []),
                    new CandidateAnswer(ExampleNames.Colleague, ["language"]),
                ]
            )
        ),
    ];

    private static AssignmentJobView Job() =>
        new()
        {
            Id = ExampleNames.AssignmentJob,
            Version = 3,
            Kind = JobKind.CohortAssignment,
            Status = JobStatus.Completed,
            CohortId = ExampleNames.Cohort,
            Entity = EntityKind.Lead,
            RequestedBy = ExampleNames.Manager,
            TeamId = ExampleNames.Team,
            Strategy = PlanStrategy.CapacityWeighted,
            Scope = AssignmentScope.Unassigned,
            OwnedBy = [],
            Agents = Shares(),
            SkillsMatching = true,
            Sticky = true,
            Cascade = true,
            DryRun = false,
            Seed = 1,
            Members = 9240,
            Total = 9000,
            Processed = 9000,
            Succeeded = 8800,
            Assigned = 8800,
            SkippedCount = 200,
            Skipped = new Dictionary<string, long> { ["no_capacity"] = 200 },
            Failed = 0,
            Batches = new BatchCount(90, 90),
            Unassignable = [],
            Errors = [],
            ErrorsUrl = JobLinks.ErrorsOf(Self),
            Links = JobLinks.Of(
                Self,
                ["undo"],
                [new("cohort", $"{Routes.Base}cohorts/{ExampleNames.Cohort}")]
            ),
            Round = 1,
            StartedAt = ExampleNames.Start,
            PlannedAt = ExampleNames.Start,
            FinishedAt = ExampleNames.After(1),
            Progress = 1,
            CreatedAt = ExampleNames.Start,
            UpdatedAt = ExampleNames.After(1),
        };

    private static JobAgent[] Shares() =>
        [
            new(
                ExampleNames.Agent,
                ExampleNames.Team,
                Weight: 1.5m,
                CapacityLeft: 2933,
                Quota: 2933,
                Assigned: 2933,
                Share: 0.33m,
                WhyNot: []
            ),
            new(
                ExampleNames.Colleague,
                ExampleNames.Team,
                Weight: 2,
                CapacityLeft: null,
                Quota: 5867,
                Assigned: 5867,
                Share: 0.67m,
                WhyNot: []
            ),
        ];
}
