using KoSales.Domain.Pipelines;
using KoSales.Domain.Rules;
using KoSales.Functions.CustomFields;

namespace KoSales.Functions.Pipelines.Workflows;

/// <summary>Fields that the stages of workflows ask for: those in force and drafts. Earlier versions that
/// still run are not listed.</summary>
public sealed class GuardUses(IDocumentStore store) : IFieldUses
{
    public async ValueTask<IReadOnlyList<FieldUse>> OfAsync(
        EntityKind entity,
        string path,
        CancellationToken cancellationToken
    )
    {
        List<FieldUse> uses = [];
        await foreach (
            var workflow in store.StreamAsync(
                PipelineWorkflows.Collection,
                Filter.Missing("deleted_at"),
                cancellationToken
            )
        )
        {
            if (
                workflow.Status == DefinitionStatus.Retired
                || WireNames<PipelineKind>.Of(workflow.Kind) != WireNames<EntityKind>.Of(entity)
            )
                continue;
            var places = PlacesIn(workflow.Stages, path, "/stages")
                .Concat(PlacesIn(workflow.DraftStages ?? [], path, "/draft_stages"));
            if (workflow.StartsWhen is { } rule)
                places = places.Concat(RuleTree.Mentions(rule, path, "/starts_when"));
            uses.AddRange(
                places.Select(place => new FieldUse(
                    "pipeline_workflow",
                    workflow.Key,
                    workflow.Name,
                    place
                ))
            );
        }

        return uses;
    }

    private static IEnumerable<string> PlacesIn(
        IReadOnlyList<StageDefinition> stages,
        string path,
        string pointer
    ) =>
        stages.SelectMany(
            (stage, i) =>
            {
                var guard = stage.EntryGuard is { } rule
                    ? RuleTree.Mentions(rule, path, $"{pointer}/{i}/entry_guard")
                    : [];
                return guard.Concat(
                    stage
                        .RequiredFields.Index()
                        .Where(f => f.Item == path)
                        .Select(f => $"{pointer}/{i}/required_fields/{f.Index}")
                );
            }
        );
}
