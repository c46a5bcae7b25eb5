using KoSales.Domain.Notifications;
using KoSales.Domain.Webhooks;
using KoSales.Functions.Notifications;
using KoSales.Functions.Writing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;
using Inboxes = KoSales.Domain.Notifications.Notifications;

namespace KoSales.Functions.Subscriptions.Delivering;

/// <summary>Writes down what came of attempts, and disables subscriptions whose receivers are gone or take nothing
/// for too long; administrators are told of it in the same transaction.</summary>
public sealed class DeliveryLedger(
    IDocumentStore store,
    Commits commits,
    Staff staff,
    SubscriptionCache cache,
    TimeProvider time,
    IOptions<WebhookSettings> settings,
    ILogger<DeliveryLedger> log
)
{
    private const int Gone = 410;

    private Instant Now =>
        Instant.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>What is no longer under way in this round stays as it is.</summary>
    public async Task<DeliveryStep> RecordAsync(
        DeliveryRun run,
        OutboundAttempt attempt,
        CancellationToken cancellationToken
    )
    {
        var command = CommandOf(run);
        var written = await ChangeAsync(
            run,
            delivery => After(delivery, run, attempt, command),
            (batch, delivery) => Count(batch, delivery, attempt, command.Now),
            cancellationToken
        );
        if (written is null || attempt.Error is null)
            return DeliveryStep.Over;
        await JudgeAsync(written, attempt, command, cancellationToken);
        return written.NextAttemptAt is { } next
            ? DeliveryStep.Later(next - command.Now)
            : DeliveryStep.Over;
    }

    public Task CancelAsync(DeliveryRun run, CancellationToken cancellationToken) =>
        ChangeAsync(
            run,
            delivery => delivery.Cancel(CommandOf(run)),
            (_, _) => { },
            cancellationToken
        );

    private OutboundDelivery After(
        OutboundDelivery delivery,
        DeliveryRun run,
        OutboundAttempt attempt,
        Command command
    )
    {
        if (attempt.Error is null)
            return delivery.Arrived(attempt, command);
        var (pauses, tried) = (settings.Value.Pauses, run.Tried + 1);
        if (attempt.Status == Gone || pauses.IsLast(tried))
            return delivery.GivenUp(attempt, command);
        var pause = pauses.After(tried, delivery.Id, attempt.AskedPause);
        return delivery.Waits(attempt, command.Now + pause, command);
    }

    private static void Count(
        WriteBatch batch,
        OutboundDelivery after,
        OutboundAttempt attempt,
        Instant now
    )
    {
        if (attempt.Error is null)
            batch.CountArrival(after.SubscriptionId, now);
        else
            batch.CountFailure(after.SubscriptionId, after.Status == OutboundStatus.Dead, now);
    }

    /// <summary>Null when the delivery is not under way in this round.</summary>
    private Task<OutboundDelivery?> ChangeAsync(
        DeliveryRun run,
        Func<OutboundDelivery, OutboundDelivery> decide,
        Action<WriteBatch, OutboundDelivery> count,
        CancellationToken cancellationToken
    ) =>
        commits.CarryAsync<OutboundDelivery?>(
            $"the delivery {run.DeliveryId}",
            async carried =>
            {
                var delivery = await store.FindAsync(
                    OutboundDelivery.Collection,
                    run.DeliveryId,
                    cancellationToken
                );
                if (
                    delivery is not { Status: OutboundStatus.Pending }
                    || delivery.Round != run.Round
                )
                    return null;
                var after = decide(delivery);
                carried.Batch.Replace(OutboundDelivery.Collection, after);
                count(carried.Batch, after);
                return after;
            },
            cancellationToken
        );

    private async Task JudgeAsync(
        OutboundDelivery delivery,
        OutboundAttempt attempt,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var reason =
            attempt.Status == Gone
                ? DisabledReason.Gone
                : await EndingAsync(delivery.SubscriptionId, command.Now, cancellationToken);
        if (reason is { } known)
            await DisableAsync(delivery.SubscriptionId, known, command, cancellationToken);
    }

    private async ValueTask<DisabledReason?> EndingAsync(
        string subscriptionId,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var figures = await store.FindAsync(
            SubscriptionFigures.Collection,
            subscriptionId,
            cancellationToken
        );
        var patience = Duration.FromTimeSpan(settings.Value.Patience);
        return figures?.Ending(now, patience, settings.Value.MostDead);
    }

    private async Task DisableAsync(
        string subscriptionId,
        DisabledReason reason,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var isNews = await commits.CarryAsync(
            $"the webhook subscription {subscriptionId}",
            async attempt =>
            {
                var found = await store.FindAsync(
                    WebhookSubscription.Collection,
                    subscriptionId,
                    cancellationToken
                );
                if (found is not { IsLive: true })
                    return false;
                var disabled = found.Disable(reason, command);
                attempt.Batch.Replace(WebhookSubscription.Collection, disabled);
                await TellAsync(attempt.Batch, disabled, command, cancellationToken);
                attempt.WhenSettled(cache.Evict);
                return true;
            },
            cancellationToken
        );
        if (isNews)
            log.Disabled(subscriptionId, WireNames<DisabledReason>.Of(reason));
    }

    private async ValueTask TellAsync(
        WriteBatch batch,
        WebhookSubscription disabled,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var notice = new Notice(
            Notice.About(
                NotificationKind.WebhookDisabled,
                $"webhook_disabled:{disabled.Key}:{disabled.Version}"
            ) with
            {
                SubscriptionId = disabled.Key,
            }
        );
        foreach (var admin in await staff.AdminsAsync(cancellationToken))
            batch.InsertIfAbsent(Inboxes.Collection, notice.For(admin.Key, command.Now));
    }

    private Command CommandOf(DeliveryRun run) => new(Actor.System, Now, run.DeliveryId);
}

internal static partial class DeliveryLog
{
    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The webhook subscription {Subscription} was disabled: {Reason}"
    )]
    public static partial void Disabled(this ILogger log, string subscription, string reason);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The cohort {Cohort} asks for a webhook to a subscription that is not there or not active"
    )]
    public static partial void NobodyCalled(this ILogger log, string cohort);
}
