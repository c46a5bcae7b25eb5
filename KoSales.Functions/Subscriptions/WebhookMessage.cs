using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Webhooks;
using NodaTime;

namespace KoSales.Functions.Subscriptions;

/// <summary>What a receiver gets: ids, keys and numbers. Filters of subscriptions read the same.</summary>
/// <param name="Timestamp">When it happened.</param>
public sealed record WebhookMessage(string Type, Instant Timestamp, WebhookData Data)
{
    public static WebhookMessage Of(OutboundDelivery delivery) =>
        new(
            delivery.Type,
            delivery.OccurredAt,
            new WebhookData(delivery.EventId, delivery.Entity, delivery.Changed, delivery.Facts)
        );

    public byte[] ToBytes() =>
        JsonSerializer.SerializeToUtf8Bytes(this, WebhookMessageJson.Wire.WebhookMessage);

    public JsonElement ToJson() =>
        JsonSerializer.SerializeToElement(this, WebhookMessageJson.Wire.WebhookMessage);
}

/// <param name="Entity">What it is about; null for a ping.</param>
/// <param name="Changed">Paths of the fields that changed.</param>
/// <param name="Facts">What the event adds; null for nothing.</param>
public sealed record WebhookData(
    string EventId,
    EntityRef? Entity,
    IReadOnlyList<string> Changed,
    JsonElement? Facts
);

/// <summary>What filters of subscriptions may name.</summary>
internal sealed class MessageFields : IFieldCatalog
{
    public static readonly MessageFields Instance = new();

    private static readonly Dictionary<string, FieldType> Types = new()
    {
        ["type"] = FieldType.Text,
        ["data.entity.type"] = FieldType.Text,
        ["data.entity.id"] = FieldType.Text,
        ["data.changed"] = FieldType.TextList,
        ["data.facts.pipeline_id"] = FieldType.Text,
        ["data.facts.kind"] = FieldType.Text,
        ["data.facts.stage"] = FieldType.Text,
        ["data.facts.from"] = FieldType.Text,
        ["data.facts.to"] = FieldType.Text,
        ["data.facts.status"] = FieldType.Text,
        ["data.facts.visit"] = FieldType.Number,
        ["data.facts.forced"] = FieldType.Flag,
        ["data.facts.automatic"] = FieldType.Flag,
        ["data.facts.task_id"] = FieldType.Text,
        ["data.facts.type"] = FieldType.Text,
        ["data.facts.step_key"] = FieldType.Text,
        ["data.facts.outcome"] = FieldType.Text,
        ["data.facts.owner_id"] = FieldType.Text,
        ["data.facts.team_id"] = FieldType.Text,
        ["data.facts.clock"] = FieldType.Text,
        ["data.facts.percent"] = FieldType.Number,
        ["data.facts.level"] = FieldType.Number,
        ["data.facts.draft_order_id"] = FieldType.Text,
        ["data.facts.cohort_id"] = FieldType.Text,
        ["data.facts.name"] = FieldType.Text,
    };

    private MessageFields() { }

    public IReadOnlyCollection<string> Paths => Types.Keys;

    public FieldType? TypeOf(string path) => Types.TryGetValue(path, out var type) ? type : null;
}

[JsonSerializable(typeof(WebhookMessage))]
internal sealed partial class WebhookMessageJson : JsonSerializerContext
{
    public static readonly WebhookMessageJson Wire = new(DocumentJson.NewOptions());
}
