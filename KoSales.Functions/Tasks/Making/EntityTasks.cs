using KoSales.Domain.Assignment;
using KoSales.Domain.Pii;
using KoSales.Domain.Tasks;
using KoSales.Functions.Agents;
using NodaTime;

namespace KoSales.Functions.Tasks.Making;

/// <summary>Ends the tasks about an entity with its deletion and takes them up again with its restoration,
/// within that transaction.</summary>
public sealed class EntityTasks(IDocumentStore store, Availability availability, ISlaClocks clocks)
{
    private const int MostTasks = 500;

    /// <summary>Cancels what is open, those made by hand as well; their clocks stop.</summary>
    public ValueTask CancelAsync(
        WriteBatch batch,
        EntityRef entity,
        Command command,
        CancellationToken cancellationToken
    ) => EndAsync(batch, entity, SalesTasks.Open, command, cancellationToken);

    /// <summary>The same for those that a step of a task workflow made, as of an entity that is merged into
    /// another: the others go there.</summary>
    public ValueTask EndStepsAsync(
        WriteBatch batch,
        EntityRef entity,
        Command command,
        CancellationToken cancellationToken
    ) => EndAsync(batch, entity, SalesTasks.OpenSteps, command, cancellationToken);

    private async ValueTask EndAsync(
        WriteBatch batch,
        EntityRef entity,
        Filter which,
        Command command,
        CancellationToken cancellationToken
    )
    {
        foreach (var task in await FindAsync(entity, which, cancellationToken))
        {
            batch.AddChange(
                task,
                task.Cancel(null, await CallAsync(task, command, cancellationToken)).Value,
                command
            );
        }
    }

    /// <summary>
    /// Cancels the open ones that reach out by one of these channels, those made by hand as well; their
    /// clocks stop.
    /// </summary>
    /// <param name="butSteps">Leaves those that a step of a task workflow made.</param>
    public async ValueTask BarAsync(
        WriteBatch batch,
        EntityRef entity,
        IReadOnlySet<ConsentChannel> channels,
        Command command,
        CancellationToken cancellationToken,
        bool butSteps = false
    )
    {
        foreach (var task in await FindAsync(entity, SalesTasks.Open, cancellationToken))
        {
            if (!task.Type.IsBarredBy(channels) || (butSteps && task.StepKey is not null))
                continue;
            var call = await CallAsync(task, command, cancellationToken);
            batch.AddChange(task, task.Cancel(TaskChannels.BarredReason, call).Value, command);
        }
    }

    /// <summary>Reopens what the deletion at that instant cancelled; the time in between counts as a pause.
    /// Those of people who
    /// are given no work by now go to the team's pool.</summary>
    /// <param name="barred">Channels by which the entity may no longer be contacted: tasks by them stay
    /// cancelled.</param>
    public async ValueTask ResumeAsync(
        WriteBatch batch,
        EntityRef entity,
        Instant deletedAt,
        IReadOnlySet<ConsentChannel> barred,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var cancelledThen = Filter.AllOf(
            Filter.Eq("status", "cancelled"),
            new Filter.Condition(
                "completed_at",
                FilterOperator.Eq,
                new FilterValue.Moment(deletedAt)
            )
        );
        foreach (var task in await FindAsync(entity, cancelledThen, cancellationToken))
        {
            if (task.Type.IsBarredBy(barred))
                continue;
            var to = await availability.OrPoolAsync(
                new Holder(task.OwnerId, task.TeamId),
                command.Now,
                cancellationToken
            );
            batch.AddChange(
                task,
                task.Reopen(null, await CallAsync(task, command, cancellationToken), to).Value,
                command
            );
        }
    }

    private ValueTask<IReadOnlyList<SalesTask>> FindAsync(
        EntityRef entity,
        Filter which,
        CancellationToken cancellationToken
    ) =>
        store.ListAsync(
            SalesTasks.Collection,
            new Query(
                SalesTasks.Collection,
                Filter.AllOf(TaskLists.Of(entity.Type, entity.Id), which)
            )
            {
                Limit = MostTasks,
            },
            cancellationToken
        );

    private async ValueTask<TaskCall> CallAsync(
        SalesTask task,
        Command command,
        CancellationToken cancellationToken
    ) => new(command, await clocks.TimesAsync(task.Sla?.Clock, cancellationToken));
}
