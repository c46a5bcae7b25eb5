using KoSales.Domain.Webhooks;
using KoSales.Functions.Durable;
using KoSales.Functions.Subscriptions.Sending;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using NodaTime;

namespace KoSales.Functions.Subscriptions.Delivering;

/// <summary>One round of a delivery: ids and numbers only.</summary>
/// <param name="Tried">Attempts that were made in this round.</param>
/// <param name="Waited">How often in a row it was not its turn.</param>
public sealed record DeliveryRun(string DeliveryId, int Round, int Tried = 0, int Waited = 0);

/// <param name="IsOver">There is nothing left to be done in this round.</param>
/// <param name="IsBusy">It was not its turn; no attempt was made.</param>
/// <param name="PauseMilliseconds">Until the next step.</param>
public sealed record DeliveryStep(bool IsOver, bool IsBusy, long PauseMilliseconds)
{
    public static readonly DeliveryStep Over = new(true, false, 0);

    public static DeliveryStep Later(Duration pause) =>
        new(false, false, (long)pause.TotalMilliseconds);
}

/// <summary>Brings an event to a receiver; the instance is the delivery's id, of a replay with the round behind
/// it. Attempts with growing pauses, until it arrives or is given up.</summary>
public static class WebhookDelivery
{
    /// <summary>After so many steps the history begins afresh.</summary>
    public const int StepsPerGeneration = 40;

    [Function(nameof(WebhookDelivery))]
    public static async Task RunAsync(
        [OrchestrationTrigger] TaskOrchestrationContext context,
        DeliveryRun run
    )
    {
        for (var number = 0; number < StepsPerGeneration; number++)
        {
            var step = await context.CallActivityAsync<DeliveryStep>(
                nameof(WebhookDeliveryActivities.WebhookDeliveryStep),
                run,
                WorkRetries.OfStages
            );
            if (step.IsOver)
                return;
            run = step.IsBusy
                ? run with
                {
                    Waited = run.Waited + 1,
                }
                : run with
                {
                    Tried = run.Tried + 1,
                    Waited = 0,
                };
            var next = context.CurrentUtcDateTime.AddMilliseconds(step.PauseMilliseconds);
            await context.CreateTimer(next, CancellationToken.None);
        }

        context.ContinueAsNew(run);
    }
}

/// <summary>One attempt. Where the app dies between the call and the record of it, the receiver is called again,
/// with the same webhook-id.</summary>
public sealed class WebhookDeliveryActivities(
    IDocumentStore store,
    WebhookSender sender,
    SubscriptionSecrets secrets,
    SendTurns turns,
    DeliveryLedger ledger,
    TimeProvider time
)
{
    /// <summary>A receiver that takes longer than this is called one delivery at a time.</summary>
    private const int SlowMilliseconds = 2000;

    private static readonly Duration ShortestWait = Duration.FromMilliseconds(250);
    private static readonly Duration LongestWait = Duration.FromSeconds(30);

    [Function(nameof(WebhookDeliveryStep))]
    public async Task<DeliveryStep> WebhookDeliveryStep(
        [ActivityTrigger] DeliveryRun run,
        CancellationToken cancellationToken
    )
    {
        var delivery = await store.FindAsync(
            OutboundDelivery.Collection,
            run.DeliveryId,
            cancellationToken
        );
        if (delivery is not { Status: OutboundStatus.Pending } || delivery.Round != run.Round)
            return DeliveryStep.Over;
        var subscription = await store.FindAsync(
            WebhookSubscription.Collection,
            delivery.SubscriptionId,
            cancellationToken
        );
        if (subscription is null || !IsWanted(subscription, delivery))
        {
            await ledger.CancelAsync(run, cancellationToken);
            return DeliveryStep.Over;
        }

        using var turn = turns.TryTake(subscription.Key);
        return turn is null
            ? Wait(run)
            : await AttemptAsync(subscription, delivery, run, cancellationToken);
    }

    /// <summary>A ping tells whether a receiver works, so it also goes to those that are not active.</summary>
    private static bool IsWanted(WebhookSubscription subscription, OutboundDelivery delivery) =>
        subscription.IsLive || (delivery.IsPing && subscription.DeletedAt is null);

    private async Task<DeliveryStep> AttemptAsync(
        WebhookSubscription subscription,
        OutboundDelivery delivery,
        DeliveryRun run,
        CancellationToken cancellationToken
    )
    {
        var now = Instant.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var attempt = secrets.TryKeysOf(subscription, now) is { } keys
            ? await sender.SendAsync(
                MessageOf(subscription, delivery, keys, now),
                cancellationToken
            )
            : new OutboundAttempt(now, null, "secret_unreadable", 0);
        turns.Note(subscription.Key, attempt.LatencyMs > SlowMilliseconds);
        return await ledger.RecordAsync(run, attempt, cancellationToken);
    }

    private static SignedMessage MessageOf(
        WebhookSubscription subscription,
        OutboundDelivery delivery,
        IReadOnlyList<byte[]> keys,
        Instant now
    ) =>
        new(
            new Uri(subscription.Url),
            delivery.Id,
            now,
            WebhookMessage.Of(delivery).ToBytes(),
            keys
        );

    private static DeliveryStep Wait(DeliveryRun run)
    {
        var grown = ShortestWait * Math.Pow(2, Math.Min(run.Waited, 10));
        var spread = 1 + DeliveryPauses.Share(run.DeliveryId, run.Waited);
        return new DeliveryStep(
            false,
            true,
            (long)(Duration.Min(grown, LongestWait) * spread).TotalMilliseconds
        );
    }
}
