using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Domain.Jobs;

[JsonConverter(typeof(EntityIdConverter<JobId>))]
public readonly record struct JobId(string Value) : IEntityId<JobId>
{
    public static IdFormat Format { get; } = new("jobs", "J-");

    public static JobId Of(string value) => new(value);

    public override string ToString() => Value;
}

/// <summary>Work larger than a request: imports, exports, migrations, evaluations. Carried out by an
/// orchestration in parts; this is what its requester sees of it.</summary>
/// <remarks>Once ended it never changes again. processed = succeeded + failed + skipped at any time; total
/// = processed when completed.</remarks>
public sealed partial record Job : Document
{
    public static readonly Collection<Job> Collection = new(
        "jobs",
        new JobJson(DocumentJson.NewOptions()).Job,
        new IndexSpec("jobs_owner_created", "owner_id", "-created_at"),
        new IndexSpec("jobs_team_created", "team_id", "-created_at"),
        new IndexSpec("jobs_created", "-created_at"),
        new IndexSpec("jobs_cancelling", "cancel_requested_at") { Where = Cancelling },
        new IndexSpec("jobs_queued", "created_at")
        {
            Where = Domain.Filters.Filter.Eq("status", "queued"),
        }
    );

    public required JobId Id { get; init; }

    public required JobKind Kind { get; init; }

    public JobStatus Status { get; init; } = JobStatus.Queued;

    /// <summary>Items in all; null until they are counted.</summary>
    public long? Total { get; init; }

    public long Processed { get; init; }

    public long Succeeded { get; init; }

    public long Failed { get; init; }

    /// <summary>Looked at and rightly left alone, such as duplicates.</summary>
    public long Skipped { get; init; }

    public Instant? StartedAt { get; init; }

    public Instant? FinishedAt { get; init; }

    /// <summary>Name → path of what belongs to the job: the cohort that it is about, the download once
    /// there is something to download.</summary>
    /// <remarks>Jobs of earlier releases keep their own place and the actions here as well, which
    /// <see cref="Actions"/> tells by now.</remarks>
    public IReadOnlyDictionary<string, string> Links { get; init; } =
        new Dictionary<string, string>();

    public required string RequestedBy { get; init; }

    /// <summary>The requester, for the scope of lists.</summary>
    public required string OwnerId { get; init; }

    public string? TeamId { get; init; }

    /// <summary>Set when somebody asked to stop; the job is cancelled when the parts under way have
    /// finished.</summary>
    public Instant? CancelRequestedAt { get; init; }

    /// <summary>Asked to end, and still there.</summary>
    public static Filters.Filter Cancelling =>
        Filters.Filter.AllOf(
            Filters.Filter.In("status", ["queued", "running", "paused"]),
            Filters.Filter.Present("cancel_requested_at")
        );

    /// <summary>One sentence without personal data; null unless failed.</summary>
    public string? Failure { get; init; }

    /// <summary>The first faults by row, once the job has ended; null for none.</summary>
    public IReadOnlyList<RowFault>? FirstErrors { get; init; }

    /// <summary>True when nothing is to be changed, only checked.</summary>
    public bool? DryRun { get; init; }

    /// <summary>The orchestration that carries it out.</summary>
    public string? InstanceId { get; init; }

    [JsonIgnore]
    public override string Key => Id.Value;

    [JsonIgnore]
    public JobPace Pace => new(Status, Total, Processed, StartedAt, FinishedAt ?? UpdatedAt);

    /// <summary>What may be asked of the job as it is now, by name: pause, resume, cancel.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Actions =>
        this switch
        {
            { HasEnded: true } or { CancelRequestedAt: not null } => [],
            { Status: JobStatus.Paused } => ["resume", "cancel"],
            _ => ["pause", "cancel"],
        };

    [JsonIgnore]
    public bool HasEnded =>
        Status
            is JobStatus.Completed
                or JobStatus.CompletedWithErrors
                or JobStatus.Failed
                or JobStatus.Cancelled;
}

[JsonSerializable(typeof(Job))]
internal sealed partial class JobJson : JsonSerializerContext;
