using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;

namespace KoSales.Functions.Outbox.Delivering;

/// <summary>What came of one attempt.</summary>
public abstract record DeliveryOutcome
{
    private DeliveryOutcome() { }

    public static readonly DeliveryOutcome Done = new Delivered();

    public static readonly DeliveryOutcome SetAside = new Dead();

    public sealed record Delivered : DeliveryOutcome;

    /// <param name="At">When it is tried again.</param>
    /// <param name="Handlers">Names of those that have yet to take it.</param>
    public sealed record Retry(Instant At, IReadOnlyCollection<string> Handlers) : DeliveryOutcome;

    public sealed record Dead : DeliveryOutcome;
}

/// <summary>One attempt to hand an event to all of its handlers, and the record of a failure.</summary>
public sealed class Delivery(
    HandlerTable handlers,
    IDocumentStore store,
    TimeProvider time,
    IOptions<OutboxOptions> options,
    ILogger<Delivery> log
)
{
    private const int SideBySide = 250;
    private static readonly Duration Step = Duration.FromMilliseconds(1);

    private static readonly AsyncLocal<bool> InHandler = new();

    /// <summary>True within a handler: whoever commits there must not wait for events that queue behind the
    /// one being handled.</summary>
    public static bool IsNested => InHandler.Value;

    /// <summary>
    /// Every handler that has yet to take the event is called, also after one has failed. Afterwards it is
    /// left for those alone that failed, or that an earlier
    /// event waits for, so that one broken handler keeps nothing from the others.
    /// </summary>
    public async Task<DeliveryOutcome> AttemptAsync(
        OutboxEvent outboxEvent,
        HeldHandlers held,
        CancellationToken cancellationToken
    )
    {
        InHandler.Value = true;
        var attempt = new Attempt(outboxEvent, held);
        foreach (var group in outboxEvent.Unpacked().GroupBy(e => e.Type, StringComparer.Ordinal))
        {
            OutboxEvent[] events = [.. group];
            foreach (var handler in handlers.For(group.Key).Where(h => Concerns(outboxEvent, h)))
            {
                if (!attempt.Leaves(handler))
                    await TryAsync(handler, events, attempt, cancellationToken);
            }
        }

        return attempt.Left.Count == 0
            ? DeliveryOutcome.Done
            : await RecordAsync(attempt, cancellationToken);
    }

    private async Task TryAsync(
        IEventHandler handler,
        OutboxEvent[] events,
        Attempt attempt,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await HandAsync(handler, events, cancellationToken);
        }
        catch (Exception exception)
            when (exception is not OperationCanceledException
                || !cancellationToken.IsCancellationRequested
            )
        {
            attempt.Failed(handler, exception);
            log.HandlerFailed(
                handler.GetType().Name,
                events[0].Type,
                attempt.Event.Id,
                attempt.Event.Attempts + 1,
                exception
            );
        }
    }

    /// <summary>Names that no handler has any more, as after a release, count as all of them.</summary>
    private bool Concerns(OutboxEvent outboxEvent, IEventHandler handler) =>
        !outboxEvent.WaitsForHandlers
        || outboxEvent.Handlers.Contains(handler.Name)
        || !outboxEvent.Handlers.Any(handlers.Knows);

    /// <summary>The events of an event batch side by side: handlers that write in groups get their groups.</summary>
    private static Task HandAsync(
        IEventHandler handler,
        OutboxEvent[] events,
        CancellationToken cancellationToken
    ) =>
        events is [var only]
            ? handler.HandleAsync(only, cancellationToken)
            : Parallel.ForEachAsync(
                events,
                new ParallelOptions
                {
                    MaxDegreeOfParallelism = SideBySide,
                    CancellationToken = cancellationToken,
                },
                async (e, stop) =>
                {
                    if (!handler.IsIdle)
                        await handler.HandleAsync(e, stop);
                }
            );

    private async Task<DeliveryOutcome> RecordAsync(
        Attempt attempt,
        CancellationToken cancellationToken
    )
    {
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        var outboxEvent = attempt.Event;
        var attempts = outboxEvent.Attempts + (attempt.Failure is null ? 0 : 1);
        var dead = attempts >= options.Value.MaxAttempts;
        var next = dead ? OutboxEvents.Never : NextOf(attempt, attempts, now);
        var patch = new Patch(now, "system") { Set = MarksOf(attempt, attempts, next, dead) };
        await PatchAsync(outboxEvent.Id, patch, cancellationToken);
        if (!dead)
            return new DeliveryOutcome.Retry(next, attempt.Left);
        log.SetAside(outboxEvent.Type, outboxEvent.Id, attempts);
        return DeliveryOutcome.SetAside;
    }

    private async Task PatchAsync(string id, Patch patch, CancellationToken cancellationToken) =>
        await store.CommitAsync(
            new WriteBatch().Patch(OutboxEvents.Collection, Filter.Eq("id", id), patch),
            cancellationToken
        );

    private static Dictionary<string, string?> MarksOf(
        Attempt attempt,
        int attempts,
        Instant next,
        bool dead
    )
    {
        var marks = new Dictionary<string, string?>
        {
            ["attempts"] = OutboxPatches.Number(attempts),
            ["handlers"] = OutboxPatches.Texts(attempt.Left),
            ["next_attempt_at"] = JsonText.Of(next),
        };
        var failure = attempt.Failure?.GetType().Name;
        if (dead)
            marks["dead_reason"] = OutboxPatches.Text($"{failure} in attempt {attempts}");
        return marks;
    }

    /// <summary>Behind an earlier event it is due right after that one.</summary>
    private Instant NextOf(Attempt attempt, int attempts, Instant now)
    {
        var again = attempt.Failure is null
            ? now
            : now + Duration.FromTimeSpan(options.Value.RetryAfter(attempts));
        return attempt.HeldUntil is { } held && held > again ? held + Step : again;
    }

    /// <summary>What has come of one attempt so far.</summary>
    private sealed class Attempt(OutboxEvent outboxEvent, HeldHandlers held)
    {
        public OutboxEvent Event => outboxEvent;

        /// <summary>Names of the handlers that have yet to take the event.</summary>
        public SortedSet<string> Left { get; } = new(StringComparer.Ordinal);

        /// <summary>The last one; null when the event was only held up.</summary>
        public Exception? Failure { get; private set; }

        public Instant? HeldUntil { get; private set; }

        /// <summary>True for a handler that an earlier event still waits for.</summary>
        public bool Leaves(IEventHandler handler)
        {
            if (held.Until(handler.Name) is not { } until)
                return false;
            Left.Add(handler.Name);
            HeldUntil = HeldUntil > until ? HeldUntil : until;
            return true;
        }

        public void Failed(IEventHandler handler, Exception failure)
        {
            Left.Add(handler.Name);
            Failure = failure;
        }
    }
}
