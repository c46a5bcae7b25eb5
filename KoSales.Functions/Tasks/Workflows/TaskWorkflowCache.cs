using System.Collections.Concurrent;
using KoSales.Domain.Tasks;
using NodaTime;

namespace KoSales.Functions.Tasks.Workflows;

/// <summary>Published task workflows in memory: versions for good, since they never change; which one is in
/// force for a short while. Thread-safe.</summary>
public sealed class TaskWorkflowCache
{
    /// <summary>For so long another host's publication may go unnoticed.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(string Id, int Version), TaskWorkflowVersion> _versions =
        new();
    private readonly ShortCache<IReadOnlyDictionary<string, int>> _current;
    private readonly IDocumentStore _store;

    public TaskWorkflowCache(IDocumentStore store, TimeProvider time)
    {
        _store = store;
        _current = new(time, Lifetime, LoadCurrentAsync);
    }

    /// <summary>Null when it was never published.</summary>
    public async ValueTask<TaskWorkflowVersion?> VersionAsync(
        string workflowId,
        int version,
        CancellationToken cancellationToken
    )
    {
        if (_versions.TryGetValue((workflowId, version), out var known))
            return known;
        var found = await _store.FindAsync(
            TaskWorkflows.Versions,
            TaskWorkflowVersion.IdOf(workflowId, version),
            cancellationToken
        );
        return found is null ? null : _versions.GetOrAdd((workflowId, version), found);
    }

    /// <summary>The version in force now; null when the workflow was never published.</summary>
    public async ValueTask<TaskWorkflowVersion?> CurrentAsync(
        string workflowId,
        CancellationToken cancellationToken
    ) =>
        (await _current.GetAsync(cancellationToken)).TryGetValue(workflowId, out var version)
            ? await VersionAsync(workflowId, version, cancellationToken)
            : null;

    /// <summary>The version that was in force then, so that a visit that has no task yet finds the one it
    /// entered on.</summary>
    public async ValueTask<TaskWorkflowVersion?> InForceAsync(
        string workflowId,
        Instant then,
        CancellationToken cancellationToken
    )
    {
        var found = await CurrentAsync(workflowId, cancellationToken);
        while (found is { WorkflowVersion: > 1 } && found.CreatedAt > then)
            found = await VersionAsync(workflowId, found.WorkflowVersion - 1, cancellationToken);
        return found;
    }

    /// <summary>The step that made a task; null for a task made by hand.</summary>
    public async ValueTask<TaskStep?> StepOfAsync(
        SalesTask task,
        CancellationToken cancellationToken
    ) =>
        task is { WorkflowId: { } id, WorkflowVersion: { } version, StepKey: { } step }
        && await VersionAsync(id, version, cancellationToken) is { } found
            ? found.Plan.Find(step)
            : null;

    /// <summary>Call it after a write to the workflows.</summary>
    public void Evict() => _current.Evict();

    private async Task<IReadOnlyDictionary<string, int>> LoadCurrentAsync(
        CancellationToken cancellationToken
    )
    {
        Dictionary<string, int> current = [];
        var published = new Filter.Condition(
            "workflow_version",
            FilterOperator.Gte,
            new FilterValue.Number(1)
        );
        await foreach (
            var workflow in _store.StreamAsync(
                TaskWorkflows.Collection,
                published,
                cancellationToken
            )
        )
            current[workflow.Id.Value] = workflow.WorkflowVersion;
        return current;
    }
}
