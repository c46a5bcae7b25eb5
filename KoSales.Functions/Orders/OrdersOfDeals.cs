using KoSales.Domain.Deals;
using KoSales.Domain.Orders;
using KoSales.Functions.Outbox;

namespace KoSales.Functions.Orders;

/// <summary>Hides the orders of a deal that is deleted, and shows them when it is restored. It goes by the
/// deal as it is now, so that events may come late and twice.</summary>
internal sealed class OrdersOfDeals(IDocumentStore store) : IEventHandler
{
    private const string Hidden = "entity_deleted_at";

    public IReadOnlyCollection<string> Types { get; } = ["deal.deleted", "deal.restored"];

    public async Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        var id = outboxEvent.Entity.Id;
        var deal = await store.FindAsync(DealStore.Collection, id, cancellationToken);
        var isThere = deal is { DeletedAt: null };
        var patch = new Patch(outboxEvent.CreatedAt, Actor.System.Id)
        {
            Set = new Dictionary<string, string?>
            {
                [Hidden] = isThere ? null : JsonText.Of(outboxEvent.CreatedAt),
            },
        };
        var wrong = Filter.AllOf(
            Filter.Eq("entity_ref.id", id),
            isThere ? Filter.Present(Hidden) : Filter.Missing(Hidden)
        );
        await store.CommitAsync(
            new WriteBatch().Patch(DraftOrderStore.Collection, wrong, patch),
            cancellationToken
        );
    }
}
