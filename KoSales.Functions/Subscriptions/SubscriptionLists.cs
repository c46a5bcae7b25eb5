using KoSales.Domain.Webhooks;

namespace KoSales.Functions.Subscriptions;

internal static class SubscriptionLists
{
    public static readonly ListSpec<SubscriptionView> Subscriptions = new()
    {
        Name = "webhook-subscriptions",
        Noun = "webhook_subscription",
        Collection = WebhookSubscription.Collection,
        Fields = new Dictionary<string, FieldType>
        {
            ["id"] = FieldType.Text,
            ["name"] = FieldType.Text,
            ["event_types"] = FieldType.TextList,
            ["status"] = FieldType.Text,
            ["disabled_reason"] = FieldType.Text,
            ["created_at"] = FieldType.Instant,
            ["updated_at"] = FieldType.Instant,
        },
        Scope = _ => Filter.Everything,
        Shown = stored =>
            stored with
            {
                Json = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(
                    SubscriptionView.Of(WebhookSubscription.Collection.Read(stored)),
                    SubscriptionContractsJson.Wire.SubscriptionView
                ),
            },
        Figures = new Figures(
            SubscriptionFigures.Collection,
            [
                "delivered",
                "failed_attempts",
                "dead",
                "dead_in_a_row",
                "failing_since",
                "last_success_at",
                "last_failure_at",
            ]
        ),
    };

    /// <summary>Within one subscription.</summary>
    public static readonly ListSpec<DeliveryView> Deliveries = new()
    {
        Name = "webhook-deliveries",
        Noun = "delivery",
        Collection = OutboundDelivery.Collection,
        Fields = new Dictionary<string, FieldType>
        {
            ["id"] = FieldType.Text,
            ["event_id"] = FieldType.Text,
            ["type"] = FieldType.Text,
            ["entity.type"] = FieldType.Text,
            ["entity.id"] = FieldType.Text,
            ["status"] = FieldType.Text,
            ["created_at"] = FieldType.Instant,
        },
        Scope = _ => Filter.Everything,
    };

    public static Filter Of(string subscriptionId) => Filter.Eq("subscription_id", subscriptionId);
}
