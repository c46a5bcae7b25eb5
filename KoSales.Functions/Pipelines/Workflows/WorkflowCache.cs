using System.Collections.Concurrent;
using System.Text.Json;
using KoSales.Domain.Pipelines.Workflows;

namespace KoSales.Functions.Pipelines.Workflows;

/// <summary>Published workflows in memory: versions for good, since they never change; the defaults for a
/// short while. Thread-safe.</summary>
public sealed class WorkflowCache
{
    /// <summary>For so long another host's publication may go unnoticed.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(string Id, int Version), PipelineDefinition> _versions =
        new();
    private readonly ShortCache<PublishedWorkflows> _published;
    private readonly IDocumentStore _store;

    public WorkflowCache(IDocumentStore store, TimeProvider time)
    {
        _store = store;
        _published = new(time, Lifetime, LoadAsync);
    }

    /// <summary>The stages that a running pipeline goes by. Throws when there is no such version, since
    /// pipelines only name published ones.</summary>
    public async ValueTask<PipelineDefinition> VersionAsync(
        string workflowId,
        int version,
        CancellationToken cancellationToken
    ) =>
        await FindVersionAsync(workflowId, version, cancellationToken)
        ?? throw new InvalidOperationException(
            $"there is no version {version} of workflow {workflowId}"
        );

    /// <summary>Null when it was never published.</summary>
    public async ValueTask<PipelineDefinition?> FindVersionAsync(
        string workflowId,
        int version,
        CancellationToken cancellationToken
    )
    {
        if (_versions.TryGetValue((workflowId, version), out var known))
            return known;
        var found = await _store.FindAsync(
            PipelineWorkflows.Versions,
            PipelineWorkflowVersion.IdOf(workflowId, version),
            cancellationToken
        );
        return found is null
            ? null
            : _versions.GetOrAdd((workflowId, version), found.ToDefinition());
    }

    /// <summary>What new entities of the kind start on; null when there is none.</summary>
    public async ValueTask<PipelineDefinition?> DefaultAsync(
        PipelineKind kind,
        CancellationToken cancellationToken
    ) => (await _published.GetAsync(cancellationToken)).Default(kind);

    /// <summary>The published workflow of the kind with this id; null when there is none.</summary>
    public async ValueTask<PipelineDefinition?> PublishedAsync(
        PipelineKind kind,
        string workflowId,
        CancellationToken cancellationToken
    ) => (await _published.GetAsync(cancellationToken)).Find(kind, workflowId);

    /// <summary>The published workflows of the kind that new entities start on by rule, in the order in
    /// which they are asked.</summary>
    public async ValueTask<IReadOnlyList<StartRule>> StartRulesAsync(
        PipelineKind kind,
        CancellationToken cancellationToken
    ) => (await _published.GetAsync(cancellationToken)).Rules(kind);

    /// <summary>Call it after a write to the workflows.</summary>
    public void Evict() => _published.Evict();

    private async Task<PublishedWorkflows> LoadAsync(CancellationToken cancellationToken)
    {
        List<PublishedWorkflow> found = [];
        await foreach (
            var workflow in _store.StreamAsync(
                PipelineWorkflows.Collection,
                PipelineWorkflows.IsPublished,
                cancellationToken
            )
        )
            found.Add(
                new PublishedWorkflow(
                    workflow,
                    await VersionAsync(
                        workflow.Id.Value,
                        workflow.WorkflowVersion,
                        cancellationToken
                    )
                )
            );
        return new PublishedWorkflows(found);
    }

    private sealed record PublishedWorkflow(
        PipelineWorkflow Workflow,
        PipelineDefinition Definition
    );

    private sealed class PublishedWorkflows(IReadOnlyList<PublishedWorkflow> all)
    {
        private readonly Dictionary<PipelineKind, StartRule[]> _rules = all.Where(w =>
                w.Workflow.StartsWhen is not null
            )
            .GroupBy(w => w.Workflow.Kind)
            .ToDictionary(
                g => g.Key,
                g =>
                    g.Select(w => new StartRule(w.Definition, w.Workflow.StartsWhen!.Value))
                        .ToArray()
            );

        public PipelineDefinition? Default(PipelineKind kind) =>
            all.FirstOrDefault(w => w.Workflow.IsDefault && w.Workflow.Kind == kind)?.Definition;

        public PipelineDefinition? Find(PipelineKind kind, string id) =>
            all.FirstOrDefault(w =>
                w.Workflow.Kind == kind && w.Workflow.Id.Value == id
            )?.Definition;

        public IReadOnlyList<StartRule> Rules(PipelineKind kind) =>
            _rules.GetValueOrDefault(kind) ?? [];
    }
}

/// <param name="Rule">A filter over the entity's fields, as it was written.</param>
public sealed record StartRule(PipelineDefinition Definition, JsonElement Rule);
