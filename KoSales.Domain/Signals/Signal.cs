using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Pii;
using NodaTime;

namespace KoSales.Domain.Signals;

[JsonConverter(typeof(EntityIdConverter<SignalId>))]
public readonly record struct SignalId(string Value) : IEntityId<SignalId>
{
    public static IdFormat Format { get; } = new("signals", "SIG-", Digits: 5);

    public static SignalId Of(string value) => new(value);

    public override string ToString() => Value;
}

/// <summary>Something that happened elsewhere and may be about somebody who buys.</summary>
/// <remarks>Whoever sees the entity sees its signals; owner and team are the entity's, kept here for lists.
/// One that is about nobody belongs to the team of its source.</remarks>
public sealed record Signal : Document
{
    public const int LongestMessage = 2_000;

    public const int LongestKey = 200;

    public required SignalId Id { get; init; }

    /// <summary>The key of the <see cref="Sources.SignalSource"/> by which it came, or one of
    /// <see cref="SignalOrigins"/>.</summary>
    public required string Source { get; init; }

    public required SignalKind Kind { get; init; }

    /// <summary>Unique per source.</summary>
    public required string DedupeKey { get; init; }

    public required Instant ReceivedAt { get; init; }

    /// <summary>As the sender says; when it was received where it does not.</summary>
    public required Instant OccurredAt { get; init; }

    /// <summary>As it came, an object; what it held of somebody's name, numbers and addresses is
    /// masked.</summary>
    public JsonElement? Payload { get; init; }

    /// <summary>What the person wrote, masked; null for nothing.</summary>
    public string? Message { get; init; }

    public required SignalStatus Status { get; init; }

    /// <summary>Null for an ignored and a failed one.</summary>
    public EntityRef? EntityRef { get; init; }

    public IReadOnlyList<SignalEffect> Effects
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Fields of the payload that were left out since they could not be read.</summary>
    public IReadOnlyList<SignalFault> Left
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Why it failed or is ignored; null otherwise.</summary>
    public SignalFault? Error { get; init; }

    /// <summary>How often it was looked at.</summary>
    public int Attempts { get; init; }

    /// <summary>Not on the wire: the entity's, or nobody's.</summary>
    public string? OwnerId { get; init; }

    /// <summary>Not on the wire: the entity's; of one about nobody that of its source.</summary>
    public string? TeamId { get; init; }

    /// <summary>Not on the wire: set while the entity is deleted, which hides the signal as well.</summary>
    public Instant? EntityDeletedAt { get; init; }

    /// <summary>When the data of the person it is about were erased, payload and message among
    /// them.</summary>
    public Instant? ErasedAt { get; init; }

    /// <summary>Not on the wire: what came, for a replay; of a failed one only.</summary>
    public SealedBytes? Sealed { get; init; }

    [JsonIgnore]
    public override string Key => Id.Value;

    /// <summary>Nothing more is to be done about it.</summary>
    [JsonIgnore]
    public bool IsDone => Status is not (SignalStatus.Received or SignalStatus.Failed);

    /// <summary>For what is sealed of it.</summary>
    public static string SealContext(string source, string dedupeKey) =>
        $"signals/{source}/{dedupeKey}";
}

/// <param name="Id">Of what was made: a lead, a task, a call. Null where nothing was.</param>
/// <param name="Points">Of a changed score.</param>
public sealed record SignalEffect(SignalEffectType Type, string? Id = null, int? Points = null);

/// <param name="Code">Stable, as of a problem document.</param>
/// <param name="Pointer">Of the field of the lead; null for none.</param>
public sealed record SignalFault(string Code, string Detail, string? Pointer = null)
{
    public static SignalFault Of(Fault fault) => new(fault.Code, fault.Detail, fault.Pointer);
}

/// <summary>Sources that nobody defines.</summary>
public static class SignalOrigins
{
    /// <summary>POST /signals.</summary>
    public const string Api = "api";

    /// <summary>POST /leads?on_duplicate=signal.</summary>
    public const string Leads = "leads";

    /// <summary>A cohort's action.</summary>
    public const string Cohort = "cohort";

    /// <summary>A document that ends.</summary>
    public const string Documents = "documents";

    public static readonly IReadOnlyList<string> All = [Api, Leads, Cohort, Documents];
}

[JsonSerializable(typeof(Signal))]
internal sealed partial class SignalJson : JsonSerializerContext;

/// <summary>The collection and its indexes.</summary>
public static class SignalStore
{
    /// <summary>Refuses the same signal of one source twice.</summary>
    public const string DedupeIndex = "signals_dedupe";

    public static readonly Collection<Signal> Collection = new(
        "signals",
        () => new SignalJson(DocumentJson.NewOptions()).Signal,
        new IndexSpec(DedupeIndex, "source", "dedupe_key") { Unique = true },
        new IndexSpec("signals_entity", "entity_ref.id", "-received_at"),
        new IndexSpec("signals_owner_received", "owner_id", "-received_at")
        {
            Where = Filter.Present("owner_id"),
        },
        new IndexSpec("signals_team_received", "team_id", "-received_at"),
        new IndexSpec("signals_status_received", "status", "-received_at"),
        new IndexSpec("signals_source_received", "source", "-received_at"),
        new IndexSpec("signals_received", "-received_at"),
        new IndexSpec("signals_occurred", "-occurred_at")
    );

    public static Filter With(string source, string dedupeKey) =>
        Filter.AllOf(Filter.Eq("source", source), Filter.Eq("dedupe_key", dedupeKey));

    public static Filter Of(EntityRef entity) =>
        Filter.AllOf(
            Filter.Eq("entity_ref.id", entity.Id),
            Filter.Eq("entity_ref.type", WireNames<EntityKind>.Of(entity.Type))
        );
}
