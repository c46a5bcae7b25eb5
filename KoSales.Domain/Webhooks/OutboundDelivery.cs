using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Domain.Webhooks;

[JsonConverter(typeof(JsonStringEnumConverter<OutboundStatus>))]
public enum OutboundStatus
{
    /// <summary>On its way, or waiting for the next attempt.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending,

    [JsonStringEnumMemberName("delivered")]
    Delivered,

    /// <summary>Given up after the last attempt, or because the receiver wants no more.</summary>
    [JsonStringEnumMemberName("dead")]
    Dead,

    /// <summary>Its subscription was paused, disabled or deleted meanwhile.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,
}

/// <summary>One call of the receiver.</summary>
/// <param name="Status">The HTTP status that it answered; null when no answer came.</param>
/// <param name="Error">Why it does not count as delivered, such as <c>timeout</c> or <c>http_500</c>; null
/// when it does.</param>
public sealed record OutboundAttempt(Instant At, int? Status, string? Error, int LatencyMs)
{
    /// <summary>How long the receiver wants to be left alone; null where it did not say.</summary>
    public int? RetryAfterSeconds { get; init; }

    [JsonIgnore]
    public Duration AskedPause => Duration.FromSeconds(RetryAfterSeconds ?? 0);
}

/// <summary>An event on its way to one subscription. Ids, keys and numbers only, as in the event.</summary>
public sealed record OutboundDelivery : Document
{
    /// <summary>Of attempts that are kept; earlier ones are counted.</summary>
    public const int MostKept = 20;

    /// <summary>The type of a test delivery.</summary>
    public const string Ping = "webhook.ping";

    private static readonly Duration Overdue = Duration.FromHours(1);

    /// <summary>30 days.</summary>
    private const int KeptSeconds = 30 * 24 * 3600;

    public static readonly Collection<OutboundDelivery> Collection = new(
        "webhook_deliveries",
        () => new OutboundDeliveryJson(DocumentJson.NewOptions()).OutboundDelivery,
        new IndexSpec("webhook_deliveries_subscription", "subscription_id", "-created_at"),
        new IndexSpec("webhook_deliveries_created", "created_at")
        {
            ExpireAfterSeconds = KeptSeconds,
        }
    );

    /// <summary><c>{subscription}.{event}</c>, so that an event goes to a subscription once; the receiver gets
    /// it as webhook-id.</summary>
    public required string Id { get; init; }

    public required string SubscriptionId { get; init; }

    public required string EventId { get; init; }

    public required string Type { get; init; }

    /// <summary>Null for a ping.</summary>
    public EntityRef? Entity { get; init; }

    /// <summary>Paths of the fields that changed.</summary>
    public IReadOnlyList<string> Changed
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>What the event adds.</summary>
    public JsonElement? Facts { get; init; }

    /// <summary>Of the event.</summary>
    public required Instant OccurredAt { get; init; }

    public OutboundStatus Status { get; init; }

    /// <summary>From 1; a replay begins the next.</summary>
    public int Round { get; init; } = 1;

    /// <summary>In all rounds.</summary>
    public int AttemptCount { get; init; }

    public IReadOnlyList<OutboundAttempt> Attempts
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Null when none is to come.</summary>
    public Instant? NextAttemptAt { get; init; }

    public Instant? DeliveredAt { get; init; }

    [JsonIgnore]
    public override string Key => Id;

    [JsonIgnore]
    public bool IsPing => Type == Ping;

    /// <summary>The orchestration that carries a round.</summary>
    public static string InstanceOf(string id, int round) =>
        round == 1 ? id : string.Create(CultureInfo.InvariantCulture, $"{id}.{round}");

    public static string IdOf(string subscriptionId, string eventId) =>
        $"{subscriptionId}.{eventId}";

    public OutboundDelivery Arrived(OutboundAttempt attempt, Command command) =>
        Tried(attempt, command) with
        {
            Status = OutboundStatus.Delivered,
            DeliveredAt = attempt.At,
            NextAttemptAt = null,
        };

    public OutboundDelivery Waits(OutboundAttempt attempt, Instant next, Command command) =>
        Tried(attempt, command) with
        {
            NextAttemptAt = next,
        };

    public OutboundDelivery GivenUp(OutboundAttempt attempt, Command command) =>
        Tried(attempt, command) with
        {
            Status = OutboundStatus.Dead,
            NextAttemptAt = null,
        };

    public OutboundDelivery Cancel(Command command) =>
        Next(command) with
        {
            Status = OutboundStatus.Cancelled,
            NextAttemptAt = null,
        };

    /// <summary>Begins anew, with the same id for the receiver. Refused while it is on its way; one that
    /// nobody carries any more, as after a long failure of the store, is overdue.</summary>
    public Verdict<OutboundDelivery> Replay(Command command) =>
        Status == OutboundStatus.Pending && command.Now < NextAttemptAt + Overdue
            ? Fault.Conflict("webhook.delivery_pending", "This delivery is still on its way.")
            : Next(command) with
            {
                Status = OutboundStatus.Pending,
                Round = Round + 1,
                NextAttemptAt = command.Now,
            };

    private OutboundDelivery Tried(OutboundAttempt attempt, Command command) =>
        Next(command) with
        {
            AttemptCount = AttemptCount + 1,
            Attempts = [.. Attempts.TakeLast(MostKept - 1), attempt],
        };

    private OutboundDelivery Next(Command command) =>
        this with
        {
            Version = Version + 1,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };
}

[JsonSerializable(typeof(OutboundDelivery))]
internal sealed partial class OutboundDeliveryJson : JsonSerializerContext;
