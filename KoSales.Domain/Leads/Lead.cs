using System.Collections.Frozen;
using System.Text.Json.Serialization;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Pii.Names;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Domain.Places;
using KoSales.Domain.Sla;
using NodaTime;

namespace KoSales.Domain.Leads;

/// <summary>Somebody who may buy. Personal data is in the PII document; here are masked copies and blind
/// indexes only.</summary>
/// <remarks>Decisions are in <see cref="LeadDecisions"/>; every one makes the next version and says what
/// changed.</remarks>
public sealed record Lead : PersonalEntity
{
    /// <summary>Of land.</summary>
    public const int MostAcres = 1_000_000;

    private static readonly FrozenSet<string> Shown = FrozenSet.Create(
        "name",
        "business_name",
        "phone",
        "email",
        "gstin",
        "external_ref"
    );

    public required LeadId Id { get; init; }

    /// <summary>Trading name; not personal data. Null for people.</summary>
    public string? BusinessName { get; init; }

    public required BuyerKind Kind { get; init; }

    public required LeadSource Source { get; init; }

    public Locality? Address { get; init; }

    /// <summary>ISO 639-1; null when unknown.</summary>
    public string? Language { get; init; }

    /// <summary>The source system's key; unique per <see cref="LeadSource.Channel"/>.</summary>
    public string? ExternalRef { get; init; }

    public IReadOnlyList<string> Crops
    {
        get;
        init => field = value ?? [];
    } = [];

    public IReadOnlyList<string> Products
    {
        get;
        init => field = value ?? [];
    } = [];

    public decimal? LandAcres { get; init; }

    public LeadStatus Status { get; init; } = LeadStatus.Open;

    public LeadAssignment? Assignment { get; init; }

    /// <summary>0 to 100.</summary>
    public int Score { get; init; }

    public LeadRating Rating { get; init; }

    /// <summary>The rules that added to the score or took from it.</summary>
    public IReadOnlyList<ScoreReason> ScoreReasons
    {
        get;
        init => field = value ?? [];
    } = [];

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

    /// <summary>How many signals of the person came; those of cohorts and documents are not
    /// counted.</summary>
    public int SignalCount { get; init; }

    public Instant? LastSignalAt { get; init; }

    /// <summary>Why it was lost or is junk; null otherwise.</summary>
    public string? LostReason { get; init; }

    public LeadConversion? Converted { get; init; }

    /// <summary>Not on the wire: which row of which import made it (<c>J-1:17</c>), so that a repeated
    /// chunk makes it once. Null otherwise.</summary>
    public string? Origin { get; init; }

    [JsonIgnore]
    public override string Key => Id.Value;

    [JsonIgnore]
    public override EntityRef Ref => Id.Ref;

    [JsonIgnore]
    public override bool IsOpen => Status == LeadStatus.Open;

    [JsonIgnore]
    public override string StatusName => WireNames<LeadStatus>.Of(Status);

    [JsonIgnore]
    public override string? TradingName => BusinessName;

    [JsonIgnore]
    public override IReadOnlySet<string> ShownBy => Shown;

    /// <inheritdoc/>
    public override string NameOf(string? fullName, string known) =>
        DisplayNames.Of(BusinessName, fullName, ExternalRef ?? known);

    /// <inheritdoc/>
    public override Fault? ObjectionToEntering(StageDefinition stage)
    {
        if (Objection is { } erased)
            return erased;
        return Converted is not null && LeadStages.StatusAt(stage) == LeadStatus.Open
            ? LeadDecisions.Forbids(
                this,
                "reopened",
                "it was converted; open a new deal for the contact instead"
            )
            : null;
    }

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
