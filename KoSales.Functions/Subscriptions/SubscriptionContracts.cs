using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Webhooks;
using KoSales.Functions.Inbound.Secrets;
using NodaTime;

namespace KoSales.Functions.Subscriptions;

public sealed record CreateSubscription
{
    [Description("Unique, case apart; the action webhook of a cohort names it.")]
    [StringLength(100, MinimumLength = 1)]
    [KeptInTheClear]
    public required string Name { get; init; }

    [Description("https, at a public host.")]
    [StringLength(WebhookAddressRules.Longest, MinimumLength = 1)]
    [KeptInTheClear]
    public required string Url { get; init; }

    [Description("Such as lead.created; docs/webhooks.md lists them.")]
    [MinLength(1)]
    [MaxLength(WebhookSubscription.MostEventTypes)]
    public required IReadOnlyList<string> EventTypes { get; init; }

    [Description(
        "A filter tree over what is delivered: type, data.entity.type, data.facts.to and the like; all of it when absent."
    )]
    [KeptInTheClear]
    public JsonElement? Filter { get; init; }
}

/// <summary>A merge patch: what is left out stays, null clears; event_types and filter are replaced.</summary>
public sealed record EditSubscription
{
    [StringLength(100, MinimumLength = 1)]
    [KeptInTheClear]
    public string? Name { get; init; }

    [StringLength(WebhookAddressRules.Longest, MinimumLength = 1)]
    [KeptInTheClear]
    public string? Url { get; init; }

    [MinLength(1)]
    [MaxLength(WebhookSubscription.MostEventTypes)]
    public IReadOnlyList<string>? EventTypes { get; init; }

    [KeptInTheClear]
    public JsonElement? Filter { get; init; }

    [Description("active or paused; what the app disabled is enabled with POST /enable.")]
    public SubscriptionStatus? Status { get; init; }
}

public sealed record SubscriptionView
{
    public required WebhookSubscriptionId Id { get; init; }

    public required int Version { get; init; }

    public required string Name { get; init; }

    public required string Url { get; init; }

    public required IReadOnlyList<string> EventTypes { get; init; }

    public JsonElement? Filter { get; init; }

    public required SubscriptionStatus Status { get; init; }

    [Description("Why the app disabled it.")]
    public DisabledReason? DisabledReason { get; init; }

    public Instant? DisabledAt { get; init; }

    [Description("The newest, and while it is rotated the one before.")]
    public required IReadOnlyList<SecretView> Secrets { get; init; }

    [Description("Deliveries that arrived.")]
    public int? Delivered { get; init; }

    public int? FailedAttempts { get; init; }

    [Description("Deliveries that were given up.")]
    public int? Dead { get; init; }

    [Description("Those given up since the last one arrived.")]
    public int? DeadInARow { get; init; }

    [Description("The first failure since the last one arrived.")]
    public Instant? FailingSince { get; init; }

    public Instant? LastSuccessAt { get; init; }

    public Instant? LastFailureAt { get; init; }

    public required Instant CreatedAt { get; init; }

    public required Instant UpdatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required string UpdatedBy { get; init; }

    internal static SubscriptionView Of(WebhookSubscription subscription) =>
        new()
        {
            Id = subscription.Id,
            Version = subscription.Version,
            Name = subscription.Name,
            Url = subscription.Url,
            EventTypes = subscription.EventTypes,
            Filter = subscription.Selection,
            Status = subscription.Status,
            DisabledReason = subscription.DisabledReason,
            DisabledAt = subscription.DisabledAt,
            Secrets = [.. subscription.Secrets.Select(SecretView.Of)],
            CreatedAt = subscription.CreatedAt,
            UpdatedAt = subscription.UpdatedAt,
            CreatedBy = subscription.CreatedBy,
            UpdatedBy = subscription.UpdatedBy,
        };
}

/// <summary>A subscription's newest secret, which is shown this once.</summary>
public sealed record IssuedSecret
{
    [Description("Of the subscription.")]
    public required WebhookSubscriptionId Id { get; init; }

    public required int Version { get; init; }

    [Description("Signs deliveries, as Standard Webhooks has it; it cannot be read again.")]
    public required string Secret { get; init; }

    public required SubscriptionView Subscription { get; init; }
}

public sealed record DeliveryView
{
    [Description("The receiver gets it as webhook-id, the same at each attempt.")]
    public required string Id { get; init; }

    public required int Version { get; init; }

    public required string SubscriptionId { get; init; }

    public required string EventId { get; init; }

    public required string Type { get; init; }

    [Description("What the event is about; left out for a ping.")]
    public EntityRef? Entity { get; init; }

    public required Instant OccurredAt { get; init; }

    public required OutboundStatus Status { get; init; }

    [Description("From 1; a replay begins the next.")]
    public required int Round { get; init; }

    [Description("In all rounds.")]
    public required int AttemptCount { get; init; }

    [Description("The last twenty, the oldest first.")]
    public required IReadOnlyList<OutboundAttempt> Attempts { get; init; }

    public Instant? NextAttemptAt { get; init; }

    public Instant? DeliveredAt { get; init; }

    public required Instant CreatedAt { get; init; }
}

[JsonSerializable(typeof(CreateSubscription))]
[JsonSerializable(typeof(EditSubscription))]
[JsonSerializable(typeof(SubscriptionView))]
[JsonSerializable(typeof(IssuedSecret))]
[JsonSerializable(typeof(DeliveryView))]
internal sealed partial class SubscriptionContractsJson : JsonSerializerContext
{
    public static readonly SubscriptionContractsJson Wire = new(DocumentJson.NewOptions());
}
