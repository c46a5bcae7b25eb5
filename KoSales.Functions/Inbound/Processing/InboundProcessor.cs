using System.Security.Cryptography;
using KoSales.Domain.Inbound;
using KoSales.Functions.Pii.Keys;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;

namespace KoSales.Functions.Inbound.Processing;

/// <summary>Makes one attempt at a delivery and records what came of it. Two that make one at once
/// do no harm: what the slower one came to is not written.</summary>
public sealed class InboundProcessor(
    IDocumentStore store,
    InboundHandlers handlers,
    SecretBox box,
    TimeProvider time,
    IOptions<InboundSettings> options,
    ILogger<InboundProcessor> log
)
{
    private const int JitterSteps = 1_000;

    private Instant Now =>
        Instant.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>Does nothing for a delivery that does not wait. Throws only when it is to stop: a
    /// store that does not answer leaves the delivery to the sweep.</summary>
    public async Task ProcessAsync(InboundDelivery delivery, CancellationToken cancellationToken)
    {
        if (!delivery.Status.IsWaiting())
            return;
        try
        {
            await AttemptAsync(delivery, cancellationToken);
        }
        catch (StoreUnavailableException exception)
        {
            log.LeftToSweep(delivery.Id, exception);
        }
    }

    private async Task AttemptAsync(InboundDelivery delivery, CancellationToken cancellationToken)
    {
        var jitter = (double)RandomNumberGenerator.GetInt32(JitterSteps + 1) / JitterSteps;
        var retry = new InboundRetry(options.Value.Retries, jitter);
        var outcome = await OutcomeAsync(delivery, retry, cancellationToken);
        var isWritten =
            outcome.IsCommitted || await WriteAsync(delivery, outcome, retry, cancellationToken);
        if (!isWritten)
            return;
        var status = delivery.StatusAfter(outcome, retry.Retries);
        InboundMetrics.Settled(delivery, status, Now);
        if (status == InboundStatus.Dead)
            log.Dead(delivery.Type, delivery.Id, outcome.Error);
    }

    private async Task<InboundOutcome> OutcomeAsync(
        InboundDelivery delivery,
        InboundRetry retry,
        CancellationToken cancellationToken
    )
    {
        if (handlers.For(delivery.Source, delivery.Type) is not { } handler)
            return InboundOutcome.Ignored("webhook_event.unknown_type");
        try
        {
            byte[] body = delivery.Body is { } kept ? box.Open(delivery.BodyContext, kept) : [];
            var command = new Command(Actor.System, Now, delivery.Id);
            var work = new InboundWork(delivery, body, command, retry, store);
            return await handler.HandleAsync(work, cancellationToken);
        }
        catch (Exception exception)
            when (exception is not OperationCanceledException
                || !cancellationToken.IsCancellationRequested
            )
        {
            log.HandlerFailed(handler.GetType().Name, delivery.Type, delivery.Id, exception);
            return InboundOutcome.Failed(exception.GetType().Name);
        }
    }

    /// <returns>False when somebody else was faster.</returns>
    private async Task<bool> WriteAsync(
        InboundDelivery delivery,
        InboundOutcome outcome,
        InboundRetry retry,
        CancellationToken cancellationToken
    )
    {
        var batch = new WriteBatch().Patch(
            Deliveries.Collection,
            delivery.AsSeen(),
            delivery.Settled(outcome, retry, Now),
            expected: 1
        );
        return (await store.CommitAsync(batch, cancellationToken)).IsCommitted;
    }
}
