using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Domain.Calls;

[JsonConverter(typeof(EntityIdConverter<CallId>))]
public readonly record struct CallId(string Value) : IEntityId<CallId>
{
    public static IdFormat Format { get; } = new("calls", "CALL-");

    public static CallId Of(string value) => new(value);

    public override string ToString() => Value;
}

/// <summary>A phone call with the person whom an entity is about.</summary>
/// <remarks>Whoever sees the entity sees its calls; owner and team are the entity's, kept here for lists.
/// The number is here as a mask and a blind index only.</remarks>
public sealed record Call : Document
{
    public const int LongestNotes = 5_000;

    public required CallId Id { get; init; }

    public required EntityRef EntityRef { get; init; }

    /// <summary>Who spoke or tried to; null for an inbound call that nobody took.</summary>
    public string? AgentId { get; init; }

    public required CallDirection Direction { get; init; }

    /// <summary>Null for a call that a person wrote down.</summary>
    public string? Provider { get; init; }

    /// <summary>Unique with the provider.</summary>
    public string? ProviderCallId { get; init; }

    /// <summary>The other party's; null when unknown.</summary>
    public string? PhoneMasked { get; init; }

    /// <summary>Not on the wire: of the other party's number.</summary>
    public string? PhoneIndex { get; init; }

    public required Instant StartedAt { get; init; }

    public Instant? AnsweredAt { get; init; }

    public Instant? EndedAt { get; init; }

    /// <summary>Of talking, in whole seconds.</summary>
    public int? DurationSeconds { get; init; }

    public required CallStatus Status { get; init; }

    public CallDisposition? Disposition { get; init; }

    /// <summary>When they want to be called; only with <see cref="CallDisposition.Callback"/>.</summary>
    public Instant? CallbackAt { get; init; }

    public string? RecordingUrl { get; init; }

    /// <summary>Numbers and addresses of people in it are masked.</summary>
    public string? Notes { get; init; }

    /// <summary>The task that the call completed.</summary>
    public string? TaskId { get; init; }

    /// <summary>The task that calls back at <see cref="CallbackAt"/>.</summary>
    public string? CallbackTaskId { get; init; }

    /// <summary>Not on the wire: the entity's.</summary>
    public string? OwnerId { get; init; }

    /// <summary>Not on the wire: the entity's.</summary>
    public string? TeamId { get; init; }

    /// <summary>Not on the wire: set while the entity is deleted, which hides the call as well.</summary>
    public Instant? EntityDeletedAt { get; init; }

    [JsonIgnore]
    public override string Key => Id.Value;

    [JsonIgnore]
    public bool HasEnded =>
        Status is CallStatus.Completed or CallStatus.Missed or CallStatus.Failed;

    /// <summary>The person whom it was meant for was spoken to.</summary>
    [JsonIgnore]
    public bool IsConnected =>
        Disposition switch
        {
            CallDisposition.Connected => true,
            CallDisposition.NotInterested => true,
            CallDisposition.Callback => true,
            CallDisposition.NoAnswer => false,
            CallDisposition.Busy => false,
            CallDisposition.SwitchedOff => false,
            CallDisposition.WrongNumber => false,
            null => AnsweredAt is not null && Status == CallStatus.Completed,
        };

    /// <summary>Somebody here did something for the person: called, whether or not anybody answered, or
    /// took their call. As completed call tasks, attempts count.</summary>
    [JsonIgnore]
    public bool IsContact =>
        IsConnected
        || (
            Direction == CallDirection.Outbound
            && Status is CallStatus.Completed or CallStatus.Missed
        );

    /// <summary>They called and nobody took it, so that they wait for a call.</summary>
    [JsonIgnore]
    public bool IsMissed => Direction == CallDirection.Inbound && Status == CallStatus.Missed;

    [JsonIgnore]
    public bool AsksForCallback =>
        Disposition == CallDisposition.Callback && CallbackAt is not null;

    /// <summary>When the two spoke, or one of them tried to.</summary>
    [JsonIgnore]
    public Instant ContactAt => AnsweredAt ?? StartedAt;
}

[JsonSerializable(typeof(Call))]
internal sealed partial class CallJson : JsonSerializerContext;

/// <summary>The collection and its indexes.</summary>
public static class CallStore
{
    /// <summary>Refuses a second record of one call of a provider.</summary>
    public const string ProviderIndex = "calls_provider";

    public static readonly Collection<Call> Collection = new(
        "calls",
        () => new CallJson(DocumentJson.NewOptions()).Call,
        new IndexSpec(ProviderIndex, "provider", "provider_call_id")
        {
            Unique = true,
            Where = Filter.Present("provider_call_id"),
        },
        new IndexSpec("calls_entity", "entity_ref.id", "-started_at"),
        new IndexSpec("calls_phone", "phone_index", "-started_at")
        {
            Where = Filter.Present("phone_index"),
        },
        new IndexSpec("calls_owner_started", "owner_id", "-started_at")
        {
            Where = Filter.Present("owner_id"),
        },
        new IndexSpec("calls_team_started", "team_id", "-started_at"),
        new IndexSpec("calls_agent_started", "agent_id", "-started_at"),
        new IndexSpec("calls_started", "-started_at"),
        new IndexSpec("calls_created", "-created_at")
    );

    public static Filter OfProvider(string provider, string callId) =>
        Filter.AllOf(Filter.Eq("provider", provider), Filter.Eq("provider_call_id", callId));
}
