using System.Text.Json.Serialization;
using KoSales.Domain.Pipelines.Workflows;

namespace KoSales.Domain.Pipelines.Migration;

/// <summary>What a migration job is to do; kept under the job's id.</summary>
public sealed record PipelineMigration : Document
{
    /// <summary>The job's.</summary>
    public required string Id { get; init; }

    public required PipelineKind Kind { get; init; }

    public required string WorkflowId { get; init; }

    public required int FromVersion { get; init; }

    public required int ToVersion { get; init; }

    public IReadOnlyDictionary<string, string> StageMap
    {
        get;
        init => field = value ?? new Dictionary<string, string>();
    } = new Dictionary<string, string>();

    [JsonIgnore]
    public override string Key => Id;
}

[JsonSerializable(typeof(PipelineMigration))]
internal sealed partial class PipelineMigrationJson : JsonSerializerContext;

public static class PipelineMigrations
{
    public static readonly Collection<PipelineMigration> Collection = new(
        "pipeline_migrations",
        () => new PipelineMigrationJson(DocumentJson.NewOptions()).PipelineMigration
    );
}
