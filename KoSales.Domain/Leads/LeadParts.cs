using NodaTime;

namespace KoSales.Domain.Leads;

/// <param name="Ref">The sender's own reference to the visit or enquiry.</param>
public sealed record LeadSource(
    SourceChannel Channel,
    string? Campaign = null,
    string? Medium = null,
    string? Ref = null
);

/// <param name="JobId">The assignment job, for <see cref="AssignmentMode.Bulk"/>; null otherwise.</param>
public sealed record LeadAssignment(AssignmentMode Mode, string? JobId = null);

/// <summary>What a converted lead became.</summary>
public sealed record LeadConversion(
    string ContactId,
    string? CustomerId,
    string? DealId,
    Instant At,
    string By
);

/// <summary>One rule's share of the score.</summary>
public sealed record ScoreReason(string RuleId, string Name, int Points);
