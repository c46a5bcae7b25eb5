using KoSales.Domain.Assignment;
using KoSales.Domain.Orders;
using KoSales.Domain.Timeline;
using KoSales.Functions.Assignment;

namespace KoSales.Functions.Orders;

/// <summary>The open orders of deals, leads, contacts and customers that change hands. The deal of an order is
/// won as a rule and stays with whoever won it; the order goes on.</summary>
public sealed class OrderRelation(IDocumentStore store) : IAssignmentRelation
{
    private const int MostPerEntity = 200;

    public string Name => "draft_orders";

    public RelationPolicy Default => RelationPolicy.TransferIfOldOwners;

    public IReadOnlyCollection<RelationPolicy> Policies { get; } = Enum.GetValues<RelationPolicy>();

    public bool IsFoundFromAbove => true;

    public bool BelongsTo(EntityKind kind) => true;

    public async ValueTask<ILookup<string, MovedItem>> AddAsync(
        WriteBatch batch,
        Cascading cascading,
        CancellationToken cancellationToken
    )
    {
        List<OrderMove> moved = [];
        foreach (var move in await MovesAsync(cascading, cancellationToken))
        {
            if (move.To is not { } to)
                continue;
            var given = move.Order.HandTo(to, OrderEvents.Assigned, cascading.Command);
            Add(batch, move.Order, given, cascading.Command);
            if (!cascading.IsBulk)
                batch.Emit(cascading.Command, OrderEvents.Of(given));
            moved.Add(move);
        }

        return moved.ToLookup(
            m => m.Of,
            m => new MovedItem(Name, m.Order.Key, m.Order.Holder(), m.To!)
        );
    }

    public async ValueTask<RelationCount> CountAsync(
        Cascading cascading,
        CancellationToken cancellationToken
    )
    {
        var found = await MovesAsync(cascading, cancellationToken);
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
        var before = items.ToDictionary(i => i.Id);
        var orders = await store.GetManyAsync(
            DraftOrderStore.Collection,
            before.Keys,
            cancellationToken
        );
        var restored = 0;
        foreach (var order in orders.Select(DraftOrderStore.Collection.Read))
        {
            var item = before[order.Key];
            if (!order.Holder().IsStill(item.To))
                continue;
            var back = order.HandTo(item.From, OrderEvents.AssignmentUndone, command);
            if (back.IsNothing)
                continue;
            Add(batch, order, back, command);
            restored++;
        }

        return restored;
    }

    private static void Add(
        WriteBatch batch,
        DraftOrder before,
        DraftOrderFact given,
        Command command
    ) =>
        batch
            .Replace(DraftOrderStore.Collection, given.Order)
            .Insert(Activities.Collection, EntryOf(before, given, command));

    private static TimelineEntry EntryOf(
        DraftOrder before,
        DraftOrderFact given,
        Command command
    ) =>
        Activities.Entry(command, before.EntityRef, TimelineKind.Assigned, given.Type) with
        {
            Changes = [.. HandoverWrites.Changes(before.Holder(), given.Order.Holder())],
            Refs = new Dictionary<string, string> { [OrderTimeline.Ref] = before.Key },
        };

    private async ValueTask<IReadOnlyList<OrderMove>> MovesAsync(
        Cascading cascading,
        CancellationToken cancellationToken
    )
    {
        if (cascading.Policy == RelationPolicy.Keep && cascading.IsBulk)
            return [];
        var handovers = cascading.Handovers.ToDictionary(h => h.Id);
        var open = await OpenOfAsync(cascading, cancellationToken);
        return
        [
            .. open.Where(o => cascading.MadeSince is not { } since || o.CreatedAt > since)
                .Select(o => MoveOf(o, cascading, handovers)),
        ];
    }

    private static OrderMove MoveOf(
        DraftOrder order,
        Cascading cascading,
        IReadOnlyDictionary<string, Handover> handovers
    )
    {
        var of = NameIn(order, cascading.Kind)!;
        var to = cascading.Policy.Destination(order.Holder(), isLent: false, handovers[of]);
        return new OrderMove(of, order, to);
    }

    private ValueTask<IReadOnlyList<DraftOrder>> OpenOfAsync(
        Cascading cascading,
        CancellationToken cancellationToken
    )
    {
        var path = PathOf(cascading.Kind);
        var open = Filter.AllOf(
            Filter.Present(path),
            Filter.In(path, cascading.Ids),
            Filter.Missing("entity_deleted_at"),
            DraftOrderStore.Open
        );
        return store.ListAsync(
            DraftOrderStore.Collection,
            new Query(DraftOrderStore.Collection, open)
            {
                Limit = MostPerEntity * cascading.Handovers.Count,
            },
            cancellationToken
        );
    }

    private static string PathOf(EntityKind kind) =>
        kind switch
        {
            EntityKind.Lead => "lead_id",
            EntityKind.Contact => "contact_id",
            EntityKind.Customer => "customer_id",
            EntityKind.Deal => "entity_ref.id",
        };

    private static string? NameIn(DraftOrder order, EntityKind kind) =>
        kind switch
        {
            EntityKind.Lead => order.LeadId,
            EntityKind.Contact => order.ContactId,
            EntityKind.Customer => order.CustomerId,
            EntityKind.Deal => order.DealId,
        };

    /// <param name="Of">What is handed over.</param>
    /// <param name="To">Null for one that stays.</param>
    private sealed record OrderMove(string Of, DraftOrder Order, Holder? To);
}
