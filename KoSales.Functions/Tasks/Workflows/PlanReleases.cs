using KoSales.Domain.Pipelines.Workflows;
using KoSales.Domain.Tasks;
using KoSales.Functions.Pipelines.Workflows;

namespace KoSales.Functions.Tasks.Workflows;

public sealed class PlanReleases(IDocumentStore store, TaskWorkflowUse use, TaskWorkflowCache cache)
    : IPlanReleases
{
    public async ValueTask<Verdict<IReadOnlyDictionary<string, TaskWorkflow>>> AddAsync(
        WriteBatch batch,
        IReadOnlyList<string> ids,
        PipelineWorkflow pipeline,
        Command command,
        CancellationToken cancellationToken
    )
    {
        Dictionary<string, TaskWorkflow> released = [];
        List<Fault> faults = [];
        foreach (var (i, id) in ids.Index())
        {
            var next = await NextAsync(id, pipeline, command, cancellationToken);
            faults.AddRange(next.Faults.Select(f => At(i, id, f)));
            if (next.IsRefused || !released.TryAdd(id, next.Value))
                continue;
            batch
                .Replace(TaskWorkflows.Collection, next.Value)
                .Insert(TaskWorkflows.Versions, next.Value.ToVersion());
        }

        return faults.Count > 0
            ? Verdict<IReadOnlyDictionary<string, TaskWorkflow>>.Refuse(faults)
            : released;
    }

    /// <summary>The fault of one plan, as one of the body that names it.</summary>
    private static Fault At(int place, string id, Fault fault) =>
        fault with
        {
            Pointer = $"/task_workflows/{place}",
            Detail = $"{QueryFaults.Shown(id)}{fault.Pointer}: {fault.Detail}",
        };

    public void Released() => cache.Evict();

    private async ValueTask<Verdict<TaskWorkflow>> NextAsync(
        string id,
        PipelineWorkflow pipeline,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (
            await store.FindAsync(TaskWorkflows.Collection, id, cancellationToken)
            is not { DeletedAt: null } current
        )
            return Fault.Invalid(
                "",
                "workflow.unknown_task_workflow",
                "There is no such task workflow."
            );
        var published = current.Publish();
        if (published.IsRefused)
            return published;
        var faults = await use.FaultsAsync(current, pipeline, cancellationToken);
        return faults.Count > 0
            ? Verdict<TaskWorkflow>.Refuse(faults)
            : published.Value.Next(command);
    }
}
