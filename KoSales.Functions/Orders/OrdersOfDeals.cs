using KoSales.Domain.Deals;
using KoSales.Domain.Orders;
using KoSales.Functions.Outbox;
using NodaTime;

namespace KoSales.Functions.Orders;

/// <summary>Shows the orders of a deal that is restored. Those of a deleted one are hidden with it
/// (<see cref="OrdersUnderWay"/>), and here where an earlier release deleted it. It goes by the deal as it is
/// now, so that events may come late and twice.</summary>
internal sealed class OrdersOfDeals(IDocumentStore store) : IEventHandler
{
    public const string Hidden = "entity_deleted_at";

    public IReadOnlyCollection<string> Types { get; } = ["deal.deleted", "deal.restored"];

    public async Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        var id = outboxEvent.Entity.Id;
        var deal = await store.FindAsync(DealStore.Collection, id, cancellationToken);
        var isThere = deal is { DeletedAt: null };
        var (at, by) = (outboxEvent.CreatedAt, Actor.System.Id);
        var patch = isThere ? Setting(null, at, by) : Hiding(at, by);
        var wrong = Filter.AllOf(
            Filter.Eq("entity_ref.id", id),
            isThere ? Filter.Present(Hidden) : Filter.Missing(Hidden)
        );
        await store.CommitAsync(
            new WriteBatch().Patch(DraftOrderStore.Collection, wrong, patch),
            cancellationToken
        );
    }

    /// <summary>To be applied to orders whose deal is deleted at that instant.</summary>
    public static Patch Hiding(Instant at, string by) => Setting(JsonText.Of(at), at, by);

    private static Patch Setting(string? hidden, Instant at, string by) =>
        new(at, by) { Set = new Dictionary<string, string?> { [Hidden] = hidden } };
}
