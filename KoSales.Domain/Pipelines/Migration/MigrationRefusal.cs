using System.Text.Json.Serialization;
using KoSales.Domain.Jobs;

namespace KoSales.Domain.Pipelines.Migration;

/// <summary>A pipeline that a migration left as it was, since its entity refused. It stands for one count
/// of the job, so that a page that comes again counts nothing twice.</summary>
public sealed record MigrationRefusal : Document
{
    /// <summary><c>{job}:{pipeline}</c>.</summary>
    public required string Id { get; init; }

    public required string JobId { get; init; }

    public required string PipelineId { get; init; }

    /// <summary>The codes of what the entity refused with.</summary>
    public IReadOnlyList<string> Codes
    {
        get;
        init => field = value ?? [];
    } = [];

    [JsonIgnore]
    public override string Key => Id;

    public static MigrationRefusal Of(
        Job job,
        Pipeline pipeline,
        IReadOnlyList<string> codes,
        Command command
    ) =>
        new()
        {
            Id = $"{job.Id}:{pipeline.Id}",
            JobId = job.Id.Value,
            PipelineId = pipeline.Id,
            Codes = codes,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };
}

[JsonSerializable(typeof(MigrationRefusal))]
internal sealed partial class MigrationRefusalJson : JsonSerializerContext;

public static class MigrationRefusals
{
    public static readonly Collection<MigrationRefusal> Collection = new(
        "pipeline_migration_refusals",
        () => new MigrationRefusalJson(DocumentJson.NewOptions()).MigrationRefusal,
        new IndexSpec("pipeline_migration_refusals_job", "job_id")
    );
}
