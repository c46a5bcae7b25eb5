using System.Text.Json;
using KoSales.Domain.Cohorts;
using KoSales.Domain.Tasks;
using KoSales.Functions.Cohorts.Evaluation;

namespace KoSales.Functions.Cohorts;

internal static class CohortExamples
{
    private static readonly JsonElement DealersOfMp = JsonElement.Parse(
        """
        {"all": [
          {"field": "address.state_code", "op": "eq", "value": "23"},
          {"field": "kind", "op": "in", "value": ["dealer", "distributor"]},
          {"not": {"field": "last_contacted_at", "op": "within_last", "value": "30d"}}
        ]}
        """
    );

    private static readonly JsonElement Explained = JsonElement.Parse(
        """
        {"all": [
          {"field": "address.state_code", "op": "eq", "value": "23", "outcome": "true", "seen": "23"},
          {"field": "kind", "op": "in", "value": ["dealer", "distributor"], "outcome": "true", "seen": "dealer"},
          {"not": {"field": "last_contacted_at", "op": "within_last", "value": "30d", "outcome": "unknown", "seen": "missing"}, "outcome": "true"}
        ], "outcome": "true"}
        """
    );

    private static readonly CohortPin Pin = new(
        ExampleNames.Lead,
        PinKind.Include,
        ExampleNames.Manager,
        ExampleNames.After(30),
        "met at the Sehore fair"
    );

    private static readonly CohortAction Offer = new()
    {
        Type = CohortActionType.CreateTask,
        Title = "Offer the kharif scheme",
        TaskType = TaskType.Call,
        TargetMinutes = 480,
    };

    public static readonly ContractExample[] All =
    [
        .. Bodies(),
        ContractExample.Of(View()),
        ContractExample.Of(
            new CohortExplanationView(
                ExampleNames.Cohort,
                ExampleNames.Lead,
                CohortStatus.Active,
                Member: true,
                Expected: true,
                MemberSource.Rule,
                Pin,
                Explained,
                NextFlipAt: null,
                [new CohortStayView(MemberSource.Rule, ExampleNames.After(31), null)]
            )
        ),
        ContractExample.Of(
            new CohortMembersView(
                [
                    new CohortMemberView(
                        ExampleNames.Cohort,
                        ExampleNames.Lead,
                        MemberSource.Rule,
                        ExampleNames.After(31),
                        null
                    ),
                ],
                NextCursor: null,
                Total: 1
            )
        ),
    ];

    private static ContractExample[] Bodies() =>
        [
            ContractExample.Of(Created()),
            ContractExample.Of(
                new EditCohort { Name = "MP dealers, not called", Rule = DealersOfMp }
            ),
            ContractExample.Of(
                new PreviewCohort
                {
                    Entity = EntityKind.Lead,
                    Rule = DealersOfMp,
                    Sample = 10,
                }
            ),
            ContractExample.Of(
                new PinCohortMembers
                {
                    Ids = [ExampleNames.Lead],
                    Kind = PinKind.Include,
                    Reason = Pin.Reason,
                }
            ),
            ContractExample.Of(new UnpinCohortMembers { Ids = [ExampleNames.Lead] }),
        ];

    private static CreateCohort Created() =>
        new()
        {
            Name = "MP dealers",
            Entity = EntityKind.Lead,
            Mode = CohortMode.Hybrid,
            Rule = DealersOfMp,
            IncludeIds = [],
            ExcludeIds = [],
            OnEnter =
            [
                new CohortActionBody
                {
                    Type = CohortActionType.CreateTask,
                    Title = "Offer the kharif scheme",
                    TaskType = TaskType.Call,
                    TargetMinutes = 480,
                },
            ],
        };

    private static CohortView View() =>
        new()
        {
            Id = CohortId.Of(ExampleNames.Cohort),
            Version = 3,
            Name = "MP dealers",
            Entity = EntityKind.Lead,
            Mode = CohortMode.Hybrid,
            Rule = DealersOfMp,
            IncludeIds = [],
            ExcludeIds = [],
            Pins = [Pin],
            DependsOn = ["address.state_code", "kind", "last_contacted_at"],
            DependsOnCohorts = [],
            Status = CohortStatus.Active,
            RuleFaults = [],
            OnEnter = [Offer],
            OnExit = [],
            Ruling = 2,
            Size = 412,
            LastEvaluatedAt = ExampleNames.After(31),
            EvaluatedRuling = 2,
            EvaluationJobId = ExampleNames.Job,
            Drift = 0,
            CreatedAt = ExampleNames.Start,
            UpdatedAt = ExampleNames.After(31),
            CreatedBy = ExampleNames.Manager,
            UpdatedBy = ExampleNames.Manager,
        };
}
