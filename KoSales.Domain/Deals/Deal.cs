using System.Text.Json.Serialization;
using KoSales.Domain.Entities;
using KoSales.Domain.Kernel.Amounts;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Domain.Quotations;
using NodaTime;

namespace KoSales.Domain.Deals;

[JsonConverter(typeof(JsonStringEnumConverter<DealStatus>))]
public enum DealStatus
{
    [JsonStringEnumMemberName("open")]
    Open,

    [JsonStringEnumMemberName("won")]
    Won,

    [JsonStringEnumMemberName("lost")]
    Lost,
}

/// <summary>Something that may be sold to somebody.</summary>
public sealed record Deal : Entity
{
    public required DealId Id { get; init; }

    public required string Title { get; init; }

    public string? ContactId { get; init; }

    public string? CustomerId { get; init; }

    /// <summary>Of which it came.</summary>
    public string? LeadId { get; init; }

    public DealStatus Status { get; init; }

    /// <summary>The key of the system that it came from; of living deals each is there once.</summary>
    public string? ExternalRef { get; init; }

    /// <summary>Null while nobody knows.</summary>
    public Money? Amount { get; init; }

    /// <summary>The amount in rupees, as filters, rules and sorts compare it.</summary>
    public decimal? AmountInr => Amount?.Value;

    /// <summary>Percent, 0 to 100. Follows the stage while nobody has set it.</summary>
    public int? Probability { get; init; }

    /// <summary>Not on the wire: somebody set <see cref="Probability"/>, so that it no longer follows the
    /// stage.</summary>
    public bool IsProbabilitySet { get; init; }

    /// <summary>A day of the company's calendar.</summary>
    public LocalDate? ExpectedCloseOn { get; init; }

    /// <summary>Null for what is not lost.</summary>
    public string? LostReason { get; init; }

    public Instant? WonAt { get; init; }

    public Instant? LostAt { get; init; }

    /// <summary>The current revision; null while nothing is offered.</summary>
    public Quotation? Quotation { get; init; }

    /// <summary>Earlier revisions, the oldest first; they never change.</summary>
    public IReadOnlyList<Quotation> QuotationHistory
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Not on the wire: when the timer has something to do about the quotation, which is a
    /// reminder or its end; null while it is with nobody.</summary>
    public Instant? QuotationDueAt { get; init; }

    /// <summary>What the accepted quotation became; null before.</summary>
    public string? DraftOrderId { get; init; }

    [JsonIgnore]
    public override string Key => Id.Value;

    [JsonIgnore]
    public override EntityRef Ref => new(EntityKind.Deal, Id.Value);

    [JsonIgnore]
    public override string ShownName => Title;

    [JsonIgnore]
    public override bool IsOpen => Status == DealStatus.Open;

    [JsonIgnore]
    public override string StatusName => WireNames<DealStatus>.Of(Status);

    /// <summary>A deal of which nothing is known yet.</summary>
    public static Deal Blank(DealId id) => new() { Id = id, Title = "" };

    /// <inheritdoc/>
    public override Deal At(StageDefinition stage, string? reason, Instant now)
    {
        var status = StatusAt(stage.Type);
        return this with
        {
            Status = status,
            Probability = IsProbabilitySet ? Probability : stage.Probability,
            LostReason = status == DealStatus.Lost ? reason : null,
            WonAt = status == DealStatus.Won ? now : null,
            LostAt = status == DealStatus.Lost ? now : null,
        };
    }

    private static DealStatus StatusAt(StageType type) =>
        type switch
        {
            StageType.Open => DealStatus.Open,
            StageType.Won => DealStatus.Won,
            StageType.Lost => DealStatus.Lost,
        };
}

[JsonSerializable(typeof(Deal))]
internal sealed partial class DealJson : JsonSerializerContext;
