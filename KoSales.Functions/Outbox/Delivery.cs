using KoSales.Domain.Events;
using KoSales.Domain.Filters;
using KoSales.Domain.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;

namespace KoSales.Functions.Outbox;

/// <summary>What came of one attempt.</summary>
public abstract record DeliveryOutcome
{
    private DeliveryOutcome()
    {
    }

    public static readonly DeliveryOutcome Done = new Delivered();

    public static readonly DeliveryOutcome SetAside = new Dead();

    public sealed record Delivered : DeliveryOutcome;

    public sealed record Retry(Instant At) : DeliveryOutcome;

    public sealed record Dead : DeliveryOutcome;
}

/// <summary>One attempt to hand an event to all of its handlers, and the record of a failure.</summary>
public sealed class Delivery(HandlerTable handlers, IDocumentStore store, TimeProvider time, IOptions<OutboxOptions> options, ILogger<Delivery> log)
{
    private const int SideBySide = 250;

    private static readonly AsyncLocal<bool> InHandler = new();

    /// <summary>True within a handler: whoever commits there must not wait for events that queue behind the one being handled.</summary>
    public static bool IsNested => InHandler.Value;

    /// <summary>Every handler is called, also after one has failed, so that one broken handler does not keep the event from the others.</summary>
    public async Task<DeliveryOutcome> AttemptAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        InHandler.Value = true;
        Exception? failure = null;
        foreach (var group in outboxEvent.Unpacked().GroupBy(e => e.Type, StringComparer.Ordinal))
        {
            foreach (var handler in handlers.For(group.Key))
            {
                try
                {
                    await HandAsync(handler, [.. group], cancellationToken);
                }
                catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
                {
                    failure = exception;
                    log.HandlerFailed(handler.GetType().Name, group.Key, outboxEvent.Id, outboxEvent.Attempts + 1, exception);
                }
            }
        }

        return failure is null ? DeliveryOutcome.Done : await RecordAsync(outboxEvent, failure, cancellationToken);
    }

    /// <summary>The events of a parcel side by side: handlers that write in groups get their groups.</summary>
    private static Task HandAsync(IEventHandler handler, OutboxEvent[] events, CancellationToken cancellationToken) => events is [var only]
        ? handler.HandleAsync(only, cancellationToken)
        : Parallel.ForEachAsync(events, new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = cancellationToken }, async (e, stop) =>
        {
            if (!handler.IsIdle) await handler.HandleAsync(e, stop);
        });

    private async Task<DeliveryOutcome> RecordAsync(OutboxEvent outboxEvent, Exception failure, CancellationToken cancellationToken)
    {
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        var attempts = outboxEvent.Attempts + 1;
        var dead = attempts >= options.Value.MaxAttempts;
        var next = dead ? OutboxEvents.Never : now + Duration.FromTimeSpan(options.Value.RetryAfter(attempts));
        var set = new Dictionary<string, string?>
        {
            ["attempts"] = OutboxPatches.Number(attempts),
            ["next_attempt_at"] = OutboxPatches.Moment(next),
        };
        if (dead) set["dead_reason"] = OutboxPatches.Text($"{failure.GetType().Name} in attempt {attempts}");
        await store.CommitAsync(new WriteBatch().Patch(OutboxEvents.Collection, Filter.Eq("id", outboxEvent.Id), new Patch(now, "system") { Set = set }), cancellationToken);
        if (dead) log.SetAside(outboxEvent.Type, outboxEvent.Id, attempts);
        return dead ? DeliveryOutcome.SetAside : new DeliveryOutcome.Retry(next);
    }
}
