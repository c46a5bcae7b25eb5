using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Domain.AssignmentJobs;

/// <summary>What a job brought one agent: one notice for all of it, written when the job ends.</summary>
public sealed record AssignmentDigest : Document
{
    public static readonly Collection<AssignmentDigest> Collection = new(
        "assignment_digests",
        () => new AssignmentDigestJson(DocumentJson.NewOptions()).AssignmentDigest,
        new IndexSpec("assignment_digests_agent", "owner_id", "-created_at"),
        new IndexSpec("assignment_digests_job", "job_id"),
        new IndexSpec("assignment_digests_created", "-created_at")
    );

    /// <summary><c>{job}:{agent}</c>; a retry brings it up to date.</summary>
    public required string Id { get; init; }

    public required string JobId { get; init; }

    public string? CohortId { get; init; }

    /// <summary>The agent it is for.</summary>
    public required string OwnerId { get; init; }

    public string? TeamId { get; init; }

    public required long Assigned { get; init; }

    [JsonIgnore]
    public override string Key => Id;

    public static AssignmentDigest Of(
        CohortAssignmentJob job,
        string agentId,
        long assigned,
        Instant now
    ) =>
        new()
        {
            Id = $"{job.Id.Value}:{agentId}",
            JobId = job.Id.Value,
            CohortId = job.CohortId,
            OwnerId = agentId,
            TeamId = job.Agents.FirstOrDefault(a => a.AgentId == agentId)?.TeamId,
            Assigned = assigned,
            CreatedAt = now,
            UpdatedAt = now,
        };
}

[JsonSerializable(typeof(AssignmentDigest))]
internal sealed partial class AssignmentDigestJson : JsonSerializerContext;
