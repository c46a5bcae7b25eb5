using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Workflows;
using NodaTime;

namespace KoSales.Functions.Pipelines;

/// <summary>The events of pipelines; their entity is the pipeline's, so that they come in the order of its
/// other events.</summary>
public static class PipelineEvents
{
    /// <summary>A new pipeline is at its first stage: <see cref="PipelineStarted"/>.</summary>
    public const string Started = "pipeline.started";

    /// <summary>A visit ended and another began: <see cref="Functions.Pipelines.StageChanged"/>. The left
    /// flow is to be told, the new one started.</summary>
    public const string StageChanged = "pipeline.stage_changed";

    /// <summary>It ended without a result, with the deletion of its entity; the current visit's flow is to
    /// be told: <see cref="PipelineHalted"/>.</summary>
    public const string Closed = "pipeline.closed";

    /// <summary>It goes on where it was closed: <see cref="PipelineHalted"/>.</summary>
    public const string Resumed = "pipeline.resumed";

    /// <summary>An automatic advance was refused, and the pipeline shows it.</summary>
    public const string Blocked = "pipeline.blocked";

    /// <summary>Nothing wants to advance any more.</summary>
    public const string Unblocked = "pipeline.unblocked";

    private static readonly PipelineEventsJson Json = new(DocumentJson.NewOptions());

    public static JsonElement Data(PipelineStarted data) =>
        JsonSerializer.SerializeToElement(data, Json.PipelineStarted);

    public static JsonElement Data(StageChanged data) =>
        JsonSerializer.SerializeToElement(data, Json.StageChanged);

    public static JsonElement Data(PipelineHalted data) =>
        JsonSerializer.SerializeToElement(data, Json.PipelineHalted);

    public static PipelineStarted ReadStarted(JsonElement data) =>
        data.Deserialize(Json.PipelineStarted)!;

    public static StageChanged ReadStageChanged(JsonElement data) =>
        data.Deserialize(Json.StageChanged)!;

    public static PipelineHalted ReadHalted(JsonElement data) =>
        data.Deserialize(Json.PipelineHalted)!;
}

/// <param name="TaskWorkflowId">Null for a stage without tasks, hence without a flow.</param>
/// <param name="NextCheckAt">When the flow has something to decide if nothing happens before; null when
/// only an event can change anything.</param>
public sealed record PipelineStarted(
    string PipelineId,
    PipelineKind Kind,
    string Stage,
    int Visit,
    string FlowInstanceId,
    string? TaskWorkflowId,
    Instant? NextCheckAt
);

public sealed record StageChanged
{
    public required string PipelineId { get; init; }

    public required PipelineKind Kind { get; init; }

    public required string From { get; init; }

    public required string To { get; init; }

    public required PipelineStatus Status { get; init; }

    /// <summary>Of the stage entered.</summary>
    public required int Visit { get; init; }

    public required int LeftVisit { get; init; }

    public required string FlowInstanceId { get; init; }

    public required string LeftFlowInstanceId { get; init; }

    /// <summary>As in <see cref="PipelineStarted"/>.</summary>
    public string? TaskWorkflowId { get; init; }

    public Instant? NextCheckAt { get; init; }

    public required bool Forced { get; init; }

    public required bool Automatic { get; init; }
}

public sealed record PipelineHalted(string PipelineId, int Visit, string FlowInstanceId);

[JsonSerializable(typeof(PipelineStarted))]
[JsonSerializable(typeof(StageChanged))]
[JsonSerializable(typeof(PipelineHalted))]
internal sealed partial class PipelineEventsJson : JsonSerializerContext;
