using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Fields;
using KoSales.Domain.Orders;
using KoSales.Domain.Webhooks;
using KoSales.Functions.Outbox;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.Orders.Submitting;

/// <summary>A delivery of the inventory system, of which only what concerns orders is kept: bodies may hold
/// personal data.</summary>
public sealed record InventoryEvent : Document
{
    /// <summary>30 days.</summary>
    private const int KeptSeconds = 30 * 24 * 3600;

    public static readonly Collection<InventoryEvent> Collection = new(
        "webhook_events",
        new InventoryEventJson(DocumentJson.NewOptions()).InventoryEvent,
        new IndexSpec("webhook_events_received", "created_at") { ExpireAfterSeconds = KeptSeconds }
    );

    /// <summary>The sender's, so that a repeated delivery is known.</summary>
    public required string Id { get; init; }

    /// <summary>SHA-256 of the body, lower-case hex: the same id with another body is refused.</summary>
    public required string BodyHash { get; init; }

    public required string Type { get; init; }

    /// <summary>The idempotency key of the submission that it answers; null for what concerns no
    /// order.</summary>
    public string? Reference { get; init; }

    public string? InventoryOrderId { get; init; }

    /// <summary>Of a rejection, masked.</summary>
    public string? Reason { get; init; }

    [JsonIgnore]
    public override string Key => Id;

    /// <summary>The order that the reference names; null for none.</summary>
    [JsonIgnore]
    public string? DraftOrderId =>
        Reference?.LastIndexOf('.') is > 0 and var at ? Reference[..at] : null;
}

[JsonSerializable(typeof(InventoryEvent))]
internal sealed partial class InventoryEventJson : JsonSerializerContext;

/// <summary>A delivery as it is sent; members that it adds are passed over.</summary>
public sealed record InventoryDelivery
{
    public string? Type { get; init; }

    public InventoryDeliveryData? Data { get; init; }
}

public sealed record InventoryDeliveryData
{
    public string? Reference { get; init; }

    public string? OrderId { get; init; }

    public string? Reason { get; init; }
}

/// <param name="Id">The sender's.</param>
public sealed record WebhookAccepted(string Id, string Status);

[JsonSerializable(typeof(InventoryDelivery))]
[JsonSerializable(typeof(WebhookAccepted))]
internal sealed partial class InventoryDeliveryJson : JsonSerializerContext
{
    public static readonly InventoryDeliveryJson Wire = new(DocumentJson.NewOptions());
}

/// <summary>Takes signed deliveries: stored first, answered then, processed after. A delivery that comes again
/// does nothing more.</summary>
public sealed class InventoryWebhook(
    IDocumentStore store,
    IEventDispatcher events,
    IOptions<InventorySettings> settings
)
{
    public const string Confirmed = "order.confirmed";
    public const string Rejected = "order.rejected";
    public const string Answered = "inventory.answered";

    private const int LongestText = 100;

    public async Task<Verdict<WebhookAccepted>> TakeAsync(
        HttpRequest request,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken
    )
    {
        var state = RequestState.Of(request.HttpContext);
        var headers = HeadersOf(request);
        if (
            StandardWebhook.Objection(headers, body.Span, settings.Value.Keys, state.Now) is
            { } objection
        )
            return objection;
        if (Read(body.Span) is not { Type: { Length: > 0 and <= LongestText } } delivery)
            return new Fault(
                FaultKind.Malformed,
                "webhook.unreadable",
                "The body is a JSON object with a type and data."
            );
        var command = new Command(Actor.System, state.Now, state.TraceId);
        var received = EventOf(headers.Id!, body.Span, delivery, command);
        return await StoreAsync(received, command, cancellationToken);
    }

    private async Task<Verdict<WebhookAccepted>> StoreAsync(
        InventoryEvent received,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var batch = new WriteBatch().Insert(InventoryEvent.Collection, received);
        if (await DealOfAsync(received, cancellationToken) is { } deal)
            batch.Emit(command, new OutboxFact(Answered, deal) { Data = IdOf(received) });
        var result = await store.CommitAsync(batch, cancellationToken);
        if (result.IsCommitted)
        {
            await events.DispatchAsync(batch, cancellationToken);
            return new WebhookAccepted(received.Id, "accepted");
        }

        var known = await store.FindAsync(
            InventoryEvent.Collection,
            received.Id,
            cancellationToken
        );
        return known?.BodyHash == received.BodyHash
            ? new WebhookAccepted(received.Id, "accepted")
            : Fault.Conflict(
                "webhook.other_body",
                "A delivery of this id was taken with another body."
            );
    }

    private async ValueTask<EntityRef?> DealOfAsync(
        InventoryEvent received,
        CancellationToken cancellationToken
    ) =>
        received.DraftOrderId is { } id
        && await store.FindAsync(DraftOrderStore.Collection, id, cancellationToken) is { } order
            ? order.EntityRef
            : null;

    internal static string IdRead(JsonElement data) => data.GetString()!;

    private static JsonElement IdOf(InventoryEvent received) =>
        JsonSerializer.SerializeToElement(received.Id, ApiJson.Default.String);

    private static InventoryEvent EventOf(
        string id,
        ReadOnlySpan<byte> body,
        InventoryDelivery delivery,
        Command command
    )
    {
        var isAnswer = delivery.Type is Confirmed or Rejected;
        return new InventoryEvent
        {
            Id = id,
            BodyHash = Convert.ToHexStringLower(SHA256.HashData(body)),
            Type = isAnswer ? delivery.Type! : "other",
            Reference = isAnswer ? Short(delivery.Data?.Reference) : null,
            InventoryOrderId = isAnswer ? Short(delivery.Data?.OrderId) : null,
            Reason =
                delivery.Type == Rejected
                    ? HttpInventory.ReasonOf(new InventoryReply { Reason = delivery.Data?.Reason })
                    : null,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };
    }

    private static InventoryDelivery? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, InventoryDeliveryJson.Wire.InventoryDelivery);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>An id of ours or of the inventory system; anything longer is none, and one with somebody's
    /// number in it is masked.</summary>
    private static string? Short(string? text) =>
        text is { Length: > 0 and <= LongestText } ? MaskedText.Of(text, "").Text : null;

    private static WebhookHeaders HeadersOf(HttpRequest request) =>
        new(
            request.Headers["webhook-id"],
            request.Headers["webhook-timestamp"],
            request.Headers["webhook-signature"]
        );
}

/// <summary>Lets an order hear what the inventory system answered. An answer to a submission that is over
/// changes nothing.</summary>
public sealed class OrderAnswers(IDocumentStore store, DraftOrderWriter orders) : IEventHandler
{
    public IReadOnlyCollection<string> Types { get; } = [InventoryWebhook.Answered];

    public async Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        var id = InventoryWebhook.IdRead(outboxEvent.Data!.Value);
        if (
            await store.FindAsync(InventoryEvent.Collection, id, cancellationToken)
            is not { DraftOrderId: { } orderId } heard
        )
            return;
        var command = new Command(Actor.System, outboxEvent.CreatedAt, outboxEvent.Id);
        await orders.HearAsync(
            orderId,
            order => Decided(order, heard, command),
            command,
            cancellationToken
        );
    }

    private static DraftOrderFact Decided(DraftOrder order, InventoryEvent heard, Command command)
    {
        if (heard.Reference != order.IdempotencyKey)
            return DraftOrderFact.None(order);
        if (heard.Type == InventoryWebhook.Rejected)
            return order.Reject(heard.Reason!, command);
        return heard.InventoryOrderId is { } id
            ? order.Confirm(id, command)
            : DraftOrderFact.None(order);
    }
}
