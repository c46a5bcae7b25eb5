using System.Runtime.CompilerServices;
using KoSales.Domain.Cohorts;
using KoSales.Domain.Leads;
using KoSales.Functions.Cohorts.Members;

namespace KoSales.Functions.Leads.Parts.Cohorts;

/// <summary>The leads that are in a cohort, in the order of their ids: members are walked, and the leads
/// among them that match are read.</summary>
public sealed class CohortLeads(IDocumentStore store, CohortMembers members)
{
    private const int AtOnce = 500;

    /// <summary>So many members are looked through for one page; the next page goes on behind them.</summary>
    private const int MostLooked = 10_000;

    /// <summary>Takes what the list of leads takes, but for the order: members are walked by id.</summary>
    public static readonly ListSpec<LeadView> Listed = LeadLists.Leads with
    {
        Name = "cohort-leads",
        Sorts = new Dictionary<string, FieldType>(),
        DefaultSort = "id",
        OwnParameters = [],
    };

    /// <summary>Cursors are bound to the name, hence to the cohort.</summary>
    public static ListSpec SpecOf(string cohortId) =>
        Listed with
        {
            Name = $"{Listed.Name} {cohortId}",
        };

    public IPageSource PagesOf(string cohortId) => new Pages(this, cohortId);

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
                    [.. rows.Select(r => r.EntityId)],
                    query.Filter,
                    query.Limit - found.Count,
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
            foreach (var lead in await MatchingAsync(ids, filter, ids.Length, cancellationToken))
                yield return lead;
        }
    }

    public async Task<long> CountAsync(
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
            count += await store.CountAsync(
                LeadStore.Collection,
                Filter.AllOf(Filter.In("id", ids), filter),
                cancellationToken
            );
        return count;
    }

    /// <summary>Refused unless there is a cohort of leads with this id.</summary>
    public async ValueTask<Verdict<Cohort>> FindAsync(
        string cohortId,
        CancellationToken cancellationToken
    ) =>
        await store.FindAsync(Cohort.Collection, cohortId, cancellationToken)
            is { DeletedAt: null, Entity: EntityKind.Lead } cohort
            ? cohort
            : Fault.NotFound("cohort", QueryFaults.Shown(cohortId));

    private async ValueTask<IReadOnlyList<RawDocument>> MatchingAsync(
        IReadOnlyCollection<string> ids,
        Filter filter,
        int limit,
        CancellationToken cancellationToken
    ) =>
        ids.Count == 0 || limit <= 0
            ? []
            : await store.QueryAsync(
                new Query(LeadStore.Collection, Filter.AllOf(Filter.In("id", ids), filter))
                {
                    Limit = limit,
                },
                cancellationToken
            );

    private sealed class Pages(CohortLeads leads, string cohortId) : IPageSource
    {
        public ValueTask<FoundPage> ReadAsync(Query query, CancellationToken cancellationToken) =>
            leads.PageAsync(cohortId, query, cancellationToken);

        public async ValueTask<long> CountAsync(
            Filter filter,
            CancellationToken cancellationToken
        ) => await leads.CountAsync(cohortId, filter, cancellationToken);
    }
}
