using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Orders;

namespace KoSales.Functions.Orders;

/// <summary>What the events of orders say; their entity is the deal.</summary>
public sealed record OrderFacts
{
    public required string DraftOrderId { get; init; }

    public required DraftOrderStatus Status { get; init; }

    /// <summary>Of the last submission; null before the first.</summary>
    public int? Submission { get; init; }

    public static OrderFacts Read(JsonElement data) =>
        data.Deserialize(OrderFactsJson.Wire.OrderFacts)!;
}

[JsonSerializable(typeof(OrderFacts))]
internal sealed partial class OrderFactsJson : JsonSerializerContext
{
    public static readonly OrderFactsJson Wire = new(DocumentJson.NewOptions());
}

public static class OrderEvents
{
    public const string Created = "draft_order.created";
    public const string Submitting = "draft_order.submitting";
    public const string Confirmed = "draft_order.confirmed";
    public const string Rejected = "draft_order.rejected";
    public const string Unanswered = "draft_order.unanswered";
    public const string Assigned = "draft_order.assigned";
    public const string AssignmentUndone = "draft_order.assignment_undone";

    public static OutboxFact Of(DraftOrderFact fact) =>
        new(fact.Type, fact.Order.EntityRef)
        {
            Data = JsonSerializer.SerializeToElement(
                new OrderFacts
                {
                    DraftOrderId = fact.Order.Key,
                    Status = fact.Order.Status,
                    Submission = fact.Order.LastSubmission?.Number,
                },
                OrderFactsJson.Wire.OrderFacts
            ),
        };
}
