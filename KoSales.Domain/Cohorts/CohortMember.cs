using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Domain.Cohorts;

/// <summary>Why an entity is in a cohort.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MemberSource>))]
public enum MemberSource
{
    [JsonStringEnumMemberName("rule")]
    Rule,

    /// <summary>Pinned by hand.</summary>
    [JsonStringEnumMemberName("manual")]
    Manual,
}

/// <summary>An entity that is in a cohort now. The rows of a cohort are its members, no more and no
/// fewer.</summary>
public sealed record CohortMember : Document
{
    public static readonly Collection<CohortMember> Collection = new(
        "cohort_members",
        () => CohortRowsJson.Documents.CohortMember,
        new IndexSpec("cohort_members_entity", "entity_id")
    );

    /// <summary><c>{cohort}:{entity}</c>: one row per pair, and a cohort's rows are in the order of their
    /// entities.</summary>
    public required string Id { get; init; }

    public required string CohortId { get; init; }

    public required string EntityId { get; init; }

    public MemberSource Source { get; init; }

    public required Instant JoinedAt { get; init; }

    /// <summary>This period's own id, unique for ever: effects of joining and leaving are keyed by it.</summary>
    [JsonPropertyName("stay")]
    public required string PeriodId { get; init; }

    [JsonIgnore]
    public override string Key => Id;

    public static string IdOf(string cohortId, string entityId) => $"{cohortId}:{entityId}";

    /// <summary>All rows of a cohort, by the primary key.</summary>
    public static Filter Of(string cohortId) =>
        new Filter.Condition("id", FilterOperator.Prefix, new FilterValue.Text(cohortId + ":"));

    /// <summary>The entity's id out of the row's.</summary>
    public static string EntityOf(string rowId) =>
        rowId[(rowId.IndexOf(':', StringComparison.Ordinal) + 1)..];

    public MembershipPeriod End(Instant now) =>
        new()
        {
            Id = PeriodId,
            CohortId = CohortId,
            EntityId = EntityId,
            Source = Source,
            JoinedAt = JoinedAt,
            LeftAt = now,
            CreatedAt = now,
            UpdatedAt = now,
        };
}

/// <summary>A membership period that has ended; never changed.</summary>
public sealed record MembershipPeriod : Document
{
    public static readonly Collection<MembershipPeriod> Collection = new(
        "cohort_stays",
        () => CohortRowsJson.Documents.MembershipPeriod,
        new IndexSpec("cohort_stays_cohort_entity", "cohort_id", "entity_id")
    );

    /// <summary>That of the row's <see cref="CohortMember.PeriodId"/>.</summary>
    public required string Id { get; init; }

    public required string CohortId { get; init; }

    public required string EntityId { get; init; }

    public MemberSource Source { get; init; }

    public required Instant JoinedAt { get; init; }

    public required Instant LeftAt { get; init; }

    [JsonIgnore]
    public override string Key => Id;
}

/// <summary>A scheduled re-evaluation: when time alone may change whether an entity, member or not, belongs
/// to a cohort.</summary>
public sealed record CohortReevaluation : Document
{
    public static readonly Collection<CohortReevaluation> Collection = new(
        "cohort_flips",
        () => CohortRowsJson.Documents.CohortReevaluation,
        new IndexSpec("cohort_flips_due", "flip_at")
    );

    /// <summary>As <see cref="CohortMember.Id"/>.</summary>
    public required string Id { get; init; }

    public required string CohortId { get; init; }

    public required string EntityId { get; init; }

    [JsonPropertyName("flip_at")]
    public required Instant DueAt { get; init; }

    [JsonIgnore]
    public override string Key => Id;
}

/// <summary>What changes about a cohort by itself, kept apart so that it does not touch the cohort's
/// version.</summary>
/// <remarks>Written by increments in the transaction of the rows it counts, on the condition of the
/// definition.</remarks>
public sealed record CohortFigures : Document
{
    public static readonly Collection<CohortFigures> Collection = new(
        "cohort_figures",
        () => CohortRowsJson.Documents.CohortFigures
    );

    /// <summary>The cohort's.</summary>
    public required string Id { get; init; }

    /// <summary>That of the cohort, changed in one transaction with it.</summary>
    public required int Definition { get; init; }

    /// <summary>Rows of <see cref="CohortMember"/>.</summary>
    public long Size { get; init; }

    /// <summary>When the last full evaluation ended; null before the first.</summary>
    public Instant? LastEvaluatedAt { get; init; }

    /// <summary>The ruling that the last full evaluation went by.</summary>
    public int? EvaluatedRuling { get; init; }

    /// <summary>The job of the last full evaluation.</summary>
    public string? EvaluationJobId { get; init; }

    /// <summary>Differences that the last nightly evaluation found; 0 is as it must be.</summary>
    public long? Drift { get; init; }

    [JsonIgnore]
    public override string Key => Id;
}

[JsonSerializable(typeof(CohortMember))]
[JsonSerializable(typeof(MembershipPeriod))]
[JsonSerializable(typeof(CohortReevaluation))]
[JsonSerializable(typeof(CohortFigures))]
internal sealed partial class CohortRowsJson : JsonSerializerContext
{
    public static CohortRowsJson Documents { get; } = new(DocumentJson.NewOptions());
}
