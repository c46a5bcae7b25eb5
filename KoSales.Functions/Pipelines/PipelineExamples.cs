using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Domain.Tasks;
using KoSales.Domain.Work;
using KoSales.Functions.Pipelines.Board;
using KoSales.Functions.Pipelines.Migration;

namespace KoSales.Functions.Pipelines;

internal static class PipelineExamples
{
    private static readonly PipelineView OfRamesh = new()
    {
        Id = ExampleNames.Pipeline,
        Version = 3,
        Kind = PipelineKind.Lead,
        EntityRef = new EntityRef(EntityKind.Lead, ExampleNames.Lead),
        WorkflowId = ExampleNames.PipelineWorkflow,
        WorkflowVersion = 1,
        Stage = "contacted",
        StageEnteredAt = ExampleNames.After(35),
        Visit = 2,
        Status = PipelineStatus.Open,
        OwnerId = ExampleNames.Agent,
        TeamId = ExampleNames.Team,
        FlowInstanceId = Pipeline.FlowOf(ExampleNames.Pipeline, 2),
        History =
        [
            new StageVisit(
                "new",
                1,
                ExampleNames.Start,
                ExampleNames.After(35),
                35,
                ExampleNames.Admin,
                null,
                false
            ),
            new StageVisit(
                "contacted",
                2,
                ExampleNames.After(35),
                null,
                null,
                ExampleNames.Agent,
                "spoke",
                false
            ),
        ],
        AutoDepth = 0,
        RotsAt = ExampleNames.After(4 * 24 * 60),
        CreatedAt = ExampleNames.Start,
        UpdatedAt = ExampleNames.After(35),
        CreatedBy = ExampleNames.Admin,
        UpdatedBy = ExampleNames.Agent,
    };

    private static readonly TransitionPlan Plan = new()
    {
        Allowed = true,
        Unmet = [],
        TasksToCreate =
        [
            new PlannedTask(
                null,
                "Qualify the lead",
                TaskType.Call,
                "qualify",
                ExampleNames.Agent,
                TaskPriority.Normal,
                null,
                ExampleNames.After(515),
                480
            ),
        ],
        TasksToCancel = [],
        EntityStatus = "open",
        PipelineStatus = PipelineStatus.Open,
        NextCheckAt = ExampleNames.After(515),
    };

    public static readonly ContractExample[] All =
    [
        ContractExample.Of(
            new TransitionPipeline
            {
                To = "contacted",
                Reason = "spoke",
                ExpectedStage = "new",
            }
        ),
        ContractExample.Of(new ReopenPipeline { To = "contacted", Reason = "called back" }),
        ContractExample.Of(OfRamesh),
        ContractExample.Of(
            OfRamesh with
            {
                Id = "CP-1",
                Kind = PipelineKind.Contact,
                EntityRef = new EntityRef(EntityKind.Contact, "C-1"),
                Stage = "documents",
            },
            "ContactPipelinesList",
            "ContactPipelinesGet"
        ),
        ContractExample.Of(
            OfRamesh with
            {
                Id = "DP-1",
                Kind = PipelineKind.Deal,
                EntityRef = new EntityRef(EntityKind.Deal, "D-1"),
                Stage = "quoted",
            },
            "DealPipelinesList",
            "DealPipelinesGet"
        ),
        ContractExample.Of(Plan),
        ContractExample.Of(Board()),
        .. Migration(),
    ];

    private static BoardView Board() =>
        new(
            PipelineKind.Lead,
            [
                new BoardColumn
                {
                    Stage = "new",
                    Name = "New",
                    Color = "#2e7d32",
                    Count = 412,
                    Rotting = 9,
                    OldestEnteredAt = ExampleNames.Start,
                    OldestMinutes = 1080,
                    MedianMinutes = 45,
                },
            ]
        );

    private static ContractExample[] Migration() =>
        [
            ContractExample.Of(
                new MigratePipelines
                {
                    FromVersion = 1,
                    ToVersion = 2,
                    StageMap = new Dictionary<string, string>
                    {
                        ["new"] = "new",
                        ["contacted"] = "spoken_to",
                    },
                }
            ),
            ContractExample.Of(
                new MigrationPreview(
                    ExampleNames.PipelineWorkflow,
                    1,
                    2,
                    Total: 540,
                    [
                        new MigratedStage("new", "new", 412),
                        new MigratedStage("contacted", "spoken_to", 128),
                    ],
                    Orphans: []
                )
            ),
        ];
}
