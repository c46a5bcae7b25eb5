using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.AssignmentJobs;
using KoSales.Domain.Jobs;
using KoSales.Domain.Planning;
using NodaTime;

namespace KoSales.Functions.AssignmentJobs;

public sealed record AssignCohort
{
    [Decides("agents")]
    public PlanStrategy? Strategy { get; init; }

    [
        MaxLength(1000),
        Description("Who takes part; all who work leads within the caller's scope when left out.")
    ]
    public IReadOnlyList<AgentPart>? Agents { get; init; }

    [Description("unassigned when left out.")]
    [Decides("owned_by")]
    public AssignmentScope? Scope { get; init; }

    [MaxLength(1000), Description("Whose records, for the scope owned_by.")]
    [KeptInTheClear]
    public IReadOnlyList<string>? OwnedBy { get; init; }

    [Description("Languages, states, kinds and products of agents count; true when left out.")]
    public bool? SkillsMatching { get; init; }

    [Description(
        "A person known before, by phone or GSTIN, goes to who knew them; true when left out."
    )]
    public bool? Sticky { get; init; }

    [Description(
        "Open tasks, deals and contacts of the old owner or of nobody go along; true when left out. Pipelines always do."
    )]
    public bool? Cascade { get; init; }

    [Description("Plan only; POST …/run carries the plan out.")]
    public bool? DryRun { get; init; }

    [
        Range(0, int.MaxValue),
        Description(
            "Decides ties: the same input and seed give the same plan. The job's number when left out."
        )
    ]
    public int? Seed { get; init; }
}

/// <summary>What a portfolio is handed out by: as for a cohort, without a scope.</summary>
public sealed record RedistributePortfolio
{
    [Decides("agents")]
    public PlanStrategy? Strategy { get; init; }

    [
        MaxLength(1000),
        Description(
            "Who takes part; all others of the agent's team when left out, or everybody else where there is no team."
        )
    ]
    public IReadOnlyList<AgentPart>? Agents { get; init; }

    [Description("Which records; leads when left out. A departure hands out all kinds.")]
    public EntityKind? Entity { get; init; }

    public bool? SkillsMatching { get; init; }

    public bool? Cascade { get; init; }

    public bool? DryRun { get; init; }

    [Range(0, int.MaxValue)]
    public int? Seed { get; init; }

    public AssignCohort ToAssign(string agentId) =>
        new()
        {
            Strategy = Strategy,
            Agents = Agents,
            Scope = AssignmentScope.OwnedBy,
            OwnedBy = [agentId],
            SkillsMatching = SkillsMatching,
            Sticky = false,
            Cascade = Cascade,
            DryRun = DryRun,
            Seed = Seed,
        };
}

public sealed record AgentPart
{
    [StringLength(40)]
    public required string AgentId { get; init; }

    [Range(0.001, 1000), Description("The agent's own when left out.")]
    public decimal? Weight { get; init; }
}

public sealed record AssignmentDigestView
{
    public required string Id { get; init; }

    public required string JobId { get; init; }

    public string? CohortId { get; init; }

    public required string OwnerId { get; init; }

    public string? TeamId { get; init; }

    public required long Assigned { get; init; }

    public required Instant CreatedAt { get; init; }
}

/// <summary>What a job does with one record, and who might have it.</summary>
/// <param name="Outcome">planned, assigned, skipped, failed, or left for what is in no batch.</param>
/// <param name="AgentId">Who gets or got it; null for nobody.</param>
/// <param name="Reason">Why not; null for what is planned or assigned.</param>
/// <param name="Candidates">By the record and the agents' skills as they are now, and who took part
/// then.</param>
public sealed record AssignmentExplanation(
    string Id,
    string Outcome,
    string? AgentId,
    string? Reason,
    int? Batch,
    IReadOnlyList<CandidateAnswer> Candidates
);

[JsonSerializable(typeof(AssignCohort))]
[JsonSerializable(typeof(RedistributePortfolio))]
[JsonSerializable(typeof(AssignmentJobView))]
[JsonSerializable(typeof(AssignmentDigestView))]
[JsonSerializable(typeof(AssignmentExplanation))]
internal sealed partial class AssignmentJobContractsJson : JsonSerializerContext
{
    public static AssignmentJobContractsJson Wire { get; } = new(DocumentJson.NewOptions());
}

internal static class AssignmentJobList
{
    public static readonly ListSpec<AssignmentJobView> Spec = new()
    {
        Name = "cohort-assignment-jobs",
        Noun = "assignment_job",
        Collection = CohortAssignmentJob.Collection,
        Fields = new Dictionary<string, FieldType>
        {
            ["id"] = FieldType.Text,
            ["cohort_id"] = FieldType.Text,
            ["portfolio_of"] = FieldType.Text,
            ["status"] = FieldType.Text,
            ["requested_by"] = FieldType.Text,
            ["created_at"] = FieldType.Instant,
            ["updated_at"] = FieldType.Instant,
        },
        Scope = JobScope.Of,
        Shown = stored => stored with { Json = Write(CohortAssignmentJob.Collection.Read(stored)) },
    };

    public static readonly ListSpec<AssignmentDigestView> Digests = new()
    {
        Name = "assignment-digests",
        Noun = "assignment_digest",
        Collection = AssignmentDigest.Collection,
        Fields = new Dictionary<string, FieldType>
        {
            ["job_id"] = FieldType.Text,
            ["cohort_id"] = FieldType.Text,
            ["created_at"] = FieldType.Instant,
        },
    };

    public static readonly ResourceAnswers<CohortAssignmentJob> Answers = new(
        "cohort-assignment-jobs",
        Write,
        Spec.View
    );

    /// <summary>202 with the place where the job can be watched.</summary>
    public static Answer Accepted(CohortAssignmentJob job) =>
        Answers.Created(job) with
        {
            Status = 202,
            ETag = null,
        };

    private static byte[] Write(CohortAssignmentJob job) =>
        JsonSerializer.SerializeToUtf8Bytes(
            AssignmentJobView.Of(job),
            AssignmentJobContractsJson.Wire.AssignmentJobView
        );
}
