using KoSales.Domain.Pipelines.Workflows;

namespace KoSales.Functions.Pipelines.Workflows;

internal static class WorkflowLists
{
    public static readonly ListSpec<PipelineWorkflowView> Workflows = new()
    {
        Name = "pipeline-workflows",
        Noun = "workflow",
        Collection = PipelineWorkflows.Collection,
        Fields = new Dictionary<string, FieldType>
        {
            ["id"] = FieldType.Text,
            ["kind"] = FieldType.Text,
            ["name"] = FieldType.Text,
            ["status"] = FieldType.Text,
            ["is_default"] = FieldType.Flag,
            ["created_at"] = FieldType.Instant,
            ["updated_at"] = FieldType.Instant,
        },
        Scope = _ => Filter.Everything,
    };

    public static readonly ResourceAnswers<PipelineWorkflow> Answers = new(
        "pipeline-workflows",
        PipelineWorkflows.Collection,
        Projection.For<PipelineWorkflowView>()
    );
}
