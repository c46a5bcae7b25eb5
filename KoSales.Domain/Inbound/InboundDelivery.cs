using System.Text.Json.Serialization;
using KoSales.Domain.Pii;
using NodaTime;

namespace KoSales.Domain.Inbound;

/// <summary>A signed delivery of another system: stored first, answered then, processed after. Its
/// <see cref="Document.CreatedAt"/> is when it was received.</summary>
public sealed record InboundDelivery : Document
{
    /// <summary>See <see cref="DeliveryIds"/>: one per source and id of the sender, so that a
    /// repeated delivery is known.</summary>
    public required string Id { get; init; }

    /// <summary>Who sent it, such as <c>inventory</c>, which those of earlier releases do not
    /// name.</summary>
    public string Source
    {
        get;
        init => field = value ?? InboundSources.Inventory;
    } = InboundSources.Inventory;

    public required string Type { get; init; }

    /// <summary>SHA-256 of the body, lower-case hex: the same id with another body is
    /// refused.</summary>
    public required string BodyHash { get; init; }

    /// <summary>The body as it came, sealed under <see cref="BodyContext"/>; null once the
    /// delivery is over.</summary>
    public SealedBytes? Body { get; init; }

    public InboundStatus Status { get; init; }

    /// <summary>Deliveries of one lane are processed one by one, and none holds up those of
    /// another. A keyed hash; null for those of earlier releases.</summary>
    public string? Lane { get; init; }

    /// <summary>Failed ones, since it came or was last replayed.</summary>
    public int Attempts { get; init; }

    /// <summary>From when on the sweep may take it; null when it does not wait.</summary>
    public Instant? NextAttemptAt { get; init; }

    /// <summary>What went wrong last, as a code; without personal data.</summary>
    public string? Error { get; init; }

    /// <summary>What came of it: ids, keys and numbers.</summary>
    public IReadOnlyDictionary<string, string> Facts
    {
        get;
        init => field = value ?? new Dictionary<string, string>();
    } = new Dictionary<string, string>();

    /// <summary>Ids of the records that it may be about, while it is in quarantine.</summary>
    public IReadOnlyList<string> Candidates
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>What a person said it is about: an id, or <see cref="ANewOne"/>; null when nobody
    /// was asked.</summary>
    public string? Choice { get; init; }

    /// <summary>Processed, stale or ignored; null before.</summary>
    public Instant? ProcessedAt { get; init; }

    /// <summary>From its receipt until it was over.</summary>
    public long? LagMilliseconds { get; init; }

    /// <summary>The choice of a record that is yet to be made.</summary>
    public const string ANewOne = "new";

    [JsonIgnore]
    public override string Key => Id;

    [JsonIgnore]
    public string BodyContext => BodyContextOf(Id);

    /// <summary>What the body of a delivery is sealed under.</summary>
    public static string BodyContextOf(string id) => $"{Deliveries.Name}/{id}/body";
}

/// <summary>Names of the systems that send.</summary>
public static class InboundSources
{
    public const string Inventory = "inventory";
}

[JsonSerializable(typeof(InboundDelivery))]
internal sealed partial class InboundJson : JsonSerializerContext;

/// <summary>The collection and its indexes.</summary>
public static class Deliveries
{
    internal const string Name = "webhook_events";

    /// <summary>30 days.</summary>
    private const int KeptSeconds = 30 * 24 * 3600;

    public static readonly Collection<InboundDelivery> Collection = new(
        Name,
        () => new InboundJson(DocumentJson.NewOptions()).InboundDelivery,
        new IndexSpec("webhook_events_received", "created_at") { ExpireAfterSeconds = KeptSeconds },
        new IndexSpec("webhook_events_due", "next_attempt_at")
        {
            Where = Filter.Present("next_attempt_at"),
        },
        new IndexSpec("webhook_events_status", "status", "created_at"),
        new IndexSpec("webhook_events_source", "source", "status"),
        new IndexSpec("webhook_events_processed", "-processed_at")
        {
            Where = Filter.Present("processed_at"),
        }
    );
}
