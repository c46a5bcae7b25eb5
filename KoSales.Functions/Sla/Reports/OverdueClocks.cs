using System.Runtime.CompilerServices;
using KoSales.Domain.Tasks;
using KoSales.Functions.Calendars.Effective;
using NodaTime;

namespace KoSales.Functions.Sla.Reports;

/// <summary>Reads tasks that are open and past due, as the sweep has marked them, page by page in the order
/// in which they fell due.</summary>
public sealed class OverdueClocks(IDocumentStore store, BusinessTimes times)
{
    private const int Page = 1_000;

    private static readonly SortKey ByDue = new("sla.breached_at", FieldType.Instant);

    public static Query Within(Instant from, Instant to, Actor actor)
    {
        var due = Filter.AllOf(Due(FilterOperator.Gte, from), Due(FilterOperator.Lt, to));
        return new Query(
            SalesTasks.Collection,
            Filter.AllOf(SalesTasks.OpenBreached, due, TaskScope.Of(actor))
        )
        {
            Sort = [ByDue],
            Limit = Page,
        };
    }

    /// <summary>Those within the actor's scope that fell due in [from, to), their calendars loaded.</summary>
    public async IAsyncEnumerable<SalesTask> ReadAsync(
        Instant from,
        Instant to,
        Actor actor,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var query = Within(from, to, actor);
        while (true)
        {
            var tasks = await store.ListAsync(SalesTasks.Collection, query, cancellationToken);
            foreach (var task in tasks)
            {
                await times.LoadAsync(task.Sla!.Clock, cancellationToken);
                yield return task;
            }

            if (tasks.Count < Page)
                yield break;
            query = query with { After = After(tasks[^1]) };
        }
    }

    private static KeysetPosition After(SalesTask last) =>
        new([JsonText.Of(last.Sla!.BreachedAt!.Value)], last.Id.Value);

    private static Filter Due(FilterOperator op, Instant instant) =>
        new Filter.Condition("sla.breached_at", op, new FilterValue.Moment(instant));
}
