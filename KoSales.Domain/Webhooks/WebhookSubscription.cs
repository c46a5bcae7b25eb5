using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Domain.Webhooks;

[JsonConverter(typeof(EntityIdConverter<WebhookSubscriptionId>))]
public readonly record struct WebhookSubscriptionId(string Value) : IEntityId<WebhookSubscriptionId>
{
    public static IdFormat Format { get; } = new("webhook_subscriptions", "WHS-");

    public static WebhookSubscriptionId Of(string value) => new(value);

    public override string ToString() => Value;
}

[JsonConverter(typeof(JsonStringEnumConverter<SubscriptionStatus>))]
public enum SubscriptionStatus
{
    /// <summary>Events are delivered.</summary>
    [JsonStringEnumMemberName("active")]
    Active,

    /// <summary>Somebody stopped it: what happens meanwhile is not delivered, nor later.</summary>
    [JsonStringEnumMemberName("paused")]
    Paused,

    /// <summary>The app stopped it, for the reason it shows, until somebody enables it.</summary>
    [JsonStringEnumMemberName("disabled")]
    Disabled,
}

[JsonConverter(typeof(JsonStringEnumConverter<DisabledReason>))]
public enum DisabledReason
{
    /// <summary>The receiver answered 410.</summary>
    [JsonStringEnumMemberName("gone")]
    Gone,

    /// <summary>Nothing arrived for days.</summary>
    [JsonStringEnumMemberName("failing")]
    Failing,

    /// <summary>Too many deliveries in a row were given up.</summary>
    [JsonStringEnumMemberName("given_up")]
    GivenUp,
}

/// <summary>Another system that is told of events.</summary>
public sealed record WebhookSubscription : Document
{
    public const int MostEventTypes = 100;

    public static readonly Collection<WebhookSubscription> Collection = new(
        "webhook_subscriptions",
        () => new WebhookSubscriptionJson(DocumentJson.NewOptions()).WebhookSubscription,
        new IndexSpec(NameIndex, "name_key")
        {
            Unique = true,
            Where = Filter.Missing("deleted_at"),
        },
        new IndexSpec("webhook_subscriptions_created", "-created_at")
    );

    /// <summary>One living subscription per name, case apart: cohorts name them.</summary>
    public const string NameIndex = "webhook_subscriptions_name";

    public required WebhookSubscriptionId Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Not on the wire: the form of the name by which subscriptions are told apart.</summary>
    public string NameKey => Name.ToLowerInvariant();

    /// <summary>As <see cref="WebhookAddressRules"/> has it.</summary>
    public required string Url { get; init; }

    public required IReadOnlyList<string> EventTypes
    {
        get;
        init => field = value ?? [];
    }

    /// <summary>What of these events is delivered, as it was written; null for all of it.</summary>
    [JsonPropertyName("filter")]
    public JsonElement? Selection { get; init; }

    public SubscriptionStatus Status { get; init; }

    /// <summary>Null unless it is disabled.</summary>
    public DisabledReason? DisabledReason { get; init; }

    public Instant? DisabledAt { get; init; }

    public IReadOnlyList<SigningSecret> Secrets
    {
        get;
        init => field = value ?? [];
    } = [];

    [JsonIgnore]
    public override string Key => Id.Value;

    [JsonIgnore]
    public bool IsLive => DeletedAt is null && Status == SubscriptionStatus.Active;

    /// <summary>Whether a cohort's action means this one.</summary>
    public bool IsCalled(string name) =>
        name == Id.Value || string.Equals(name.Trim(), NameKey, StringComparison.OrdinalIgnoreCase);

    public WebhookSubscription Next(Command command) =>
        this with
        {
            Version = Version + 1,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };

    public WebhookSubscription Delete(Command command) =>
        Next(command) with
        {
            DeletedAt = command.Now,
        };

    /// <summary>By the app. One that is not active stays as it is.</summary>
    public WebhookSubscription Disable(DisabledReason reason, Command command) =>
        !IsLive
            ? this
            : Next(command) with
            {
                Status = SubscriptionStatus.Disabled,
                DisabledReason = reason,
                DisabledAt = command.Now,
            };

    public Verdict<WebhookSubscription> Enable(Command command) =>
        Status == SubscriptionStatus.Active
            ? Fault.Conflict("webhook.active", "This subscription is active already.")
            : Next(command) with
            {
                Status = SubscriptionStatus.Active,
                DisabledReason = null,
                DisabledAt = null,
            };

    /// <summary>A person pauses it, or resumes what is paused; what the app disabled is enabled.</summary>
    public Verdict<WebhookSubscription> Turned(SubscriptionStatus status) =>
        (Status, status) switch
        {
            _ when Status == status => this,
            (SubscriptionStatus.Disabled, _) => Fault.Conflict(
                "webhook.disabled",
                "The app disabled this subscription; see why, and enable it with POST /enable."
            ),
            (_, SubscriptionStatus.Disabled) => Fault.Invalid(
                "/status",
                "webhook.status",
                "A subscription is paused or made active; the app alone disables it."
            ),
            _ => this with { Status = status },
        };

    public WebhookSubscription Rotate(SigningSecret added, Duration grace, Command command) =>
        Next(command) with
        {
            Secrets = Secrets.Rotated(added, grace, command.Now),
        };
}

/// <summary>How a subscription fares. A document of its own, so that deliveries do not change the
/// subscription.</summary>
public sealed record SubscriptionFigures : Document
{
    public static readonly Collection<SubscriptionFigures> Collection = new(
        "webhook_subscription_figures",
        () => new WebhookSubscriptionJson(DocumentJson.NewOptions()).SubscriptionFigures
    );

    /// <summary>Of the subscription.</summary>
    public required string Id { get; init; }

    /// <summary>Deliveries that arrived.</summary>
    public int Delivered { get; init; }

    /// <summary>Attempts that failed.</summary>
    public int FailedAttempts { get; init; }

    /// <summary>Deliveries that were given up.</summary>
    public int Dead { get; init; }

    /// <summary>Those given up since the last one arrived.</summary>
    public int DeadInARow { get; init; }

    /// <summary>The first failure since the last one arrived; null while all is well.</summary>
    public Instant? FailingSince { get; init; }

    public Instant? LastSuccessAt { get; init; }

    public Instant? LastFailureAt { get; init; }

    [JsonIgnore]
    public override string Key => Id;

    /// <summary>Why the subscription is to be disabled; null as long as there is hope.</summary>
    public DisabledReason? Ending(Instant now, Duration patience, int mostDead)
    {
        if (DeadInARow >= mostDead)
            return DisabledReason.GivenUp;
        return FailingSince is { } since && now - since >= patience ? DisabledReason.Failing : null;
    }
}

[JsonSerializable(typeof(WebhookSubscription))]
[JsonSerializable(typeof(SubscriptionFigures))]
internal sealed partial class WebhookSubscriptionJson : JsonSerializerContext;
