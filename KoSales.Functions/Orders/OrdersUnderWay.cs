using KoSales.Domain.Orders;
using KoSales.Functions.Entities.Changing;

namespace KoSales.Functions.Orders;

/// <summary>Keeps a deal whose order is with the inventory system: its answer would reach nobody. Other orders
/// are hidden with the deal.</summary>
internal sealed class OrdersUnderWay(IDocumentStore store) : IDeletionGuard
{
    public EntityKind Kind => EntityKind.Deal;

    /// <summary>Each order is hidden as it was read, so that one which is submitted meanwhile refuses the
    /// commit.</summary>
    public async ValueTask<Fault?> ObjectionAsync(
        WriteBatch batch,
        EntityRef entity,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var ofDeal = Filter.AllOf(
            Filter.Eq("entity_ref.id", entity.Id),
            Filter.Missing(OrdersOfDeals.Hidden)
        );
        var orders = await store
            .StreamAsync(DraftOrderStore.Collection, ofDeal, cancellationToken)
            .ToListAsync(cancellationToken);
        if (orders.Select(o => o.ObjectionToHiding()).OfType<Fault>().FirstOrDefault() is { } fault)
            return fault;
        var hidden = OrdersOfDeals.Hiding(command.Now, command.Actor.Id);
        foreach (var order in orders)
            batch.Patch(DraftOrderStore.Collection, AsRead(order), hidden, expected: 1);
        return null;
    }

    private static Filter AsRead(DraftOrder order) =>
        Filter.AllOf(
            Filter.Eq("id", order.Key),
            new Filter.Condition(
                "version",
                FilterOperator.Eq,
                new FilterValue.Number(order.Version)
            )
        );
}
