using System.Text.Json.Serialization;
using KoSales.Domain.Entities;
using KoSales.Domain.Pii;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Domain.Places;
using KoSales.Domain.Sla;
using NodaTime;

namespace KoSales.Domain.Leads;

/// <summary>Somebody who may buy. Personal data is in the PII document; here are masked copies and blind
/// indexes only.</summary>
/// <remarks>Decisions are in <see cref="LeadDecisions"/>; every one makes the next version and says what
/// changed.</remarks>
public sealed record Lead : Entity
{
    /// <summary>Of land.</summary>
    public const int MostAcres = 1_000_000;

    public required LeadId Id { get; init; }

    public required string PiiId { get; init; }

    /// <summary>See <see cref="DisplayNames"/>.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Trading name; not personal data. Null for people.</summary>
    public string? BusinessName { get; init; }

    /// <summary>Null when the lead has no phone, hence is not callable.</summary>
    public string? PhoneMasked { get; init; }

    public string? EmailMasked { get; init; }

    /// <summary>Not on the wire: blind index of the primary phone. One open lead has it.</summary>
    public string? PhoneIndex { get; init; }

    /// <summary>Not on the wire.</summary>
    public string? EmailIndex { get; init; }

    /// <summary>Not on the wire.</summary>
    public string? GstinIndex { get; init; }

    /// <summary>
    /// Not on the wire: blind indexes of the words of the name. Null for leads of earlier releases, until
    /// their name or
    /// number changes.
    /// </summary>
    public IReadOnlyList<string>? NameIndex { get; init; }

    public required LeadKind Kind { get; init; }

    public required LeadSource Source { get; init; }

    public Locality? Address { get; init; }

    /// <summary>ISO 639-1; null when unknown.</summary>
    public string? Language { get; init; }

    /// <summary>The source system's key; unique per <see cref="LeadSource.Channel"/>.</summary>
    public string? ExternalRef { get; init; }

    public IReadOnlyList<string> Crops { get; init; } = [];

    public IReadOnlyList<string> Products { get; init; } = [];

    public decimal? LandAcres { get; init; }

    public LeadStatus Status { get; init; } = LeadStatus.Open;

    public LeadAssignment? Assignment { get; init; }

    /// <summary>0 to 100.</summary>
    public int Score { get; init; }

    public LeadRating Rating { get; init; }

    /// <summary>The rules that added to the score or took from it.</summary>
    public IReadOnlyList<ScoreReason> ScoreReasons { get; init; } = [];

    /// <summary>Not on the wire: the earliest instant at which time alone may change the score; null for
    /// never.</summary>
    [JsonPropertyName("score_flip_at")]
    public Instant? ScoreReevaluationAt { get; init; }

    public Instant? FirstResponseAt { get; init; }

    /// <summary>How long the first response may take; null for a lead that was not set on its way.</summary>
    public EntityClock? FirstResponse { get; init; }

    /// <summary>Of the last missed call; null when there was none.</summary>
    public EntityClock? CallBack { get; init; }

    public Instant? LastContactedAt { get; init; }

    public Instant? NextActionAt { get; init; }

    public bool DoNotContact { get; init; }

    public IReadOnlyList<LeadConsent> Consent { get; init; } = [];

    /// <summary>Why it was lost or is junk; null otherwise.</summary>
    public string? LostReason { get; init; }

    public string? DuplicateOf { get; init; }

    public LeadConversion? Converted { get; init; }

    /// <summary>When the person had their data erased; null otherwise. Such a lead is kept for the counts
    /// and can no longer be changed.</summary>
    public Instant? ErasedAt { get; init; }

    /// <summary>Not on the wire: which row of which import made it (<c>J-1:17</c>), so that a repeated
    /// chunk makes it once. Null otherwise.</summary>
    public string? Origin { get; init; }

    [JsonIgnore]
    public override string Key => Id.Value;

    [JsonIgnore]
    public override EntityRef Ref => Id.Ref;

    [JsonIgnore]
    public override string ShownName => DisplayName;

    [JsonIgnore]
    public override bool IsOpen => Status == LeadStatus.Open;

    [JsonIgnore]
    public override string StatusName => WireNames<LeadStatus>.Of(Status);

    [JsonIgnore]
    public override IReadOnlySet<ConsentChannel> Barred => this.BarredChannels();

    /// <inheritdoc/>
    public override Lead At(StageDefinition stage, string? reason, Instant now) =>
        this with
        {
            Status = LeadStages.StatusAt(stage),
            LostReason = stage.Type == StageType.Lost ? reason : null,
        };

    /// <summary>A lead of which nothing is known yet but how it came.</summary>
    public static Lead Blank(SourceChannel channel) =>
        new()
        {
            Id = LeadId.Of(""),
            PiiId = "",
            DisplayName = "",
            Kind = default,
            Source = new LeadSource(channel),
        };
}

[JsonSerializable(typeof(Lead))]
internal sealed partial class LeadJson : JsonSerializerContext;
