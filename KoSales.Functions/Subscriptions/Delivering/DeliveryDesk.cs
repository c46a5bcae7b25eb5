using KoSales.Domain.Webhooks;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Subscriptions.Delivering;

/// <summary>What people do with deliveries: send a test, and send again.</summary>
public sealed class DeliveryDesk(IDocumentStore store, Items items, Commits commits)
{
    /// <summary>A test delivery, also to a subscription that is not active.</summary>
    public async Task<Verdict<OutboundDelivery>> PingAsync(
        SubscriptionCall call,
        CancellationToken cancellationToken
    )
    {
        var found = await SubscriptionAsync(call, cancellationToken);
        if (found.IsRefused)
            return found.Refusal;
        var ping = PingTo(found.Value, call.Command);
        var batch = new WriteBatch()
            .Insert(OutboundDelivery.Collection, ping)
            .Emit(call.Command, DeliveryStarts.FactOf(ping));
        call.Command.RecordAnswer(batch, ping);
        await commits.TryAsync(batch, cancellationToken);
        return ping;
    }

    /// <summary>Sends again what has arrived, was given up or was cancelled.</summary>
    public Task<Verdict<OutboundDelivery>> ReplayAsync(
        SubscriptionCall call,
        string deliveryId,
        CancellationToken cancellationToken
    ) =>
        commits.DecideAsync<OutboundDelivery>(
            Fault.Busy("delivery.busy", $"The delivery {QueryFaults.Shown(deliveryId)}"),
            async attempt =>
            {
                var subscription = await SubscriptionAsync(call, cancellationToken);
                if (subscription.IsRefused)
                    return subscription.Refusal;
                var found = await FindAsync(call.Id, deliveryId, cancellationToken);
                if (found.IsRefused)
                    return found;
                if (!subscription.Value.IsLive && !found.Value.IsPing)
                    return NotActive;
                var again = found.Value.Replay(call.Command);
                if (again.IsRefused)
                    return again;
                attempt
                    .Batch.Replace(OutboundDelivery.Collection, again.Value)
                    .Emit(call.Command, DeliveryStarts.FactOf(again.Value));
                call.Command.RecordAnswer(attempt.Batch, again.Value);
                return again;
            },
            cancellationToken
        );

    /// <summary>Whether the subscription has a delivery of this id is told by the id.</summary>
    public static bool IsOf(string subscriptionId, string deliveryId) =>
        deliveryId.StartsWith(subscriptionId + ".", StringComparison.Ordinal);

    private static readonly Fault NotActive = Fault.Conflict(
        "webhook.not_active",
        "Only active subscriptions are sent anything; enable it first, or send a ping."
    );

    private ValueTask<Verdict<WebhookSubscription>> SubscriptionAsync(
        SubscriptionCall call,
        CancellationToken cancellationToken
    ) =>
        items.LoadAsync(
            SubscriptionLists.Subscriptions,
            WebhookSubscription.Collection,
            call.Id,
            call.Command.Actor,
            cancellationToken
        );

    private async ValueTask<Verdict<OutboundDelivery>> FindAsync(
        string subscriptionId,
        string deliveryId,
        CancellationToken cancellationToken
    ) =>
        IsOf(subscriptionId, deliveryId)
        && await store.FindAsync(OutboundDelivery.Collection, deliveryId, cancellationToken)
            is { } found
            ? found
            : Fault.NotFound("delivery", QueryFaults.Shown(deliveryId));

    private static OutboundDelivery PingTo(WebhookSubscription subscription, Command command)
    {
        var eventId = $"ping-{OrderedId.Next(command.Now)}";
        return new OutboundDelivery
        {
            Id = OutboundDelivery.IdOf(subscription.Key, eventId),
            SubscriptionId = subscription.Key,
            EventId = eventId,
            Type = OutboundDelivery.Ping,
            OccurredAt = command.Now,
            NextAttemptAt = command.Now,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };
    }
}
