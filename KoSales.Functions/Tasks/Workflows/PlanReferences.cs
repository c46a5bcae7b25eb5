using KoSales.Domain.Tasks;
using KoSales.Functions.References;
using KoSales.Functions.Tasks.Making;

namespace KoSales.Functions.Tasks.Workflows;

/// <summary>Policies and agents that task workflows name: those in force, and earlier versions that still
/// have open
/// tasks, hence go on.</summary>
public sealed class PlanReferences(IDocumentStore store) : IReferences
{
    public async ValueTask<IReadOnlyList<Reference>> ToAsync(
        Referred kind,
        string id,
        CancellationToken cancellationToken
    )
    {
        if (kind is not (Referred.SlaPolicy or Referred.Agent))
            return [];
        List<Reference> found = [];
        await foreach (
            var workflow in store.StreamAsync(
                TaskWorkflows.Collection,
                Published,
                cancellationToken
            )
        )
            found.AddRange(
                PlacesIn(workflow.Plan, kind, id)
                    .Select(place => new Reference("task_workflow", workflow.Key, place))
            );
        foreach (var version in await RunningAsync(cancellationToken))
            found.AddRange(
                PlacesIn(version.Plan, kind, id)
                    .Select(place => new Reference("task_workflow_version", version.Key, place))
            );
        return found;
    }

    private static Filter Published =>
        Filter.AllOf(Filter.Eq("status", "published"), Filter.Missing("deleted_at"));

    private async ValueTask<IEnumerable<TaskWorkflowVersion>> RunningAsync(
        CancellationToken cancellationToken
    )
    {
        var open = await store.GroupCountAsync(
            SalesTasks.Collection,
            SalesTasks.Open,
            ["workflow_id", "workflow_version"],
            cancellationToken
        );
        string[] ids =
        [
            .. open.Where(o => o.Values.All(v => v is not null))
                .Select(o => $"{o.Values[0]}.{o.Values[1]}"),
        ];
        return (await store.GetManyAsync(TaskWorkflows.Versions, ids, cancellationToken)).Select(
            TaskWorkflows.Versions.Read
        );
    }

    private static IEnumerable<string> PlacesIn(TaskPlan plan, Referred kind, string id)
    {
        foreach (var (i, step) in plan.Steps.Index())
        {
            if (kind == Referred.SlaPolicy && step.SlaPolicyId == id)
                yield return $"/steps/{i}/sla_policy_id";
            if (kind == Referred.Agent && step.Assignee == AssigneeRules.Agent + id)
                yield return $"/steps/{i}/assignee";
        }
    }
}
