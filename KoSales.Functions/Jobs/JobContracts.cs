using System.Text.Json.Serialization;
using KoSales.Domain.Filters;
using KoSales.Domain.Jobs;
using NodaTime;

namespace KoSales.Functions.Jobs;

/// <summary>A job as its requester sees it.</summary>
public sealed record JobView
{
    public required string Id { get; init; }

    public required int Version { get; init; }

    public required JobKind Kind { get; init; }

    public required JobStatus Status { get; init; }

    /// <summary>Absent until counted.</summary>
    public long? Total { get; init; }

    public required long Processed { get; init; }

    public required long Succeeded { get; init; }

    public required long Failed { get; init; }

    public required long Skipped { get; init; }

    public required decimal Progress { get; init; }

    public long? RatePerSecond { get; init; }

    public long? EtaSeconds { get; init; }

    public Instant? StartedAt { get; init; }

    public Instant? FinishedAt { get; init; }

    public string? ErrorsUrl { get; init; }

    public required IReadOnlyDictionary<string, string> Links { get; init; }

    public IReadOnlyList<RowFault>? FirstErrors { get; init; }

    public required string RequestedBy { get; init; }

    public string? TeamId { get; init; }

    public Instant? CancelRequestedAt { get; init; }

    public string? Failure { get; init; }

    public bool? DryRun { get; init; }

    public required Instant CreatedAt { get; init; }

    public required Instant UpdatedAt { get; init; }
}

[JsonSerializable(typeof(JobView))]
internal sealed partial class JobContractsJson : JsonSerializerContext;

internal static class JobList
{
    public static readonly ListSpec<JobView> Spec = new()
    {
        Name = "jobs",
        Noun = "job",
        Collection = Job.Collection,
        Fields = new Dictionary<string, FieldType>
        {
            ["kind"] = FieldType.Text,
            ["status"] = FieldType.Text,
            ["requested_by"] = FieldType.Text,
            ["created_at"] = FieldType.Instant,
        },
        Scope = JobScope.Of,
    };

    public static readonly ResourceAnswers<Job> Answers = new("jobs", Job.Collection, Spec.View);

    /// <summary>202 with the place where the job can be watched.</summary>
    public static Answer Accepted(Job job) => Answers.Created(job) with { Status = 202, ETag = null };
}
