using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Jobs;
using NodaTime;

namespace KoSales.Functions.Jobs;

/// <summary>What a job of any kind shows: imports, exports, migrations, evaluations, assignments. Whoever
/// can show one of them can show all.</summary>
public abstract record JobShape
{
    [JsonPropertyOrder(-2)]
    public required string Id { get; init; }

    [JsonPropertyOrder(-2)]
    public required int Version { get; init; }

    [JsonPropertyOrder(-2)]
    public required JobKind Kind { get; init; }

    [JsonPropertyOrder(-2)]
    public required JobStatus Status { get; init; }

    /// <summary>What the records are; absent for migrations and evaluations, whose workflow or cohort tells
    /// it.</summary>
    public EntityKind? Entity { get; init; }

    /// <summary>Absent until counted or planned.</summary>
    public long? Total { get; init; }

    /// <summary>succeeded + failed + skipped_count.</summary>
    public required long Processed { get; init; }

    public required long Succeeded { get; init; }

    public required long Failed { get; init; }

    /// <summary>Looked at and rightly left alone.</summary>
    public required long SkippedCount { get; init; }

    /// <summary>0 to 1; never goes back within a run.</summary>
    public required decimal Progress { get; init; }

    public long? RatePerSecond { get; init; }

    /// <summary>Only while it runs.</summary>
    public long? EtaSeconds { get; init; }

    public Instant? StartedAt { get; init; }

    public Instant? FinishedAt { get; init; }

    /// <summary>What failed, item by item, as CSV.</summary>
    public required string ErrorsUrl { get; init; }

    /// <summary>Name → path: self, what belongs to the job, and each action that the job takes as it is
    /// now.</summary>
    public required IReadOnlyDictionary<string, string> Links { get; init; }

    /// <summary>The first of what failed, once the job has ended.</summary>
    public IReadOnlyList<JobFault>? FirstErrors { get; init; }

    public required string RequestedBy { get; init; }

    public string? TeamId { get; init; }

    public Instant? CancelRequestedAt { get; init; }

    public string? Failure { get; init; }

    public required bool DryRun { get; init; }

    public required Instant CreatedAt { get; init; }

    public required Instant UpdatedAt { get; init; }
}

/// <summary>Why one item of a job failed, without what stood in it.</summary>
/// <param name="Row">Of a file; absent for what is no file.</param>
/// <param name="Id">Of the record; absent for a row.</param>
public sealed record JobFault(long? Row, string? Column, string? Id, string Code, string Detail);

/// <summary>A job as its requester sees it.</summary>
public sealed record JobView : JobShape
{
    /// <summary>The same as skipped_count.</summary>
    public required long Skipped { get; init; }

    public static JobView Of(Job job)
    {
        var self = $"{Routes.Base}jobs/{job.Id}";
        var pace = job.Pace;
        return new JobView
        {
            Id = job.Key,
            Version = job.Version,
            Kind = job.Kind,
            Status = job.Status,
            Entity = job.Kind.Entity(),
            Total = job.Total,
            Processed = job.Processed,
            Succeeded = job.Succeeded,
            Failed = job.Failed,
            Skipped = job.Skipped,
            SkippedCount = job.Skipped,
            Progress = pace.Progress,
            RatePerSecond = pace.RatePerSecond,
            EtaSeconds = pace.EtaSeconds,
            StartedAt = job.StartedAt,
            FinishedAt = job.FinishedAt,
            ErrorsUrl = JobLinks.ErrorsOf(self),
            Links = JobLinks.Of(self, job.Actions, job.Links),
            FirstErrors = job
                .FirstErrors?.Select(f => new JobFault(f.Row, f.Column, null, f.Code, f.Detail))
                .ToList(),
            RequestedBy = job.RequestedBy,
            TeamId = job.TeamId,
            CancelRequestedAt = job.CancelRequestedAt,
            Failure = job.Failure,
            DryRun = job.DryRun ?? false,
            CreatedAt = job.CreatedAt,
            UpdatedAt = job.UpdatedAt,
        };
    }
}

/// <summary>The places that a job's view names.</summary>
internal static class JobLinks
{
    // Kept in the documents of earlier releases, whatever the job's state.
    private static readonly string[] StoredNames = ["self", "pause", "resume", "cancel"];

    public static string ErrorsOf(string self) => $"{self}/errors";

    /// <param name="self">The job's own path.</param>
    /// <param name="actions">What it takes as it is now.</param>
    /// <param name="related">Name → path of what belongs to it.</param>
    public static IReadOnlyDictionary<string, string> Of(
        string self,
        IEnumerable<string> actions,
        IEnumerable<KeyValuePair<string, string>> related
    )
    {
        Dictionary<string, string> links = new() { ["self"] = self };
        foreach (var action in actions)
            links[action] = $"{self}/{action}";
        foreach (var (name, path) in related)
        {
            if (!StoredNames.Contains(name))
                links[name] = path;
        }

        return links;
    }
}

[JsonSerializable(typeof(JobView))]
internal sealed partial class JobContractsJson : JsonSerializerContext
{
    public static JobContractsJson Wire { get; } = new(DocumentJson.NewOptions());
}

internal static class JobList
{
    public static readonly ListSpec<JobView> Spec = new()
    {
        Name = "jobs",
        Noun = "job",
        Collection = Job.Collection,
        Fields = new Dictionary<string, FieldType>
        {
            ["id"] = FieldType.Text,
            ["kind"] = FieldType.Text,
            ["status"] = FieldType.Text,
            ["entity"] = FieldType.Text,
            ["requested_by"] = FieldType.Text,
            ["created_at"] = FieldType.Instant,
            ["updated_at"] = FieldType.Instant,
        },
        Told = new Dictionary<string, ToldField>
        {
            ["entity"] = new(
                "kind",
                Enum.GetValues<JobKind>()
                    .ToDictionary(
                        WireNames<JobKind>.Of,
                        kind =>
                            kind.Entity() is { } entity ? WireNames<EntityKind>.Of(entity) : null
                    )
            ),
        },
        Scope = JobScope.Of,
        Shown = stored => stored with { Json = Write(Job.Collection.Read(stored)) },
    };

    public static readonly ResourceAnswers<Job> Answers = new("jobs", Write, Spec.View);

    /// <summary>The jobs of some kinds, with the filters of all.</summary>
    public static ListSpec<JobView> OfKinds(string name, params IEnumerable<JobKind> kinds) =>
        Spec with
        {
            Name = name,
            Base = Filter.AllOf(Spec.Base, Filter.In("kind", kinds.Select(WireNames<JobKind>.Of))),
        };

    /// <summary>202 with the place where the job can be watched.</summary>
    public static Answer Accepted(Job job) =>
        Answers.Created(job) with
        {
            Status = 202,
            ETag = null,
        };

    private static byte[] Write(Job job) =>
        JsonSerializer.SerializeToUtf8Bytes(JobView.Of(job), JobContractsJson.Wire.JobView);
}
