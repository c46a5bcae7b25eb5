using System.ComponentModel;
using System.Text.Json;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Fields;
using KoSales.Domain.Leads;
using KoSales.Domain.Places;
using KoSales.Domain.Sla;
using NodaTime;

namespace KoSales.Functions.Leads;

/// <summary>A lead on the wire: the stored members, without blind indexes and search keys.</summary>
public sealed record LeadView
{
    public required LeadId Id { get; init; }

    public required int Version { get; init; }

    public required string PiiId { get; init; }

    public required string DisplayName { get; init; }

    public string? BusinessName { get; init; }

    public string? PhoneMasked { get; init; }

    public string? EmailMasked { get; init; }

    public required BuyerKind Kind { get; init; }

    public required LeadSource Source { get; init; }

    public Locality? Address { get; init; }

    public string? Language { get; init; }

    public string? ExternalRef { get; init; }

    public required IReadOnlyList<string> Crops { get; init; }

    public required IReadOnlyList<string> Products { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    [Description("What verified documents prove; never written directly.")]
    public IReadOnlyList<ShownLicence>? Licences { get; init; }

    [Description("Types of which there is a verified document.")]
    public IReadOnlyList<string>? VerifiedDocuments { get; init; }

    public decimal? LandAcres { get; init; }

    public required LeadStatus Status { get; init; }

    public string? PipelineId { get; init; }

    public string? Stage { get; init; }

    public string? OwnerId { get; init; }

    public string? TeamId { get; init; }

    public Instant? AssignedAt { get; init; }

    public LeadAssignment? Assignment { get; init; }

    public required int Score { get; init; }

    public required LeadRating Rating { get; init; }

    public required IReadOnlyList<ScoreReason> ScoreReasons { get; init; }

    public Instant? FirstResponseAt { get; init; }

    public EntityClock? FirstResponse { get; init; }

    public EntityClock? CallBack { get; init; }

    public Instant? LastContactedAt { get; init; }

    public Instant? NextActionAt { get; init; }

    [Description("How many signals of the person came.")]
    public int? SignalCount { get; init; }

    public Instant? LastSignalAt { get; init; }

    public required bool DoNotContact { get; init; }

    public required IReadOnlyList<ShownConsent> Consent { get; init; }

    public required IReadOnlyDictionary<string, JsonElement> Custom { get; init; }

    public string? LostReason { get; init; }

    public string? DuplicateOf { get; init; }

    public LeadConversion? Converted { get; init; }

    public Instant? ErasedAt { get; init; }

    public required Instant CreatedAt { get; init; }

    public required Instant UpdatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required string UpdatedBy { get; init; }

    public Instant? DeletedAt { get; init; }

    /// <summary>Only in the answer to a claim: untouched by then, the lead goes back to its pool.</summary>
    public Instant? LeaseUntil { get; init; }

    /// <summary>Only in the answer to a write: what was odd but accepted.</summary>
    public IReadOnlyList<FieldWarning>? Warnings { get; init; }
}
