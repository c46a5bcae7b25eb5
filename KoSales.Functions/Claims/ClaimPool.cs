using System.Globalization;
using System.Runtime.CompilerServices;
using KoSales.Domain.Leads;
using KoSales.Domain.Tasks;
using SortKey = KoSales.Domain.Storage.SortKey;

namespace KoSales.Functions.Claims;

/// <summary>The open leads that nobody owns and an actor may take, the most urgent first: by the due
/// instant of their open tasks, those that an escalation gave to
/// somebody included, then by score and age.</summary>
/// <remarks>A pool at a time: the own team's, then, for managers, what has no team yet.</remarks>
public sealed class ClaimPool(IDocumentStore store)
{
    private const int Page = 50;

    // Most escalated tasks are of leads that somebody owns; how many are looked at is bounded.
    private const int MostLent = 500;

    private static readonly SortKey[] ByDue = [new SortKey("due_at", FieldType.Instant)];
    private static readonly SortKey[] ByScore =
    [
        new SortKey("score", FieldType.Number, Descending: true),
        new SortKey("created_at", FieldType.Instant),
    ];

    /// <summary>None twice. What is yielded may have been taken since.</summary>
    public async IAsyncEnumerable<LeadId> CandidatesAsync(
        Actor actor,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        HashSet<string> seen = [];
        foreach (var pool in PoolsOf(actor))
        {
            await foreach (var (lead, _) in ByDueAsync(pool, cancellationToken))
            {
                if (seen.Add(lead.Key) && !lead.DoNotContact)
                    yield return lead.Id;
            }

            await foreach (
                var lead in PagesAsync(
                    LeadStore.Collection,
                    LeadsOf(pool),
                    PositionOf,
                    cancellationToken
                )
            )
            {
                if (seen.Add(lead.Key) && !lead.DoNotContact)
                    yield return lead.Id;
            }
        }
    }

    internal static IReadOnlyList<Filter> PoolsOf(Actor actor)
    {
        List<Filter> pools = actor.TeamId is { } team ? [Filter.Eq("team_id", team)] : [];
        if (actor.Is(Role.Manager) || actor.Is(Role.Admin))
            pools.Add(Filter.Missing("team_id"));
        return pools;
    }

    internal static Query TasksOf(Filter pool) =>
        new(SalesTasks.Collection, Filter.AllOf(SalesTasks.Pooled, Filter.Present("due_at"), pool))
        {
            Sort = ByDue,
            Limit = Page,
        };

    internal static Query LeadsOf(Filter pool) =>
        new(LeadStore.Collection, Filter.AllOf(LeadStore.Pooled, pool))
        {
            Sort = ByScore,
            Limit = Page,
        };

    internal static readonly Query LentTasks = new(
        SalesTasks.Collection,
        Filter.AllOf(SalesTasks.Lent, Filter.Present("due_at"))
    )
    {
        Sort = ByDue,
        Limit = Page,
    };

    /// <summary>Merges the two, which come in the order of their due instants.</summary>
    private IAsyncEnumerable<DueLead> ByDueAsync(Filter pool, CancellationToken cancellationToken)
    {
        var waiting = TasksAsync(TasksOf(pool), cancellationToken);
        var lent = TasksAsync(LentTasks, cancellationToken).Take(MostLent);
        return MergedAsync(
            DueAsync(waiting, pool, cancellationToken),
            DueAsync(lent, pool, cancellationToken),
            cancellationToken
        );
    }

    private static async IAsyncEnumerable<DueLead> MergedAsync(
        IAsyncEnumerable<DueLead> some,
        IAsyncEnumerable<DueLead> others,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var one = some.GetAsyncEnumerator(cancellationToken);
        await using var other = others.GetAsyncEnumerator(cancellationToken);
        var (hasOne, hasOther) = (await one.MoveNextAsync(), await other.MoveNextAsync());
        while (hasOne || hasOther)
        {
            var isOne = hasOne && (!hasOther || one.Current.Due <= other.Current.Due);
            yield return isOne ? one.Current : other.Current;
            if (isOne)
                hasOne = await one.MoveNextAsync();
            else
                hasOther = await other.MoveNextAsync();
        }
    }

    private IAsyncEnumerable<SalesTask> TasksAsync(
        Query query,
        CancellationToken cancellationToken
    ) => PagesAsync(SalesTasks.Collection, query, PositionOf, cancellationToken);

    /// <summary>The leads of the pool that tasks are about.</summary>
    private async IAsyncEnumerable<DueLead> DueAsync(
        IAsyncEnumerable<SalesTask> all,
        Filter pool,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var tasks in all.Chunk(Page).WithCancellation(cancellationToken))
        {
            var due = tasks
                .GroupBy(t => t.EntityRef.Id)
                .ToDictionary(g => g.Key, g => g.Min(t => t.DueAt!.Value));
            var free = await FreeAsync(due.Keys, pool, cancellationToken);
            var urgent = free.OrderBy(l => due[l.Key])
                .ThenByDescending(l => l.Score)
                .ThenBy(l => l.CreatedAt);
            foreach (var lead in urgent)
                yield return new DueLead(lead, due[lead.Key]);
        }
    }

    /// <summary>Those of at most a page of leads that nobody has and that are in the pool.</summary>
    private ValueTask<IReadOnlyList<Lead>> FreeAsync(
        IEnumerable<string> leadIds,
        Filter pool,
        CancellationToken cancellationToken
    )
    {
        var ofPool = Filter.AllOf(Filter.In("id", leadIds), LeadStore.Pooled, pool);
        return store.ListAsync(
            LeadStore.Collection,
            new Query(LeadStore.Collection, ofPool) { Limit = Page },
            cancellationToken
        );
    }

    private async IAsyncEnumerable<T> PagesAsync<T>(
        Collection<T> collection,
        Query query,
        Func<T, KeysetPosition> positionOf,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
        where T : Document
    {
        while (true)
        {
            var page = await store.ListAsync(collection, query, cancellationToken);
            foreach (var document in page)
                yield return document;
            if (page.Count < Page)
                yield break;
            query = query with { After = positionOf(page[^1]) };
        }
    }

    private static KeysetPosition PositionOf(SalesTask task) =>
        new([JsonText.Of(task.DueAt!.Value)], task.Key);

    private static KeysetPosition PositionOf(Lead lead) =>
        new(
            [lead.Score.ToString(CultureInfo.InvariantCulture), JsonText.Of(lead.CreatedAt)],
            lead.Key
        );

    private sealed record DueLead(Lead Lead, NodaTime.Instant Due);
}
