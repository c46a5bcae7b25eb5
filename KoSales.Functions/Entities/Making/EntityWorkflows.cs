using KoSales.Domain.Entities;
using KoSales.Domain.Filters.Reading;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Pipelines.Workflows;
using NodaTime;

namespace KoSales.Functions.Entities.Making;

/// <param name="WorkflowId">On which it is to start; null for the one that the rules or the default
/// say.</param>
public sealed record WantedStart<T>(T Entity, string? WorkflowId)
    where T : Entity;

/// <summary>Says on which workflow a new entity starts: the one that it names, else the first whose rule it
/// matches, else the default.</summary>
public sealed class EntityWorkflows<T>(
    EntitySpec<T> spec,
    WorkflowCache cache,
    CustomFieldCache customFields
)
    where T : Entity
{
    private PipelineKind Kind =>
        spec.Pipeline ?? throw new InvalidOperationException($"a {spec.Noun} has no pipeline");

    /// <summary>In the order of the entities; null for one that starts on none.</summary>
    public async ValueTask<IReadOnlyList<PipelineDefinition?>> OfAsync(
        IReadOnlyList<WantedStart<T>> wanted,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var usual = await cache.DefaultAsync(Kind, cancellationToken);
        var rules = await RulesAsync(now, cancellationToken);
        var found = new PipelineDefinition?[wanted.Count];
        for (var i = 0; i < found.Length; i++)
        {
            var entity = wanted[i].Entity;
            found[i] =
                await NamedAsync(wanted[i].WorkflowId, cancellationToken)
                ?? rules.FirstOrDefault(r => r.Matches(entity))?.Definition
                ?? usual;
        }

        return found;
    }

    /// <summary>Null when entities of the kind can start on this workflow.</summary>
    public async ValueTask<Fault?> FaultAsync(
        string? workflowId,
        CancellationToken cancellationToken
    )
    {
        if (workflowId is null || await NamedAsync(workflowId, cancellationToken) is not null)
            return null;
        return Fault.Invalid(
            "/workflow_id",
            "workflow.unknown",
            $"There is no published {spec.Noun} workflow of this id."
        );
    }

    private ValueTask<PipelineDefinition?> NamedAsync(
        string? workflowId,
        CancellationToken cancellationToken
    ) =>
        workflowId is null
            ? new((PipelineDefinition?)null)
            : cache.PublishedAsync(Kind, workflowId, cancellationToken);

    /// <summary>A rule that names a field that is gone since matches nothing.</summary>
    private async ValueTask<IReadOnlyList<ReadyStart>> RulesAsync(
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var rules = await cache.StartRulesAsync(Kind, cancellationToken);
        if (rules.Count == 0)
            return [];
        var fields = spec.With(await customFields.OfAsync(spec.Kind, cancellationToken));
        List<ReadyStart> ready = [];
        foreach (var rule in rules)
        {
            var filter = FilterJson.Parse(rule.Rule, new AcceptedFields(fields));
            if (filter.IsRefused)
                continue;
            var matches = FilterMatcher.Compile(filter.Value, fields, now);
            ready.Add(new ReadyStart(rule.Definition, matches));
        }

        return ready;
    }

    private sealed record ReadyStart(PipelineDefinition Definition, Func<T, bool> Matches);
}
