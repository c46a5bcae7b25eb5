using KoSales.Domain.Assignment;
using KoSales.Domain.Tasks;
using KoSales.Functions.Assignment;

namespace KoSales.Functions.Tasks.Owning;

/// <summary>The open tasks of an agent, whoever has what they are about.</summary>
public sealed class TaskPortfolios(
    IDocumentStore store,
    ISlaClocks clocks,
    IEnumerable<IAssignedEntities> entities
)
{
    /// <summary>Adds to the batch the hand-over of at most so many of the agent's open tasks, one event
    /// each. Returns what moved, by entity.</summary>
    public async ValueTask<IReadOnlyList<HandedOver>> AddAsync(
        WriteBatch batch,
        Holder from,
        Holder to,
        int limit,
        Command command,
        CancellationToken cancellationToken
    )
    {
        List<SalesTask> moved = [];
        foreach (var task in await OpenOfAsync(from.OwnerId!, limit, cancellationToken))
        {
            if (await HandAsync(batch, task, to, command, cancellationToken))
                moved.Add(task);
        }

        return
        [
            .. moved
                .GroupBy(task => task.EntityRef.Id, task => ItemOf(task, to))
                .Select(items => new HandedOver(items.Key, from, from, [.. items])),
        ];
    }

    private static MovedItem ItemOf(SalesTask before, Holder to) =>
        new(TaskRelation.RelationName, before.Key, new Holder(before.OwnerId, before.TeamId), to);

    /// <summary>Adds to the batch that at most so many of the agent's open tasks go to who has what they
    /// are about, or to that pool. Returns how many.</summary>
    public async ValueTask<int> AddReleaseAsync(
        WriteBatch batch,
        string agentId,
        int limit,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var open = await OpenOfAsync(agentId, limit, cancellationToken);
        var released = 0;
        foreach (var kind in open.GroupBy(t => t.EntityRef.Type))
        {
            var holders = await HoldersAsync(kind.Key, kind, cancellationToken);
            foreach (var task in kind)
            {
                var to = HeirOf(task, holders.GetValueOrDefault(task.EntityRef.Id), agentId);
                if (await HandAsync(batch, task, to, command, cancellationToken))
                    released++;
            }
        }

        return released;
    }

    /// <summary>Who has what the tasks are about, by its id; without those that nobody
    /// knows.</summary>
    private async ValueTask<Dictionary<string, Holder>> HoldersAsync(
        EntityKind kind,
        IEnumerable<SalesTask> tasks,
        CancellationToken cancellationToken
    )
    {
        if (entities.FirstOrDefault(e => e.Kind == kind) is not { } known)
            return [];
        string[] ids = [.. tasks.Select(t => t.EntityRef.Id).Distinct()];
        var found = await known.LoadAsync(ids, cancellationToken);
        return found.ToDictionary(e => e.Key, e => e.Value.Holder);
    }

    /// <param name="holder">Who has what the task is about; null when nobody knows.</param>
    private static Holder HeirOf(SalesTask task, Holder? holder, string leaving) =>
        holder is null || holder.OwnerId == leaving
            ? new Holder(null, holder?.TeamId ?? task.TeamId)
            : holder;

    /// <summary>Adds to the batch that at most so many of the holder's open tasks are of the holder's team
    /// by now. Returns how many.</summary>
    /// <param name="elsewhere">Those of other teams.</param>
    public async ValueTask<int> AddTeamMoveAsync(
        WriteBatch batch,
        Holder holder,
        Filter elsewhere,
        int limit,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var left = Filter.AllOf(Filter.Eq("owner_id", holder.OwnerId!), SalesTasks.Open, elsewhere);
        var found = await store.ListAsync(
            SalesTasks.Collection,
            new Query(SalesTasks.Collection, left) { Limit = limit },
            cancellationToken
        );
        var moved = 0;
        foreach (var task in found)
        {
            if (await HandAsync(batch, task, holder, command, cancellationToken))
                moved++;
        }

        return moved;
    }

    private ValueTask<IReadOnlyList<SalesTask>> OpenOfAsync(
        string agentId,
        int limit,
        CancellationToken cancellationToken
    ) =>
        store.ListAsync(
            SalesTasks.Collection,
            new Query(
                SalesTasks.Collection,
                Filter.AllOf(Filter.Eq("owner_id", agentId), SalesTasks.Open)
            )
            {
                Limit = limit,
            },
            cancellationToken
        );

    private async ValueTask<bool> HandAsync(
        WriteBatch batch,
        SalesTask task,
        Holder to,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var call = new TaskCall(
            command,
            await clocks.TimesAsync(task.Sla?.Clock, cancellationToken)
        );
        var given = task.Reassign(to.OwnerId, to.TeamId, null, call);
        if (given.IsRefused)
            return false;
        batch.AddChange(task, given.Value, command);
        return true;
    }
}
