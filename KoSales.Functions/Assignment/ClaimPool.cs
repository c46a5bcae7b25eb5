using System.Globalization;
using System.Runtime.CompilerServices;
using KoSales.Domain.Access;
using KoSales.Domain.Filters;
using KoSales.Domain.Leads;
using KoSales.Domain.Storage;
using KoSales.Domain.Tasks;
using SortKey = KoSales.Domain.Storage.SortKey;

namespace KoSales.Functions.Assignment;

/// <summary>The open leads that nobody owns and an actor may take, the most urgent first: by the due instant of their waiting tasks, then by score and age.</summary>
/// <remarks>A pool at a time: the own team's, then, for managers, what has no team yet.</remarks>
public sealed class ClaimPool(IDocumentStore store)
{
    private const int Page = 50;

    private static readonly SortKey[] ByDue = [new SortKey("due_at", FieldType.Instant)];
    private static readonly SortKey[] ByScore = [new SortKey("score", FieldType.Number, Descending: true), new SortKey("created_at", FieldType.Instant)];

    /// <summary>None twice. What is yielded may have been taken since.</summary>
    public async IAsyncEnumerable<LeadId> CandidatesAsync(Actor actor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        HashSet<string> seen = [];
        foreach (var pool in PoolsOf(actor))
        {
            await foreach (var lead in DueAsync(pool, cancellationToken))
            {
                if (seen.Add(lead.Key) && !lead.DoNotContact) yield return lead.Id;
            }

            await foreach (var lead in PagesAsync(LeadStore.Collection, LeadsOf(pool), PositionOf, cancellationToken))
            {
                if (seen.Add(lead.Key) && !lead.DoNotContact) yield return lead.Id;
            }
        }
    }

    internal static IReadOnlyList<Filter> PoolsOf(Actor actor)
    {
        List<Filter> pools = actor.TeamId is { } team ? [Filter.Eq("team_id", team)] : [];
        if (actor.Is(Role.Manager) || actor.Is(Role.Admin)) pools.Add(Filter.Missing("team_id"));
        return pools;
    }

    internal static Query TasksOf(Filter pool) =>
        new(SalesTasks.Collection, Filter.AllOf(SalesTasks.Pooled, Filter.Present("due_at"), pool)) { Sort = ByDue, Limit = Page };

    internal static Query LeadsOf(Filter pool) => new(LeadStore.Collection, Filter.AllOf(LeadStore.Pooled, pool)) { Sort = ByScore, Limit = Page };

    private async IAsyncEnumerable<Lead> DueAsync(Filter pool, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var tasks in PagesAsync(SalesTasks.Collection, TasksOf(pool), PositionOf, cancellationToken).Chunk(Page).WithCancellation(cancellationToken))
        {
            var due = tasks.GroupBy(t => t.EntityRef.Id).ToDictionary(g => g.Key, g => g.Min(t => t.DueAt!.Value));
            var leads = (await store.GetManyAsync(LeadStore.Collection, due.Keys, cancellationToken)).Select(LeadStore.Collection.Read);
            var free = leads.Where(l => l is { OwnerId: null, Status: LeadStatus.Open, DeletedAt: null });
            foreach (var lead in free.OrderBy(l => due[l.Key]).ThenByDescending(l => l.Score).ThenBy(l => l.CreatedAt)) yield return lead;
        }
    }

    private async IAsyncEnumerable<T> PagesAsync<T>(
        Collection<T> collection, Query query, Func<T, KeysetPosition> positionOf, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : Document
    {
        while (true)
        {
            var page = await store.ListAsync(collection, query, cancellationToken);
            foreach (var document in page) yield return document;
            if (page.Count < Page) yield break;
            query = query with { After = positionOf(page[^1]) };
        }
    }

    private static KeysetPosition PositionOf(SalesTask task) => new([Text(task.DueAt!.Value)], task.Key);

    private static KeysetPosition PositionOf(Lead lead) => new([lead.Score.ToString(CultureInfo.InvariantCulture), Text(lead.CreatedAt)], lead.Key);

    private static string Text(NodaTime.Instant instant) => $"\"{InstantConverter.Write(instant)}\"";
}
