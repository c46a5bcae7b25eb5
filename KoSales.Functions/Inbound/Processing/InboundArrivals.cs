using System.Text.Json;
using KoSales.Domain.Inbound;
using KoSales.Functions.Outbox;

namespace KoSales.Functions.Inbound.Processing;

/// <summary>Processes a delivery right after it was stored.</summary>
public sealed class InboundArrivals(IDocumentStore store, InboundProcessor processor)
    : IEventHandler
{
    public const string Received = "inbound.received";

    public IReadOnlyCollection<string> Types { get; } = [Received];

    /// <summary>The sender has its answer once the delivery is stored.</summary>
    public bool IsAwaited => false;

    /// <summary>An event in the queue of its lane.</summary>
    public static OutboxFact Of(InboundDelivery delivery) =>
        new(Received, new EntityRef(EntityKind.Customer, $"{Received}:{delivery.Lane}"))
        {
            Data = JsonSerializer.SerializeToElement(delivery.Id, ApiJson.Default.String),
        };

    public async Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        var id = outboxEvent.Data!.Value.GetString()!;
        if (await store.FindAsync(Deliveries.Collection, id, cancellationToken) is { } delivery)
            await processor.ProcessAsync(delivery, cancellationToken);
    }
}
