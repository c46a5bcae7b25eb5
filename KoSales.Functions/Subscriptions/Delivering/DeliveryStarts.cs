using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Webhooks;
using KoSales.Functions.Durable;
using KoSales.Functions.Outbox;

namespace KoSales.Functions.Subscriptions.Delivering;

/// <summary>Which round of a delivery is due.</summary>
public sealed record DueDelivery(string DeliveryId, int Round);

/// <summary>Starts deliveries: those that people ask for by an event, so that what was committed is
/// sent.</summary>
public sealed class DeliveryStarts(DurableClients clients) : IEventHandler
{
    private const string Due = "webhook.delivery_due";

    public IReadOnlyCollection<string> Types { get; } = [Due];

    public bool IsAwaited => false;

    /// <summary>The outbox orders by the event's id of an entity, which is the subscription here.</summary>
    public static OutboxFact FactOf(OutboundDelivery delivery) =>
        new(Due, new EntityRef(EntityKind.Lead, delivery.SubscriptionId))
        {
            Data = JsonSerializer.SerializeToElement(
                new DueDelivery(delivery.Id, delivery.Round),
                DueDeliveryJson.Wire.DueDelivery
            ),
        };

    public Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        var due = outboxEvent.Data!.Value.Deserialize(DueDeliveryJson.Wire.DueDelivery)!;
        return StartAsync(due.DeliveryId, due.Round, cancellationToken);
    }

    /// <summary>One that is under way, or over, is left as it is.</summary>
    public Task StartAsync(string deliveryId, int round, CancellationToken cancellationToken) =>
        clients.StartOnceAsync(
            nameof(WebhookDelivery),
            OutboundDelivery.InstanceOf(deliveryId, round),
            new DeliveryRun(deliveryId, round),
            cancellationToken
        );
}

[JsonSerializable(typeof(DueDelivery))]
internal sealed partial class DueDeliveryJson : JsonSerializerContext
{
    public static readonly DueDeliveryJson Wire = new(DocumentJson.NewOptions());
}
