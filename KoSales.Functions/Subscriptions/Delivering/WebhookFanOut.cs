using KoSales.Domain.Webhooks;
using KoSales.Functions.Cohorts;
using KoSales.Functions.Outbox;
using Microsoft.Extensions.Logging;

namespace KoSales.Functions.Subscriptions.Delivering;

/// <summary>Makes of an event a delivery to each subscription that wants it, once however often the event comes,
/// and sends them on their way.</summary>
public sealed class WebhookFanOut(
    SubscriptionCache cache,
    IDocumentStore store,
    DeliveryStarts starts,
    ILogger<WebhookFanOut> log
) : IEventHandler
{
    public IReadOnlyCollection<string> Types => SubscribedEvents.All;

    public bool IsAwaited => false;

    public bool IsIdle => cache.IsKnownEmpty;

    public async Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        if (cache.IsKnownEmpty)
            return;
        var live = await cache.CurrentAsync(cancellationToken);
        OutboundDelivery[] deliveries =
        [
            .. Wanting(live, outboxEvent).Select(s => DeliveryOf(s, outboxEvent)),
        ];
        if (deliveries.Length == 0)
            return;
        var batch = new WriteBatch();
        foreach (var delivery in deliveries)
            batch.InsertIfAbsent(OutboundDelivery.Collection, delivery);
        await store.CommitAsync(batch, cancellationToken);
        foreach (var delivery in deliveries)
            await starts.StartAsync(delivery.Id, delivery.Round, cancellationToken);
    }

    private IEnumerable<WebhookSubscription> Wanting(LiveSubscriptions live, OutboxEvent told)
    {
        if (live.IsEmpty)
            return [];
        IEnumerable<LiveSubscription> wanting = live.Wanting(told.Type)
            .Where(s => s.Admits(WebhookMessage.Of(DeliveryOf(s.Subscription, told)).ToJson()));
        if (told.Type == CohortEvents.Webhook && CalledBy(live, told) is { } called)
            wanting = wanting.Append(called);
        return wanting.Select(s => s.Subscription).DistinctBy(s => s.Key);
    }

    /// <summary>The subscription that the cohort's action names gets it whatever it subscribed to.</summary>
    private LiveSubscription? CalledBy(LiveSubscriptions live, OutboxEvent told)
    {
        var facts = CohortEvents.Read(told.Data!.Value);
        var called = facts.Name is { } name ? live.Called(name) : null;
        if (called is null)
            log.NobodyCalled(facts.CohortId);
        return called;
    }

    private static OutboundDelivery DeliveryOf(WebhookSubscription to, OutboxEvent told) =>
        new()
        {
            Id = OutboundDelivery.IdOf(to.Key, told.Id),
            SubscriptionId = to.Key,
            EventId = told.Id,
            Type = told.Type,
            Entity = told.Entity,
            Changed = told.Changed,
            Facts = told.Data,
            OccurredAt = told.CreatedAt,
            NextAttemptAt = told.CreatedAt,
            CreatedAt = told.CreatedAt,
            UpdatedAt = told.CreatedAt,
        };
}
