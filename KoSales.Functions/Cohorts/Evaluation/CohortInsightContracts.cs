using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Cohorts;
using NodaTime;

namespace KoSales.Functions.Cohorts.Evaluation;

public sealed record PreviewCohort
{
    [Decides]
    public required EntityKind Entity { get; init; }

    public JsonElement? Rule { get; init; }

    [MaxLength(1000)]
    public IReadOnlyList<string>? IncludeIds { get; init; }

    [MaxLength(1000)]
    public IReadOnlyList<string>? ExcludeIds { get; init; }

    [Description("Compares with the members that this cohort has now; with none when left out.")]
    [StringLength(40)]
    public string? CohortId { get; init; }

    [Description("How many records to show; 10 when left out.")]
    [Range(0, 50)]
    public int? Sample { get; init; }
}

/// <summary>What a cohort would be; nothing is saved.</summary>
/// <param name="Count">Members it would have, of all records.</param>
/// <param name="Sample">The first of those that the caller may see.</param>
public sealed record CohortPreviewView(
    long Count,
    IReadOnlyList<JsonElement> Sample,
    long WouldJoin,
    long WouldLeave
);

/// <summary>Why a record is in a cohort or not.</summary>
/// <param name="Member">Whether it is in now.</param>
/// <param name="Expected">Whether it belongs in by rule and pins as of now; the same as member, but for
/// what is under way.</param>
/// <param name="Source">What <paramref name="Expected"/> goes by; absent when it does not belong in.</param>
/// <param name="Pin">The pin in force.</param>
/// <param name="Rule">The rule with what each node comes to: outcome true, false or unknown, and the value
/// seen.</param>
/// <param name="NextFlipAt">When time alone may change it.</param>
/// <param name="Stays">The last first; the current one has no end.</param>
public sealed record CohortExplanationView(
    string CohortId,
    string EntityId,
    CohortStatus Status,
    bool Member,
    bool Expected,
    MemberSource? Source,
    CohortPin? Pin,
    JsonElement? Rule,
    Instant? NextFlipAt,
    IReadOnlyList<CohortStayView> Stays
);

public sealed record CohortStayView(MemberSource Source, Instant JoinedAt, Instant? LeftAt);

public sealed record CohortMemberView(
    string CohortId,
    string EntityId,
    MemberSource Source,
    Instant JoinedAt,
    Instant? LeftAt
);

/// <param name="Total">Of those that the caller may see; null unless asked for.</param>
public sealed record CohortMembersView(
    IReadOnlyList<CohortMemberView> Data,
    string? NextCursor,
    long? Total
);

[JsonSerializable(typeof(PreviewCohort))]
[JsonSerializable(typeof(CohortPreviewView))]
[JsonSerializable(typeof(CohortExplanationView))]
[JsonSerializable(typeof(CohortMembersView))]
internal sealed partial class CohortInsightJson : JsonSerializerContext
{
    public static CohortInsightJson Wire { get; } = new(DocumentJson.NewOptions());
}
