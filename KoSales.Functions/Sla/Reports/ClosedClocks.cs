using System.Runtime.CompilerServices;
using KoSales.Domain.Tasks;
using KoSales.Domain.Work;
using KoSales.Functions.Calendars.Effective;
using NodaTime;

namespace KoSales.Functions.Sla.Reports;

/// <summary>Reads tasks whose clocks have stopped, page by page in the order in which they were
/// closed.</summary>
public sealed class ClosedClocks(IDocumentStore store, BusinessTimes times)
{
    private const int Page = 1_000;

    private static readonly SortKey ByClosing = new("completed_at", FieldType.Instant);

    public static Query Within(Instant from, Instant to, Actor actor) =>
        new(
            SalesTasks.Collection,
            Filter.AllOf(
                Filter.Present("completed_at"),
                Closed(FilterOperator.Gte, from),
                Closed(FilterOperator.Lt, to),
                TaskScope.Of(actor)
            )
        )
        {
            Sort = [ByClosing],
            Limit = Page,
        };

    /// <summary>Those within the actor's scope, their calendars loaded. Cancelled and skipped tasks are
    /// left out: nobody did them.</summary>
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
            foreach (var task in tasks.Where(HasStopped))
            {
                await times.LoadAsync(task.Sla!.Clock, cancellationToken);
                yield return task;
            }

            if (tasks.Count < Page)
                yield break;
            query = query with { After = PositionOf(tasks[^1]) };
        }
    }

    private static bool HasStopped(SalesTask task) =>
        task is { Status: TaskState.Done, Sla.Clock.StoppedAt: not null };

    private static KeysetPosition PositionOf(SalesTask task) =>
        new([JsonText.Of(task.CompletedAt!.Value)], task.Id.Value);

    private static Filter Closed(FilterOperator op, Instant instant) =>
        new Filter.Condition("completed_at", op, new FilterValue.Moment(instant));
}
