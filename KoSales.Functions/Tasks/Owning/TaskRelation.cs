using KoSales.Domain.Assignment;
using KoSales.Domain.Tasks;
using KoSales.Functions.Assignment;

namespace KoSales.Functions.Tasks.Owning;

/// <summary>The open tasks about entities that change hands. Their clocks note the new holder.</summary>
public sealed class TaskRelation(IDocumentStore store, ISlaClocks clocks) : IAssignmentRelation
{
    public const string RelationName = "tasks";

    private const int MostPerEntity = 200;

    public string Name => RelationName;

    public RelationPolicy Default => RelationPolicy.TransferIfOldOwners;

    public IReadOnlyCollection<RelationPolicy> Policies { get; } = Enum.GetValues<RelationPolicy>();

    public bool BelongsTo(EntityKind kind) => true;

    public async ValueTask<ILookup<string, MovedItem>> AddAsync(
        WriteBatch batch,
        Cascading cascading,
        CancellationToken cancellationToken
    )
    {
        List<(string Entity, MovedItem Item)> moved = [];
        foreach (var (task, to) in await DestinationsAsync(cascading, cancellationToken))
        {
            if (
                to is null
                || await GivenAsync(task, to, cascading.Command, cancellationToken) is not { } given
            )
                continue;
            batch.Replace(task, given, cascading.Command);
            if (!cascading.IsBulk)
                batch.AddEvent(TaskEvents.Reassigned, given, cascading.Command);
            moved.Add((task.EntityRef.Id, new MovedItem(Name, task.Key, HolderOf(task), to)));
        }

        return moved.ToLookup(m => m.Entity, m => m.Item);
    }

    public async ValueTask<RelationCount> CountAsync(
        Cascading cascading,
        CancellationToken cancellationToken
    )
    {
        var found = await DestinationsAsync(cascading, cancellationToken);
        return new RelationCount(
            found.Count(f => f.To?.OwnerId is not null),
            found.Count(f => f.To is null),
            found.Count(f => f.To is { OwnerId: null })
        );
    }

    public async ValueTask<int> RestoreAsync(
        WriteBatch batch,
        IReadOnlyList<MovedItem> items,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var restored = 0;
        var before = items.ToDictionary(i => i.Id);
        foreach (
            var raw in await store.GetManyAsync(
                SalesTasks.Collection,
                before.Keys,
                cancellationToken
            )
        )
        {
            var task = SalesTasks.Collection.Read(raw);
            var item = before[raw.Id];
            if (!task.IsOpen || (!HolderOf(task).IsStill(item.To) && !task.IsLent))
                continue;
            if (await GivenAsync(task, item.From, command, cancellationToken) is not { } given)
                continue;
            batch.Replace(task, given, command);
            restored++;
        }

        return restored;
    }

    /// <summary>Null when the task refuses it, being theirs already.</summary>
    private async ValueTask<SalesTask?> GivenAsync(
        SalesTask task,
        Holder to,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var times = await clocks.TimesAsync(task.Sla?.Clock, cancellationToken);
        var call = new TaskCall(command, times);
        var given = task.Reassign(to.OwnerId, to.TeamId, null, call);
        return given.IsRefused ? null : given.Value.Task;
    }

    private async ValueTask<IReadOnlyList<(SalesTask Task, Holder? To)>> DestinationsAsync(
        Cascading cascading,
        CancellationToken cancellationToken
    )
    {
        if (cascading.Policy == RelationPolicy.Keep && cascading.IsBulk)
            return [];
        var handovers = cascading.Handovers.ToDictionary(h => h.Id);
        var tasks = await OpenOfAsync(cascading.Kind, handovers.Keys, cancellationToken);
        var concerned = cascading.MadeSince is { } since
            ? tasks.Where(t => t.CreatedAt > since)
            : tasks;
        return
        [
            .. concerned.Select(t =>
                (t, cascading.Policy.Destination(HolderOf(t), t.IsLent, handovers[t.EntityRef.Id]))
            ),
        ];
    }

    private ValueTask<IReadOnlyList<SalesTask>> OpenOfAsync(
        EntityKind kind,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    )
    {
        var open = Filter.AllOf(
            Filter.In("entity_ref.id", ids),
            Filter.Eq("entity_ref.type", WireNames<EntityKind>.Of(kind)),
            SalesTasks.Open
        );
        return store.ListAsync(
            SalesTasks.Collection,
            new Query(SalesTasks.Collection, open) { Limit = MostPerEntity * ids.Count },
            cancellationToken
        );
    }

    private static Holder HolderOf(SalesTask task) => new(task.OwnerId, task.TeamId);
}
