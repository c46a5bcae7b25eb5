using KoSales.Domain.Cohorts;
using KoSales.Functions.Pipelines.Workflows;
using KoSales.Functions.References;

namespace KoSales.Functions.Cohorts;

/// <summary>Stages that cohorts move their members to; archived ones move nobody.</summary>
public sealed class CohortStageUses(IDocumentStore store) : IStageUses
{
    public async ValueTask<IReadOnlyList<Reference>> OfAsync(
        EntityKind entity,
        string stage,
        CancellationToken cancellationToken
    )
    {
        List<Reference> found = [];
        await foreach (
            var cohort in store.StreamAsync(
                Cohort.Collection,
                Filter.Missing("deleted_at"),
                cancellationToken
            )
        )
        {
            if (cohort.Entity != entity || cohort.Status == CohortStatus.Archived)
                continue;
            var places = PlacesIn(cohort.OnEnter, stage, "/on_enter")
                .Concat(PlacesIn(cohort.OnExit, stage, "/on_exit"));
            found.AddRange(places.Select(place => new Reference("cohort", cohort.Key, place)));
        }

        return found;
    }

    private static IEnumerable<string> PlacesIn(
        IReadOnlyList<CohortAction> actions,
        string stage,
        string pointer
    ) =>
        actions
            .Index()
            .Where(a => a.Item.Type == CohortActionType.MoveStage && a.Item.Stage == stage)
            .Select(a => $"{pointer}/{a.Index}/stage");
}
