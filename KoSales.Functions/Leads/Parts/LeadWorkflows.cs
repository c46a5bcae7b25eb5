using KoSales.Domain.Filters.Reading;
using KoSales.Domain.Leads;
using KoSales.Domain.Pipelines;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Leads.Intake;
using KoSales.Functions.Pipelines.Workflows;
using NodaTime;

namespace KoSales.Functions.Leads.Parts;

/// <summary>Says on which workflow a new lead starts: the one that it names, else the first whose rule it
/// matches, else the default.</summary>
public sealed class LeadWorkflows(WorkflowCache cache, CustomFieldCache customFields)
{
    /// <summary>In the order of the leads; null for a lead that starts on none.</summary>
    public async ValueTask<IReadOnlyList<PipelineDefinition?>> OfAsync(
        IReadOnlyList<StartingLead> leads,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var usual = await cache.DefaultAsync(PipelineKind.Lead, cancellationToken);
        var rules = await RulesAsync(now, cancellationToken);
        var found = new PipelineDefinition?[leads.Count];
        for (var i = 0; i < found.Length; i++)
        {
            var named = leads[i].WorkflowId is { } id
                ? await cache.PublishedAsync(PipelineKind.Lead, id, cancellationToken)
                : null;
            found[i] =
                named ?? rules.FirstOrDefault(r => r.Matches(leads[i].Lead))?.Definition ?? usual;
        }

        return found;
    }

    public async ValueTask<Fault?> FaultAsync(
        string? workflowId,
        CancellationToken cancellationToken
    ) =>
        workflowId is { } id
        && await cache.PublishedAsync(PipelineKind.Lead, id, cancellationToken) is null
            ? Fault.Invalid(
                "/workflow_id",
                "workflow.unknown",
                "There is no published lead workflow of this id."
            )
            : null;

    /// <summary>A rule that names a field that is gone since matches nothing.</summary>
    private async ValueTask<IReadOnlyList<ReadyStart>> RulesAsync(
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var rules = await cache.StartRulesAsync(PipelineKind.Lead, cancellationToken);
        if (rules.Count == 0)
            return [];
        var fields = LeadFields.With(
            await customFields.OfAsync(EntityKind.Lead, cancellationToken)
        );
        List<ReadyStart> ready = [];
        foreach (var rule in rules)
        {
            var filter = FilterJson.Parse(rule.Rule, new AcceptedFields(fields));
            if (!filter.IsRefused)
                ready.Add(
                    new ReadyStart(
                        rule.Definition,
                        FilterMatcher.Compile(filter.Value, fields, now)
                    )
                );
        }

        return ready;
    }

    private sealed record ReadyStart(PipelineDefinition Definition, Func<Lead, bool> Matches);
}
