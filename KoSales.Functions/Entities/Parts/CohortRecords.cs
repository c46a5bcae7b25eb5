using System.Runtime.CompilerServices;
using KoSales.Domain.Cohorts;
using KoSales.Functions.Cohorts.Members;

namespace KoSales.Functions.Entities.Parts;

/// <summary>The entities that are in a cohort, in the order of their ids: members are walked, and those among
/// them that match are read.</summary>
public sealed class CohortRecords(IDocumentStore store, CohortMembers members)
{
    private const int AtOnce = 500;

    /// <summary>So many members are looked through for one page; the next page goes on behind them.</summary>
    private const int MostLooked = 10_000;

    public IPageSource PagesOf(ListSpec list, string cohortId) =>
        new Pages(this, list.Collection, cohortId);

    /// <summary>One page of those that the query's filter matches.</summary>
    private async ValueTask<FoundPage> PageAsync(
        string cohortId,
        Query query,
        CancellationToken cancellationToken
    )
    {
        List<RawDocument> found = [];
        var after = query.After?.Id;
        for (var looked = 0; looked < MostLooked; looked += AtOnce)
        {
            var rows = await members.PageAsync(cohortId, after, AtOnce, cancellationToken);
            found.AddRange(
                await MatchingAsync(
                    query with
                    {
                        Filter = AmongOf([.. rows.Select(r => r.EntityId)], query.Filter),
                        Limit = query.Limit - found.Count,
                        After = null,
                    },
                    cancellationToken
                )
            );
            if (found.Count >= query.Limit || rows.Count < AtOnce)
                return new FoundPage(found);
            after = rows[^1].EntityId;
        }

        return new FoundPage(found, new KeysetPosition([], after!));
    }

    /// <summary>All that match, after an id.</summary>
    public async IAsyncEnumerable<RawDocument> StreamAsync(
        Collection collection,
        string cohortId,
        Filter filter,
        string? afterId,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (
            var ids in members
                .StreamAsync(cohortId, afterId, cancellationToken)
                .Chunk(AtOnce)
                .WithCancellation(cancellationToken)
        )
        {
            var matching = new Query(collection, AmongOf(ids, filter)) { Limit = ids.Length };
            foreach (var entity in await MatchingAsync(matching, cancellationToken))
                yield return entity;
        }
    }

    public async Task<long> CountAsync(
        Collection collection,
        string cohortId,
        Filter filter,
        CancellationToken cancellationToken
    )
    {
        var count = 0L;
        await foreach (
            var ids in members
                .StreamAsync(cohortId, null, cancellationToken)
                .Chunk(AtOnce)
                .WithCancellation(cancellationToken)
        )
            count += await store.CountAsync(collection, AmongOf(ids, filter), cancellationToken);
        return count;
    }

    /// <summary>Refused unless there is a cohort of this kind with this id.</summary>
    public async ValueTask<Verdict<Cohort>> FindAsync(
        EntityKind kind,
        string cohortId,
        CancellationToken cancellationToken
    ) =>
        await store.FindAsync(Cohort.Collection, cohortId, cancellationToken)
            is { DeletedAt: null } cohort
        && cohort.Entity == kind
            ? cohort
            : Fault.NotFound("cohort", QueryFaults.Shown(cohortId));

    private static Filter AmongOf(IReadOnlyCollection<string> ids, Filter filter) =>
        Filter.AllOf(Filter.In("id", ids), filter);

    private async ValueTask<IReadOnlyList<RawDocument>> MatchingAsync(
        Query query,
        CancellationToken cancellationToken
    ) => query.Limit <= 0 ? [] : await store.QueryAsync(query, cancellationToken);

    private sealed class Pages(CohortRecords records, Collection collection, string cohortId)
        : IPageSource
    {
        public ValueTask<FoundPage> ReadAsync(Query query, CancellationToken cancellationToken) =>
            records.PageAsync(cohortId, query, cancellationToken);

        public async ValueTask<long> CountAsync(
            Filter filter,
            CancellationToken cancellationToken
        ) => await records.CountAsync(collection, cohortId, filter, cancellationToken);
    }
}
