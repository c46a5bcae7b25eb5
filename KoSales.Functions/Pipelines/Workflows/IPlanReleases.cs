using KoSales.Domain.Pipelines.Workflows;
using KoSales.Domain.Tasks;

namespace KoSales.Functions.Pipelines.Workflows;

/// <summary>Publishes drafts of task workflows together with the pipeline workflow whose stages run them,
/// so that a
/// stage which both name can be renamed.</summary>
public interface IPlanReleases
{
    /// <summary>Adds the next versions to the batch. Each is checked against the pipeline workflow as it is
    /// to be, and
    /// against all others that run it.</summary>
    /// <param name="pipeline">As it is to be.</param>
    /// <returns>The task workflows as they are to be, by id; or every fault, with pointers into
    /// <c>task_workflows</c>.</returns>
    ValueTask<Verdict<IReadOnlyDictionary<string, TaskWorkflow>>> AddAsync(
        WriteBatch batch,
        IReadOnlyList<string> ids,
        PipelineWorkflow pipeline,
        Command command,
        CancellationToken cancellationToken
    );

    /// <summary>After the commit.</summary>
    void Released();
}
