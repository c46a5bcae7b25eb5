using System.Text.Json;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.Pipelines.Workflows;

namespace KoSales.Functions.Pipelines;

internal static class WorkflowExamples
{
    private static readonly JsonElement OfDealers = JsonElement.Parse(
        """{"field": "kind", "op": "in", "value": ["dealer", "distributor"]}"""
    );

    private static readonly StageBody[] Stages =
    [
        new()
        {
            Key = "new",
            Name = "New",
            Color = "#2e7d32",
            Probability = 10,
            AllowedNext = ["contacted", "lost"],
            TaskWorkflowId = ExampleNames.TaskWorkflow,
            MaxAgeMinutes = 1080,
        },
        new()
        {
            Key = "contacted",
            Name = "Contacted",
            Probability = 40,
            AllowedNext = ["won", "lost"],
            RequiredFields = ["address.pincode"],
            EntryGuard = JsonElement.Parse(
                """{"not": {"field": "do_not_contact", "op": "eq", "value": true}}"""
            ),
        },
        new()
        {
            Key = "won",
            Name = "Won",
            Type = StageType.Won,
        },
        new()
        {
            Key = "lost",
            Name = "Lost",
            Type = StageType.Lost,
        },
    ];

    public static readonly ContractExample[] All =
    [
        ContractExample.Of(
            new CreatePipelineWorkflow
            {
                Kind = PipelineKind.Lead,
                Name = "Dealers",
                Stages = Stages,
                StartsWhen = OfDealers,
            }
        ),
        ContractExample.Of(new EditPipelineWorkflow { Name = "Dealers 2027", Stages = Stages }),
        ContractExample.Of(
            new PublishPipelineWorkflow { TaskWorkflows = [ExampleNames.TaskWorkflow] }
        ),
        ContractExample.Of(
            new PipelineWorkflowView
            {
                Id = PipelineWorkflowId.Of(ExampleNames.PipelineWorkflow),
                Version = 3,
                Kind = PipelineKind.Lead,
                Name = "Dealers",
                Status = DefinitionStatus.Published,
                WorkflowVersion = 1,
                IsDefault = false,
                StartsWhen = OfDealers,
                Stages = StageBody.Definitions(Stages),
                CreatedAt = ExampleNames.Start,
                UpdatedAt = ExampleNames.After(5),
                CreatedBy = ExampleNames.Admin,
                UpdatedBy = ExampleNames.Admin,
            }
        ),
    ];
}
