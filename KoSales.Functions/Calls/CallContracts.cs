using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Calls;
using KoSales.Domain.Fields;
using KoSales.Functions.Related;
using NodaTime;

namespace KoSales.Functions.Calls;

public sealed record CreateCall
{
    [Description("What the call is about; without it, whatever has the phone.")]
    public RelatedEntity? EntityRef { get; init; }

    [Description("The other party's number; kept as its mask and to find calls by.")]
    [StringLength(40, MinimumLength = 1)]
    public string? Phone { get; init; }

    [Description("Who spoke or tried to; absent: the caller, and of an integration nobody.")]
    [StringLength(40, MinimumLength = 1)]
    public string? AgentId { get; init; }

    public required CallDirection Direction { get; init; }

    [Description("The telephony provider. A call that it tells of again is brought up to date.")]
    [StringLength(40, MinimumLength = 1), RegularExpression("[a-z][a-z0-9_]*")]
    [KeptInTheClear]
    [Decides("provider_call_id")]
    public string? Provider { get; init; }

    [Description("Its id there; with provider.")]
    [StringLength(100, MinimumLength = 1)]
    [KeptInTheClear]
    public string? ProviderCallId { get; init; }

    [Description("Absent: completed.")]
    public CallStatus? Status { get; init; }

    [Description("Absent: now.")]
    public Instant? StartedAt { get; init; }

    public Instant? AnsweredAt { get; init; }

    public Instant? EndedAt { get; init; }

    [Description("Of talking; absent: from answer to end.")]
    [Range(0, 86_400)]
    public int? DurationSeconds { get; init; }

    public CallDisposition? Disposition { get; init; }

    [Description("With the disposition callback: makes a call task that is due then.")]
    public Instant? CallbackAt { get; init; }

    [StringLength(2_000), RegularExpression(@"https://\S+")]
    [KeptInTheClear]
    public string? RecordingUrl { get; init; }

    [Description("Phone numbers, e-mail addresses and tax numbers in it are masked.")]
    [StringLength(Call.LongestNotes)]
    public string? Notes { get; init; }
}

/// <summary>A merge patch: what is left out stays, null clears.</summary>
public sealed record EditCall
{
    public CallStatus? Status { get; init; }

    public Instant? AnsweredAt { get; init; }

    public Instant? EndedAt { get; init; }

    [Range(0, 86_400)]
    public int? DurationSeconds { get; init; }

    public CallDisposition? Disposition { get; init; }

    public Instant? CallbackAt { get; init; }

    [StringLength(2_000), RegularExpression(@"https://\S+")]
    [KeptInTheClear]
    public string? RecordingUrl { get; init; }

    [StringLength(Call.LongestNotes)]
    public string? Notes { get; init; }
}

/// <summary>A call on the wire.</summary>
public sealed record CallView
{
    public required CallId Id { get; init; }

    public required int Version { get; init; }

    public required EntityRef EntityRef { get; init; }

    public string? AgentId { get; init; }

    public required CallDirection Direction { get; init; }

    public string? Provider { get; init; }

    public string? ProviderCallId { get; init; }

    public string? PhoneMasked { get; init; }

    public required Instant StartedAt { get; init; }

    public Instant? AnsweredAt { get; init; }

    public Instant? EndedAt { get; init; }

    public int? DurationSeconds { get; init; }

    public required CallStatus Status { get; init; }

    public CallDisposition? Disposition { get; init; }

    public Instant? CallbackAt { get; init; }

    public string? RecordingUrl { get; init; }

    public string? Notes { get; init; }

    [Description("The call task that it completed.")]
    public string? TaskId { get; init; }

    [Description("The task that calls back.")]
    public string? CallbackTaskId { get; init; }

    public required Instant CreatedAt { get; init; }

    public required Instant UpdatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required string UpdatedBy { get; init; }

    public Instant? DeletedAt { get; init; }

    /// <summary>Only in the answer to a write: what was odd but accepted.</summary>
    public IReadOnlyList<FieldWarning>? Warnings { get; init; }
}

/// <summary>What the events of calls say.</summary>
public sealed record CallFacts
{
    public required string CallId { get; init; }

    public static CallFacts Read(JsonElement data) =>
        data.Deserialize(CallFactsJson.Wire.CallFacts)!;
}

[JsonSerializable(typeof(CallFacts))]
internal sealed partial class CallFactsJson : JsonSerializerContext
{
    public static readonly CallFactsJson Wire = new(DocumentJson.NewOptions());
}

[JsonSerializable(typeof(CreateCall))]
[JsonSerializable(typeof(EditCall))]
[JsonSerializable(typeof(CallView))]
internal sealed partial class CallContractsJson : JsonSerializerContext;
