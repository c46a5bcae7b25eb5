using KoSales.Domain.Assignment;
using KoSales.Domain.Filters;
using KoSales.Domain.Kernel;
using KoSales.Domain.Storage;
using KoSales.Domain.Tasks;

namespace KoSales.Functions.Tasks;

/// <summary>The open tasks of an agent, whoever has what they are about.</summary>
public sealed class TaskPortfolios(IDocumentStore store, ISlaClocks clocks)
{
    /// <summary>Adds to the batch the hand-over of at most so many of the agent's open tasks, one event each. Returns what moved, by entity.</summary>
    public async ValueTask<IReadOnlyList<HandedOver>> StageAsync(WriteBatch batch, Holder from, Holder to, int limit, Command command, CancellationToken cancellationToken)
    {
        var own = Filter.AllOf(Filter.Eq("owner_id", from.OwnerId!), SalesTasks.Open);
        List<(string Entity, MovedItem Item)> moved = [];
        foreach (var task in await store.ListAsync(SalesTasks.Collection, new Query(SalesTasks.Collection, own) { Limit = limit }, cancellationToken))
        {
            var call = new TaskCall(command, await clocks.TimesAsync(task.Sla?.Clock, cancellationToken));
            var given = task.Reassign(to.OwnerId, to.TeamId, null, call);
            if (given.IsRefused) continue;
            batch.AddChange(task, given.Value, command);
            moved.Add((task.EntityRef.Id, new MovedItem(TaskRelation.RelationName, task.Key, new Holder(task.OwnerId, task.TeamId), to)));
        }

        return [.. moved.GroupBy(m => m.Entity).Select(g => new HandedOver(g.Key, from, from, [.. g.Select(m => m.Item)]))];
    }
}
