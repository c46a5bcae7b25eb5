using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Fields;
using KoSales.Domain.Inbound;
using KoSales.Domain.Orders;
using KoSales.Functions.Inbound;

namespace KoSales.Functions.Orders.Submitting;

/// <summary>What the inventory system answers to an order; members that it adds are passed over.</summary>
public sealed record OrderAnswer
{
    public OrderAnswerData? Data { get; init; }
}

/// <param name="Reference">The idempotency key of the submission that it answers.</param>
/// <param name="OrderId">The inventory system's.</param>
/// <param name="Reason">Of a rejection.</param>
public sealed record OrderAnswerData(string? Reference, string? OrderId, string? Reason)
{
    private const int LongestText = 100;

    /// <summary>The order that the reference names; null for none.</summary>
    [JsonIgnore]
    public string? DraftOrderId =>
        Reference is { Length: <= LongestText } text && text.LastIndexOf('.') is > 0 and var at
            ? text[..at]
            : null;

    /// <summary>Null for what is no id; one with somebody's number in it is masked.</summary>
    [JsonIgnore]
    public string? ShownOrderId =>
        OrderId is { Length: > 0 and <= LongestText } id ? MaskedText.Of(id, "").Text : null;
}

[JsonSerializable(typeof(OrderAnswer))]
internal sealed partial class OrderAnswerJson : JsonSerializerContext
{
    public static readonly OrderAnswerJson Wire = new(DocumentJson.NewOptions());
}

/// <summary>Lets an order hear what the inventory system answered. An answer to a submission that is over
/// changes nothing.</summary>
public sealed class OrderAnswers(DraftOrderWriter orders) : IInboundHandler
{
    public const string Confirmed = "order.confirmed";
    public const string Rejected = "order.rejected";

    public bool Accepts(string source, string type) =>
        source == InboundSources.Inventory && type is Confirmed or Rejected;

    public async Task<InboundOutcome> HandleAsync(
        InboundWork work,
        CancellationToken cancellationToken
    )
    {
        if (Read(work.Body.Span) is not { DraftOrderId: { } orderId } answer)
            return InboundOutcome.Ignored("draft_order.not_named");
        var order = await orders.HearAsync(
            orderId,
            order => Decided(order, answer, work),
            work.Command,
            cancellationToken
        );
        return order is null
            ? InboundOutcome.Ignored("draft_order.not_found")
            : InboundOutcome.Processed(("draft_order_id", order.Key));
    }

    private static DraftOrderFact Decided(DraftOrder order, OrderAnswerData heard, InboundWork work)
    {
        if (heard.Reference != order.IdempotencyKey)
            return DraftOrderFact.None(order);
        if (work.Delivery.Type == Rejected)
            return order.Reject(
                HttpInventory.ReasonOf(new InventoryReply { Reason = heard.Reason }),
                work.Command
            );
        return heard.ShownOrderId is { } id
            ? order.Confirm(id, work.Command)
            : DraftOrderFact.None(order);
    }

    private static OrderAnswerData? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, OrderAnswerJson.Wire.OrderAnswer)?.Data;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
