using System.Globalization;
using KoSales.Domain.Entities;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.Pipelines.Board;

namespace KoSales.Functions.Entities.Parts;

/// <summary>Amounts of entities by stage: the store counts equal ones, in one round trip.</summary>
/// <param name="path">Of the amount in rupees, a number.</param>
public sealed class EntityBoardAmounts<T>(EntitySpec<T> spec, string path, IDocumentStore store)
    : IBoardAmounts
    where T : Entity
{
    public PipelineKind Kind =>
        spec.Pipeline ?? throw new InvalidOperationException($"a {spec.Noun} has no pipeline");

    public async ValueTask<IReadOnlyDictionary<string, decimal>> ByStageAsync(
        BoardQuestion question,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var seen = Filter.AllOf(
            spec.Open,
            Filter.Present("stage"),
            Filter.Present(path),
            Named("owner_id", question.OwnerId),
            Named("team_id", question.TeamId),
            spec.List.Scope(actor)
        );
        var groups = await store.GroupCountAsync(
            spec.Collection,
            seen,
            ["stage", path],
            cancellationToken
        );
        return groups.GroupBy(g => g.Values[0]!).ToDictionary(g => g.Key, g => g.Sum(AmountOf));
    }

    private static decimal AmountOf(GroupCount group) =>
        group.Count
        * decimal.Parse(group.Values[1]!, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static Filter Named(string field, string? value) =>
        value is null ? Filter.Everything : Filter.Eq(field, value);
}
