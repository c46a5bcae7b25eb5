using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.References;

namespace KoSales.Functions.Pipelines.Workflows;

/// <summary>Policies and task workflows that the stages of pipeline workflows in force name.</summary>
public sealed class StageReferences(IDocumentStore store) : IReferences
{
    public async ValueTask<IReadOnlyList<Reference>> ToAsync(
        Referred kind,
        string id,
        CancellationToken cancellationToken
    )
    {
        if (kind is not (Referred.SlaPolicy or Referred.TaskWorkflow))
            return [];
        List<Reference> found = [];
        var published = Filter.AllOf(
            Filter.Eq("status", "published"),
            Filter.Missing("deleted_at")
        );
        await foreach (
            var workflow in store.StreamAsync(
                PipelineWorkflows.Collection,
                published,
                cancellationToken
            )
        )
            found.AddRange(
                PlacesIn(workflow.Stages, kind, id)
                    .Select(place => new Reference("pipeline_workflow", workflow.Key, place))
            );
        return found;
    }

    private static IEnumerable<string> PlacesIn(
        IReadOnlyList<StageDefinition> stages,
        Referred kind,
        string id
    )
    {
        foreach (var (i, stage) in stages.Index())
        {
            if (kind == Referred.SlaPolicy && stage.SlaPolicyId == id)
                yield return $"/stages/{i}/sla_policy_id";
            if (kind == Referred.TaskWorkflow && stage.TaskWorkflowId == id)
                yield return $"/stages/{i}/task_workflow_id";
        }
    }
}
