using System.Runtime.CompilerServices;
using KoSales.Domain.Assignment;
using KoSales.Functions.AssignmentJobs.Planning;

namespace KoSales.Functions.Absences;

/// <summary>Some of what an agent holds, of one kind.</summary>
public sealed record PortfolioPage(EntityKind Kind, IReadOnlyList<PlanSubject> Records)
{
    public string Noun => WireNames<EntityKind>.Of(Kind);

    public IReadOnlyList<Handover> Handovers(Func<Holder, Holder> to) =>
        [.. Records.Select(r => new Handover(r.Id, null, r.Holder, to(r.Holder)))];
}

/// <summary>The open records of an agent, which go to somebody else page by page, kind after kind.</summary>
public sealed class Portfolios(IDocumentStore store, IEnumerable<IPlanSubjects> kinds)
{
    private readonly IPlanSubjects[] _kinds = [.. kinds.OrderBy(k => k.Kind)];

    /// <summary>Null when nothing is left.</summary>
    /// <param name="among">Only those that match; all when left out.</param>
    public ValueTask<PortfolioPage?> NextAsync(
        string agentId,
        int most,
        CancellationToken cancellationToken,
        Filter? among = null
    ) => PagesAsync(agentId, most, among, cancellationToken).FirstOrDefaultAsync(cancellationToken);

    /// <summary>The first page of each kind of which there is something.</summary>
    /// <param name="among">Only those that match; null for all.</param>
    public async IAsyncEnumerable<PortfolioPage> PagesAsync(
        string agentId,
        int most,
        Filter? among,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var kind in _kinds)
        {
            var own = Filter.AllOf(kind.PortfolioOf(agentId), among ?? Filter.Everything);
            var found = await store.QueryAsync(
                new Query(kind.Collection, own) { Limit = most },
                cancellationToken
            );
            if (found.Count > 0)
                yield return new PortfolioPage(kind.Kind, [.. found.Select(kind.Read)]);
        }
    }

    /// <summary>Those of the agents who hold something that their loads do not count.</summary>
    public async ValueTask<IReadOnlySet<string>> HoldingUncountedAsync(
        IReadOnlyCollection<string> agents,
        CancellationToken cancellationToken
    )
    {
        HashSet<string> holding = new(StringComparer.Ordinal);
        foreach (var kind in _kinds.Where(k => !k.HasLimits && agents.Count > 0))
        {
            var groups = await store.GroupCountAsync(
                kind.Collection,
                Filter.AllOf(Filter.In("owner_id", [.. agents]), kind.Open),
                ["owner_id"],
                cancellationToken
            );
            holding.UnionWith(groups.Select(g => g.Values[0]).OfType<string>());
        }

        return holding;
    }
}
