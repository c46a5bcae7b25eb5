using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;

namespace KoSales.Functions.Outbox.Delivering;

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

    /// <summary>The whole of it, for one event.</summary>
    public async Task<DeliveryOutcome> AttemptAsync(
        OutboxEvent outboxEvent,
        HeldHandlers held,
        CancellationToken cancellationToken
    )
    {
        var attempt = await HandAsync(outboxEvent, held, cancellationToken);
        return (await EndAsync([attempt], cancellationToken))[0];
    }

    /// <summary>
    /// Every handler but the closing one that has yet to take the event is called, also after one has failed.
    /// Afterwards it is left for those alone that failed, or that an earlier
    /// event waits for, so that one broken handler keeps nothing from the others.
    /// </summary>
    public async Task<DeliveryAttempt> HandAsync(
        OutboxEvent outboxEvent,
        HeldHandlers held,
        CancellationToken cancellationToken
    )
    {
        InHandler.Value = true;
        var attempt = new DeliveryAttempt(outboxEvent, held)
        {
            IsLast = outboxEvent.Attempts + 1 >= options.Value.MaxAttempts,
        };
        if (attempt.IsOrdered)
        {
            foreach (var next in attempt.Events)
                await HandAsync([next], attempt, cancellationToken);
            return attempt;
        }

        foreach (var group in attempt.Events.GroupBy(e => e.Type, StringComparer.Ordinal))
            await HandAsync([.. group], attempt, cancellationToken);
        return attempt;
    }

    /// <summary>The closing handler gets the events together, and what others have failed with is
    /// recorded.</summary>
    /// <param name="attempts">At events of one entity, in order, that others have been called for.</param>
    /// <returns>In the same order.</returns>
    public async Task<IReadOnlyList<DeliveryOutcome>> EndAsync(
        IReadOnlyList<DeliveryAttempt> attempts,
        CancellationToken cancellationToken
    )
    {
        InHandler.Value = true;
        var closed = await CloseAsync(attempts, cancellationToken);
        var outcomes = new DeliveryOutcome[attempts.Count];
        for (var i = 0; i < attempts.Count; i++)
        {
            outcomes[i] = closed.TryGetValue(attempts[i], out var ending)
                ? ending?.Outcome ?? DeliveryOutcome.Closed
                : await EndAsync(attempts[i], cancellationToken);
            if (outcomes[i] is DeliveryOutcome.Dead)
                log.SetAside(
                    attempts[i].Event.Type,
                    attempts[i].Event.Id,
                    attempts[i].FailedAttempts
                );
        }

        return outcomes;
    }

    /// <param name="events">Of one type.</param>
    private async Task HandAsync(
        OutboxEvent[] events,
        DeliveryAttempt attempt,
        CancellationToken cancellationToken
    )
    {
        foreach (var handler in handlers.For(events[0].Type))
        {
            if (Concerns(attempt.Event, handler.Name) && !attempt.Leaves(handler.Name))
                await TryAsync(handler, events, attempt, cancellationToken);
        }
    }

    private async Task TryAsync(
        IEventHandler handler,
        OutboxEvent[] events,
        DeliveryAttempt attempt,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await HandAsync(handler, events, cancellationToken);
        }
        catch (Exception exception) when (IsFailure(exception, cancellationToken))
        {
            Failed(handler.Name, events[0].Type, attempt, exception);
        }
    }

    /// <summary>Those at whose events the closing handler has been, with how each ended for others; null where
    /// nobody has failed with it.</summary>
    private async Task<Dictionary<DeliveryAttempt, DeliveryEnding?>> CloseAsync(
        IReadOnlyList<DeliveryAttempt> attempts,
        CancellationToken cancellationToken
    )
    {
        Dictionary<DeliveryAttempt, DeliveryEnding?> closed = [];
        if (handlers.Closing is not { IsIdle: false } closing)
            return closed;
        List<ClosingRow> rows = [];
        foreach (var attempt in attempts)
        {
            var events = EventsFor(closing, attempt);
            if (events.Count == 0)
                continue;
            var ending = attempt.Left.Count == 0 ? null : EndingOf(attempt);
            closed.Add(attempt, ending);
            rows.Add(new ClosingRow(attempt.Event, events, ending?.Marks));
        }

        if (rows.Count == 0 || await TryAsync(closing, rows, closed.Keys, cancellationToken))
            return closed;
        return [];
    }

    private async Task<bool> TryAsync(
        IClosingHandler closing,
        List<ClosingRow> rows,
        IEnumerable<DeliveryAttempt> attempts,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await closing.CloseAsync(rows, cancellationToken);
            return true;
        }
        catch (Exception exception) when (IsFailure(exception, cancellationToken))
        {
            foreach (var attempt in attempts)
                Failed(closing.Name, attempt.Event.Type, attempt, exception);
            return false;
        }
    }

    /// <summary>None where the closing handler does not want the event, has taken it already, or waits for an
    /// earlier one.</summary>
    private IReadOnlyList<OutboxEvent> EventsFor(IClosingHandler closing, DeliveryAttempt attempt)
    {
        if (!Concerns(attempt.Event, closing.Name))
            return [];
        var wanted = attempt.Events;
        if (!wanted.All(e => handlers.Closes(e.Type)))
            wanted = [.. wanted.Where(e => handlers.Closes(e.Type))];
        return wanted.Count == 0 || attempt.Leaves(closing.Name) ? [] : wanted;
    }

    private static bool IsFailure(Exception exception, CancellationToken cancellationToken) =>
        exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested;

    private void Failed(string handler, string type, DeliveryAttempt attempt, Exception exception)
    {
        attempt.Failed(handler, exception);
        log.HandlerFailed(handler, type, attempt.Event.Id, attempt.Event.Attempts + 1, exception);
    }

    /// <summary>Names that no handler has any more, as after a release, count as all of them.</summary>
    private bool Concerns(OutboxEvent outboxEvent, string handler) =>
        !outboxEvent.WaitsForHandlers
        || outboxEvent.Handlers.Contains(handler)
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

    private async ValueTask<DeliveryOutcome> EndAsync(
        DeliveryAttempt attempt,
        CancellationToken cancellationToken
    )
    {
        if (attempt.Left.Count == 0)
            return DeliveryOutcome.Done;
        var ending = EndingOf(attempt);
        await store.CommitAsync(
            new WriteBatch().Patch(
                OutboxEvents.Collection,
                Filter.Eq("id", attempt.Event.Id),
                ending.Marks
            ),
            cancellationToken
        );
        return ending.Outcome;
    }

    private DeliveryEnding EndingOf(DeliveryAttempt attempt)
    {
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        // One that an earlier event holds up has not had its attempts; the row waits for it.
        var dead = attempt.FailedAttempts >= options.Value.MaxAttempts && attempt.HeldUntil is null;
        var next = dead ? OutboxEvents.Never : NextOf(attempt, now);
        return new DeliveryEnding(
            new Patch(now, "system") { Set = MarksOf(attempt, next, dead) },
            dead ? DeliveryOutcome.SetAside : new DeliveryOutcome.Retry(next, attempt.Left)
        );
    }

    private static Dictionary<string, string?> MarksOf(
        DeliveryAttempt attempt,
        Instant next,
        bool dead
    )
    {
        var marks = new Dictionary<string, string?>
        {
            ["attempts"] = OutboxPatches.Number(attempt.FailedAttempts),
            ["handlers"] = OutboxPatches.Texts(attempt.Left),
            ["next_attempt_at"] = JsonText.Of(next),
        };
        var failure = attempt.Failure?.GetType().Name;
        if (!dead)
            return marks;
        marks["dead_reason"] = OutboxPatches.Text($"{failure} in attempt {attempt.FailedAttempts}");
        marks["event_types"] = OutboxPatches.Texts(attempt.Events.Select(e => e.Type).Distinct());
        return marks;
    }

    /// <summary>Behind an earlier event it is due right after that one.</summary>
    private Instant NextOf(DeliveryAttempt attempt, Instant now)
    {
        var again = attempt.Failure is null
            ? now
            : now + Duration.FromTimeSpan(options.Value.RetryAfter(attempt.FailedAttempts));
        return attempt.HeldUntil is { } held && held > again ? held + Step : again;
    }

    /// <param name="Marks">What the outbox keeps of it.</param>
    private sealed record DeliveryEnding(Patch Marks, DeliveryOutcome Outcome);
}
