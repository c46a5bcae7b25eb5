using System.Text.Json;

namespace KoSales.Domain.Leads;

/// <summary>A lead as somebody wrote it, before it is parsed: the body of a request or a row of a file.
/// Null is not given.</summary>
public sealed record LeadInput
{
    public string? Name { get; init; }

    public string? BusinessName { get; init; }

    public string? Phone { get; init; }

    public string? Email { get; init; }

    public string? Gstin { get; init; }

    public string? Kind { get; init; }

    public string? Channel { get; init; }

    public string? Campaign { get; init; }

    public string? Medium { get; init; }

    public string? SourceRef { get; init; }

    public string? Village { get; init; }

    public string? District { get; init; }

    public string? StateCode { get; init; }

    public string? Pincode { get; init; }

    public string? Language { get; init; }

    public string? ExternalRef { get; init; }

    public IReadOnlyList<string> Crops { get; init; } = [];

    public IReadOnlyList<string> Products { get; init; } = [];

    public IReadOnlyList<string> Tags { get; init; } = [];

    public decimal? LandAcres { get; init; }

    /// <summary>Of files only: an agent's id or e-mail address.</summary>
    public string? OwnerId { get; init; }

    /// <summary>Of files only.</summary>
    public string? TeamId { get; init; }

    /// <summary>Of files only: when the other system made the lead.</summary>
    public NodaTime.Instant? CreatedAt { get; init; }

    /// <summary>Of files only: the stage it has reached, by key or name.</summary>
    public string? Stage { get; init; }

    /// <summary>Of files only: why it was lost.</summary>
    public string? LostReason { get; init; }

    public NodaTime.Instant? NextActionAt { get; init; }

    /// <summary>Null when nothing is said of it.</summary>
    public bool? DoNotContact { get; init; }

    public IReadOnlyList<ConsentWord> Consent { get; init; } = [];

    public IReadOnlyDictionary<string, JsonElement> Custom { get; init; } =
        new Dictionary<string, JsonElement>();

    /// <summary>As in <see cref="LeadDraft.WorkflowId"/>.</summary>
    public string? WorkflowId { get; init; }

    /// <summary>Holds personal data in the clear.</summary>
    public override string ToString() => nameof(LeadInput);
}
