using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KoSales.Domain.Pipelines.Migration;

namespace KoSales.Functions.Pipelines.Migration;

public sealed record MigratePipelines
{
    [Range(1, 1_000_000)]
    public required int FromVersion { get; init; }

    [Range(1, 1_000_000)]
    public required int ToVersion { get; init; }

    /// <summary>Old stage → new stage, for every stage in which pipelines are running.</summary>
    [KeptInTheClear]
    public required IReadOnlyDictionary<string, string> StageMap { get; init; }

    /// <summary>As the parameter of the same name.</summary>
    public bool? DryRun { get; init; }
}

/// <summary>What a migration would do now.</summary>
/// <param name="Orphans">Stages that the map does not cover; with any, the migration is refused.</param>
public sealed record MigrationPreview(
    string WorkflowId,
    int FromVersion,
    int ToVersion,
    long Total,
    IReadOnlyList<MigratedStage> Stages,
    IReadOnlyList<StageCount> Orphans
);

public sealed record MigratedStage(string From, string To, long Count);

[JsonSerializable(typeof(MigratePipelines))]
[JsonSerializable(typeof(MigrationPreview))]
internal sealed partial class MigrationContractsJson : JsonSerializerContext
{
    public static MigrationContractsJson Wire { get; } =
        new(Domain.Storage.DocumentJson.NewOptions());
}
