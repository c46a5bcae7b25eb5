using KoSales.Domain.Cohorts;
using NodaTime;

namespace KoSales.Functions.Cohorts.Members;

/// <summary>Reads what is stored about entities and cohorts.</summary>
public sealed class MembershipRows(IDocumentStore store) : IMemberships
{
    /// <summary>Up to so many pairs of entity and cohort are read by their ids, more by the entities.</summary>
    private const int MostPairs = 5_000;

    private static readonly IReadOnlyDictionary<string, CohortMember> NoMembers =
        new Dictionary<string, CohortMember>();
    private static readonly IReadOnlyDictionary<string, Instant> NoReevaluations =
        new Dictionary<string, Instant>();

    public IReadOnlyCollection<string> EventTypes => [];

    /// <summary>One for each entity, in the order given.</summary>
    public async ValueTask<IReadOnlyList<EntityRows>> OfAsync(
        CohortSelection selection,
        IReadOnlyCollection<string> entityIds,
        CancellationToken cancellationToken
    )
    {
        var members = await MembersAsync(selection, entityIds, cancellationToken);
        var scheduled = await ScheduledAsync(selection, entityIds, cancellationToken);
        return
        [
            .. entityIds.Select(id => new EntityRows(
                id,
                members.Contains(id)
                    ? members[id].ToDictionary(m => m.CohortId, StringComparer.Ordinal)
                    : NoMembers,
                scheduled.Contains(id)
                    ? scheduled[id]
                        .ToDictionary(f => f.CohortId, f => f.DueAt, StringComparer.Ordinal)
                    : NoReevaluations
            )),
        ];
    }

    private async ValueTask<ILookup<string, CohortMember>> MembersAsync(
        CohortSelection selection,
        IReadOnlyCollection<string> entityIds,
        CancellationToken cancellationToken
    )
    {
        string[] cohorts = [.. selection.Cohorts.Select(c => c.Id)];
        var isByEntity =
            selection.AsksForCohorts || (long)cohorts.Length * entityIds.Count > MostPairs;
        var rows = isByEntity
            ? await ByEntityAsync(entityIds, cancellationToken)
            : await store.GetManyAsync(
                CohortMember.Collection,
                Pairs(cohorts, entityIds),
                cancellationToken
            );
        return rows.Select(CohortMember.Collection.Read)
            .ToLookup(m => m.EntityId, StringComparer.Ordinal);
    }

    private async ValueTask<ILookup<string, CohortReevaluation>> ScheduledAsync(
        CohortSelection selection,
        IReadOnlyCollection<string> entityIds,
        CancellationToken cancellationToken
    )
    {
        string[] changing = [.. selection.Cohorts.Where(c => c.MayChangeByTime).Select(c => c.Id)];
        var rows = await store.GetManyAsync(
            CohortReevaluation.Collection,
            Pairs(changing, entityIds),
            cancellationToken
        );
        return rows.Select(CohortReevaluation.Collection.Read)
            .ToLookup(f => f.EntityId, StringComparer.Ordinal);
    }

    public async ValueTask<IReadOnlyDictionary<string, IReadOnlyList<string>>> OfAsync(
        EntityKind kind,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    ) =>
        (await ByEntityAsync(ids, cancellationToken))
            .Select(CohortMember.Collection.Read)
            .GroupBy(m => m.EntityId, StringComparer.Ordinal)
            .ToDictionary(
                g => g.Key,
                g => (IReadOnlyList<string>)[.. g.Select(m => m.CohortId)],
                StringComparer.Ordinal
            );

    private ValueTask<IReadOnlyList<RawDocument>> ByEntityAsync(
        IReadOnlyCollection<string> entityIds,
        CancellationToken cancellationToken
    ) =>
        store.QueryAsync(
            new Query(CohortMember.Collection, Filter.In("entity_id", entityIds))
            {
                Limit = int.MaxValue,
            },
            cancellationToken
        );

    private static string[] Pairs(string[] cohortIds, IReadOnlyCollection<string> entityIds) =>
        [.. cohortIds.SelectMany(c => entityIds.Select(e => CohortMember.IdOf(c, e)))];
}
