using System.Text.Json.Serialization;

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
public sealed partial record Job : JobDocument
{
    public static readonly Collection<Job> Collection = new(
        "jobs",
        () => new JobJson(DocumentJson.NewOptions()).Job,
        new IndexSpec("jobs_owner_created", "owner_id", "-created_at"),
        new IndexSpec("jobs_team_created", "team_id", "-created_at"),
        new IndexSpec("jobs_created", "-created_at"),
        new IndexSpec("jobs_cancelling", "cancel_requested_at") { Where = Cancelling },
        new IndexSpec("jobs_queued", "created_at") { Where = Filters.Filter.Eq("status", "queued") }
    );

    public required JobId Id { get; init; }

    public required JobKind Kind { get; init; }

    public long Succeeded { get; init; }

    /// <summary>Looked at and rightly left alone, such as duplicates.</summary>
    public long Skipped { get; init; }

    /// <summary>Name → path of what belongs to the job: the cohort that it is about, the download once
    /// there is something to download.</summary>
    /// <remarks>Jobs of earlier releases keep their own place and the actions here as well, which
    /// <see cref="JobDocument.Actions"/> tells by now.</remarks>
    public IReadOnlyDictionary<string, string> Links
    {
        get;
        init => field = value ?? new Dictionary<string, string>();
    } = new Dictionary<string, string>();

    /// <summary>The first faults by row, once the job has ended; null for none.</summary>
    public IReadOnlyList<RowFault>? FirstErrors { get; init; }

    /// <summary>True when nothing is to be changed, only checked.</summary>
    public bool? DryRun { get; init; }

    [JsonIgnore]
    public override string Key => Id.Value;

    /// <inheritdoc cref="JobDocument.CancellingIn"/>
    public static Filters.Filter Cancelling => CancellingIn("queued", "running", "paused");
}

[JsonSerializable(typeof(Job))]
internal sealed partial class JobJson : JsonSerializerContext;
