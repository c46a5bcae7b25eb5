using System.ComponentModel;
using System.Text.Json.Serialization;
using KoSales.Domain.Inbound;
using NodaTime;

namespace KoSales.Functions.Inbound;

/// <summary>A delivery on the wire: never its body.</summary>
public sealed record InboundView
{
    public required string Id { get; init; }

    public required int Version { get; init; }

    [Description("Who sent it; absent for the inventory system's of an earlier release.")]
    public string? Source { get; init; }

    public required string Type { get; init; }

    [Description("Absent for one of an earlier release.")]
    public InboundStatus? Status { get; init; }

    [Description("Failed ones, since it came or was last replayed.")]
    public int? Attempts { get; init; }

    [Description("When it is tried again at the latest; absent when it does not wait.")]
    public Instant? NextAttemptAt { get; init; }

    [Description("What went wrong last, or why it was ignored or is in quarantine.")]
    public string? Error { get; init; }

    [Description("What came of it.")]
    public IReadOnlyDictionary<string, string>? Facts { get; init; }

    [Description("In quarantine: the records that it may be about.")]
    public IReadOnlyList<string>? Candidates { get; init; }

    [Description("What a person said it is about: an id, or new.")]
    public string? Choice { get; init; }

    [Description("When it was over.")]
    public Instant? ProcessedAt { get; init; }

    [Description("From its receipt until it was over.")]
    public long? LagMilliseconds { get; init; }

    [Description("When it was received.")]
    public required Instant CreatedAt { get; init; }

    public required Instant UpdatedAt { get; init; }
}

public sealed record InboundLagView
{
    public required IReadOnlyList<InboundCount> Counts { get; init; }

    [Description("Those that wait to be processed by themselves.")]
    public required long Waiting { get; init; }

    [Description("How long the oldest of them has waited; absent when none does.")]
    public double? OldestWaitingSeconds { get; init; }

    [Description("Of how many that were processed last the times are.")]
    public required int Sample { get; init; }

    [Description("From receipt until it was over, for half of them.")]
    public long? P50Milliseconds { get; init; }

    [Description("From receipt until it was over, for 99 of 100 of them.")]
    public long? P99Milliseconds { get; init; }
}

/// <param name="Count">Of the last 30 days.</param>
public sealed record InboundCount(string Source, InboundStatus Status, long Count);

[JsonSerializable(typeof(InboundView))]
[JsonSerializable(typeof(InboundLagView))]
[JsonSerializable(typeof(WebhookAccepted))]
internal sealed partial class InboundContractsJson : JsonSerializerContext
{
    public static readonly InboundContractsJson Wire = new(DocumentJson.NewOptions());
}

public static class InboundLists
{
    public static readonly ListSpec<InboundView> Events = new()
    {
        Name = "webhook-events",
        Noun = "webhook_event",
        Collection = Deliveries.Collection,
        Fields = new Dictionary<string, FieldType>
        {
            ["id"] = FieldType.Text,
            ["source"] = FieldType.Text,
            ["status"] = FieldType.Text,
            ["type"] = FieldType.Text,
            ["error"] = FieldType.Text,
            ["created_at"] = FieldType.Instant,
            ["updated_at"] = FieldType.Instant,
        },
        Base = Filter.Everything,
        Scope = _ => Filter.Everything,
    };
}
