using KoSales.Domain.Pipelines.Workflows;
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
            if (workflow.Status != DefinitionStatus.Retired && IsAbout(workflow, entity))
                uses.AddRange(PlacesIn(workflow, path).Select(place => UseOf(workflow, place)));
        }

        return uses;
    }

    private static bool IsAbout(PipelineWorkflow workflow, EntityKind entity) =>
        WireNames<PipelineKind>.Of(workflow.Kind) == WireNames<EntityKind>.Of(entity);

    private static FieldUse UseOf(PipelineWorkflow workflow, string place) =>
        new("pipeline_workflow", workflow.Key, workflow.Name, place);

    private static IEnumerable<string> PlacesIn(PipelineWorkflow workflow, string path)
    {
        var rule = workflow.StartsWhen is { } startsWhen
            ? RuleTree.Mentions(startsWhen, path, "/starts_when")
            : [];
        return PlacesIn(workflow.Stages, path, "/stages")
            .Concat(PlacesIn(workflow.DraftStages ?? [], path, "/draft_stages"))
            .Concat(rule);
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
