using System.Text.Json.Serialization;
using KoSales.Domain.Orders;
using KoSales.Functions.Outbox;

namespace KoSales.Functions.Orders.Submitting;

/// <summary>An answer as an earlier release stored it, without its body.</summary>
public sealed record FormerAnswer : Document
{
    public static readonly Collection<FormerAnswer> Collection = new(
        "webhook_events",
        () => new FormerAnswerJson(DocumentJson.NewOptions()).FormerAnswer
    );

    public required string Id { get; init; }

    public required string Type { get; init; }

    /// <summary>The idempotency key of the submission that it answers; null for what concerns no
    /// order.</summary>
    public string? Reference { get; init; }

    public string? InventoryOrderId { get; init; }

    /// <summary>Of a rejection, masked.</summary>
    public string? Reason { get; init; }

    [JsonIgnore]
    public override string Key => Id;

    [JsonIgnore]
    public string? DraftOrderId =>
        Reference?.LastIndexOf('.') is > 0 and var at ? Reference[..at] : null;
}

[JsonSerializable(typeof(FormerAnswer))]
internal sealed partial class FormerAnswerJson : JsonSerializerContext;

/// <summary>Answers that came to an earlier release, whose events were still in the outbox when
/// this one started.</summary>
public sealed class FormerAnswers(IDocumentStore store, DraftOrderWriter orders) : IEventHandler
{
    public const string Answered = "inventory.answered";

    public IReadOnlyCollection<string> Types { get; } = [Answered];

    public async Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        var id = outboxEvent.Data!.Value.GetString()!;
        if (
            await store.FindAsync(FormerAnswer.Collection, id, cancellationToken)
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

    private static DraftOrderFact Decided(DraftOrder order, FormerAnswer heard, Command command)
    {
        if (heard.Reference != order.IdempotencyKey)
            return DraftOrderFact.None(order);
        if (heard.Type == OrderAnswers.Rejected)
            return order.Reject(heard.Reason!, command);
        return heard.InventoryOrderId is { } id
            ? order.Confirm(id, command)
            : DraftOrderFact.None(order);
    }
}
