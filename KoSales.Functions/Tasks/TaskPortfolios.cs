using KoSales.Domain.Assignment;
using KoSales.Domain.Tasks;
using KoSales.Functions.Assignment;

namespace KoSales.Functions.Tasks;

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
        List<(string Entity, MovedItem Item)> moved = [];
        foreach (var task in await OpenOfAsync(from.OwnerId!, limit, cancellationToken))
        {
            if (!await HandAsync(batch, task, to, command, cancellationToken))
                continue;
            moved.Add(
                (
                    task.EntityRef.Id,
                    new MovedItem(
                        TaskRelation.RelationName,
                        task.Key,
                        new Holder(task.OwnerId, task.TeamId),
                        to
                    )
                )
            );
        }

        return
        [
            .. moved
                .GroupBy(m => m.Entity)
                .Select(g => new HandedOver(g.Key, from, from, [.. g.Select(m => m.Item)])),
        ];
    }

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
            var known = entities.FirstOrDefault(e => e.Kind == kind.Key);
            var now = known is null
                ? null
                : await known.LoadAsync(
                    [.. kind.Select(t => t.EntityRef.Id).Distinct()],
                    cancellationToken
                );
            foreach (var task in kind)
            {
                var holder = now?.GetValueOrDefault(task.EntityRef.Id)?.Holder;
                var to =
                    holder is null || holder.OwnerId == agentId
                        ? new Holder(null, holder?.TeamId ?? task.TeamId)
                        : holder;
                if (await HandAsync(batch, task, to, command, cancellationToken))
                    released++;
            }
        }

        return released;
    }

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
