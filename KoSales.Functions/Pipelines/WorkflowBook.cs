using System.Collections.Concurrent;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Storage;
using KoSales.Functions.Storage;

namespace KoSales.Functions.Pipelines;

/// <summary>Published workflows in memory: versions for good, since they never change; the defaults for a short while. Thread-safe.</summary>
public sealed class WorkflowBook
{
    /// <summary>For so long another host's publication may go unnoticed.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(string Id, int Version), PipelineDefinition> _versions = new();
    private readonly ShortCache<IReadOnlyDictionary<PipelineKind, PipelineDefinition>> _defaults;
    private readonly IDocumentStore _store;

    public WorkflowBook(IDocumentStore store, TimeProvider time)
    {
        _store = store;
        _defaults = new(time, Lifetime, LoadDefaultsAsync);
    }

    /// <summary>The stages that a running pipeline goes by. Throws when there is no such version, since pipelines only name published ones.</summary>
    public async ValueTask<PipelineDefinition> VersionAsync(string workflowId, int version, CancellationToken cancellationToken) =>
        await FindVersionAsync(workflowId, version, cancellationToken) ?? throw new InvalidOperationException($"there is no version {version} of workflow {workflowId}");

    /// <summary>Null when it was never published.</summary>
    public async ValueTask<PipelineDefinition?> FindVersionAsync(string workflowId, int version, CancellationToken cancellationToken)
    {
        if (_versions.TryGetValue((workflowId, version), out var known)) return known;
        var found = await _store.FindAsync(PipelineWorkflows.Versions, PipelineWorkflowVersion.IdOf(workflowId, version), cancellationToken);
        return found is null ? null : _versions.GetOrAdd((workflowId, version), found.ToDefinition());
    }

    /// <summary>What new entities of the kind start on; null when there is none.</summary>
    public async ValueTask<PipelineDefinition?> DefaultAsync(PipelineKind kind, CancellationToken cancellationToken) =>
        (await _defaults.GetAsync(cancellationToken)).GetValueOrDefault(kind);

    /// <summary>Call it after a write to the workflows.</summary>
    public void Evict() => _defaults.Evict();

    private async Task<IReadOnlyDictionary<PipelineKind, PipelineDefinition>> LoadDefaultsAsync(CancellationToken cancellationToken)
    {
        Dictionary<PipelineKind, PipelineDefinition> defaults = [];
        var query = new Query(PipelineWorkflows.Collection, PipelineWorkflows.IsDefault);
        foreach (var workflow in await _store.ListAsync(PipelineWorkflows.Collection, query, cancellationToken))
            defaults[workflow.Kind] = await VersionAsync(workflow.Id.Value, workflow.WorkflowVersion, cancellationToken);
        return defaults;
    }
}
