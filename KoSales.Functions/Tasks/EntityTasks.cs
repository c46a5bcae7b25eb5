using KoSales.Domain.Kernel;
using KoSales.Domain.Storage;
using KoSales.Domain.Tasks;

namespace KoSales.Functions.Tasks;

/// <summary>Keeps the tasks about an entity in step with decisions made about the entity itself, within their transaction.</summary>
public sealed class EntityTasks(IDocumentStore store, ISlaClocks clocks)
{
    private const int MostTasks = 200;

    /// <summary>Open tasks that were the old owner's, or nobody's, go to the new one; what somebody else was given stays theirs. Their clocks note the new holder.</summary>
    public async ValueTask FollowAsync(WriteBatch batch, EntityRef entity, (TaskHolder From, TaskHolder To) owner, Command command, CancellationToken cancellationToken)
    {
        var query = new Query(SalesTasks.Collection, Domain.Filters.Filter.AllOf(TaskLists.Of(entity.Type, entity.Id), SalesTasks.Open)) { Limit = MostTasks };
        foreach (var task in await store.ListAsync(SalesTasks.Collection, query, cancellationToken))
        {
            if (task.OwnerId is not null && task.OwnerId != owner.From.OwnerId) continue;
            var call = new TaskCall(command, await clocks.TimesAsync(task.Sla?.Clock, cancellationToken));
            var given = task.Reassign(owner.To.OwnerId, owner.To.TeamId, null, call);
            if (given.IsRefused) continue;
            batch.Replace(SalesTasks.Collection, given.Value.Task).AddEvent(TaskEvents.Reassigned, given.Value.Task, command);
        }
    }
}
