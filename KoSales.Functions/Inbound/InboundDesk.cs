using KoSales.Domain.Inbound;
using KoSales.Functions.Inbound.Processing;
using KoSales.Functions.Outbox;
using KoSales.Functions.Pii.Keys;

namespace KoSales.Functions.Inbound;

/// <summary>A delivery whose signature was found good.</summary>
/// <param name="Source">Without colons, at most 30 characters.</param>
/// <param name="WebhookId">The sender's; the same when it is delivered again.</param>
/// <param name="Type">As the sender names it; null for one without.</param>
/// <param name="Lane">What has to be processed one by one, such as the customer's external id; it
/// is kept as a keyed hash. Null: the delivery stands alone.</param>
/// <param name="Body">As it came.</param>
public sealed record Arrival(
    string Source,
    string WebhookId,
    string? Type,
    string? Lane,
    ReadOnlyMemory<byte> Body
);

/// <param name="Id">The sender's.</param>
public sealed record WebhookAccepted(string Id, string Status);

/// <summary>Takes what comes in signed: stored first, answered then, processed after.</summary>
public sealed class InboundDesk(
    IDocumentStore store,
    IEventDispatcher events,
    InboundHandlers handlers,
    SecretBox box,
    BlindIndex index
)
{
    /// <summary>How deliveries that wait hold their bodies.</summary>
    public SealedShape<InboundDelivery> Shape =>
        new(
            Deliveries.Collection,
            d => d.Body is { } body && box.IsOutdated(body),
            d => d with { Body = box.Rewrap(d.BodyContext, d.Body!) }
        );

    /// <summary>Accepted once it is durable. The same id again is accepted and does nothing more;
    /// with another body it is a conflict.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer: nothing is
    /// taken.</exception>
    public async Task<Verdict<WebhookAccepted>> TakeAsync(
        Arrival arrival,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var received = DeliveryOf(arrival, command);
        var batch = new WriteBatch().Insert(Deliveries.Collection, received);
        if (received.Status == InboundStatus.Received)
            batch.Emit(command, InboundArrivals.Of(received));
        var result = await store.CommitAsync(batch, cancellationToken);
        var accepted = new WebhookAccepted(arrival.WebhookId, "accepted");
        if (result.IsCommitted)
        {
            InboundMetrics.Received(received);
            await events.DispatchAsync(batch, cancellationToken);
            return accepted;
        }

        var known = await store.FindAsync(Deliveries.Collection, received.Id, cancellationToken);
        return known?.BodyHash == received.BodyHash
            ? accepted
            : Fault.Conflict(
                "webhook.other_body",
                "A delivery of this id was taken with another body."
            );
    }

    /// <summary>Keeps something that came another way than by a delivery for a person to decide
    /// on, like a delivery in quarantine; again it does nothing more.</summary>
    /// <param name="arrival">Its body is what the handler of its source and type reads.</param>
    public void Quarantine(
        WriteBatch batch,
        Arrival arrival,
        InboundOutcome outcome,
        Command command
    ) =>
        batch.InsertIfAbsent(
            Deliveries.Collection,
            DeliveryOf(arrival, command) with
            {
                Status = outcome.Status,
                NextAttemptAt = null,
                Error = outcome.Error,
                Facts = outcome.Facts,
                Candidates = outcome.Candidates,
            }
        );

    private InboundDelivery DeliveryOf(Arrival arrival, Command command)
    {
        var id = DeliveryIds.Of(arrival.Source, arrival.WebhookId);
        var type = DeliveryIds.TypeOf(arrival.Type);
        var bare = new InboundDelivery
        {
            Id = id,
            Source = arrival.Source,
            Type = type,
            BodyHash = DeliveryIds.Hash(arrival.Body.Span),
            Lane = index.Of(new BlindKey(arrival.Source, arrival.Lane ?? id)),
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };
        return handlers.For(arrival.Source, type) is null
            ? bare with
            {
                Status = InboundStatus.Ignored,
                Error = "webhook_event.unknown_type",
                ProcessedAt = command.Now,
                LagMilliseconds = 0,
            }
            : bare with
            {
                Status = InboundStatus.Received,
                Body = box.Seal(InboundDelivery.BodyContextOf(id), arrival.Body.Span),
                NextAttemptAt = command.Now + OutboxEvents.Grace,
            };
    }
}
