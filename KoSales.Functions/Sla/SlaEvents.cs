using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Sla;
using KoSales.Domain.Tasks;
using KoSales.Domain.Work;
using NodaTime;

namespace KoSales.Functions.Sla;

/// <summary>What the events of clocks say: the facts of the task, as its other events have them, and what
/// the clock adds.</summary>
public sealed record SlaFacts
{
    public required string TaskId { get; init; }

    public required TaskState Status { get; init; }

    public required TaskType Type { get; init; }

    public string? PipelineId { get; init; }

    public int? Visit { get; init; }

    public string? StepKey { get; init; }

    public string? OwnerId { get; init; }

    /// <summary>Of a warning: how much of the target was used up.</summary>
    public int? Percent { get; init; }

    /// <summary>Of a breach: 0. Levels of the escalation policy count on from it.</summary>
    public int? Level { get; init; }

    public Instant? DueAt { get; init; }

    public Instant? DetectedAt { get; init; }
}

/// <summary>What the events of a clock say that is not a task's; their entity is what the clock is
/// about.</summary>
public sealed record ClockFacts
{
    /// <summary><c>first_response</c>, <c>call_back</c> or <c>stage_age</c>.</summary>
    public required string Clock { get; init; }

    public string? OwnerId { get; init; }

    public string? TeamId { get; init; }

    /// <summary>Of a warning: how much of the target was used up.</summary>
    public int? Percent { get; init; }

    public Instant? DueAt { get; init; }

    public Instant? DetectedAt { get; init; }

    /// <summary>Of a stage's age, like the next two.</summary>
    public string? PipelineId { get; init; }

    public int? Visit { get; init; }

    public string? Stage { get; init; }
}

[JsonSerializable(typeof(SlaFacts))]
[JsonSerializable(typeof(ClockFacts))]
internal sealed partial class SlaFactsJson : JsonSerializerContext;

public static class SlaEvents
{
    private static readonly SlaFactsJson Json = new(DocumentJson.NewOptions());

    public static WriteBatch EmitWarning(
        this WriteBatch batch,
        SalesTask task,
        int percent,
        Command command
    ) => batch.Emit(SlaEventTypes.Warning, task, FactsOf(task) with { Percent = percent }, command);

    public static WriteBatch EmitBreach(this WriteBatch batch, SalesTask task, Command command) =>
        batch.Emit(
            SlaEventTypes.Breached,
            task,
            FactsOf(task) with
            {
                Level = 0,
                DetectedAt = command.Now,
            },
            command
        );

    /// <summary>A warning when the facts name a percentage, else a breach.</summary>
    public static WriteBatch Emit(
        this WriteBatch batch,
        EntityRef entity,
        ClockFacts facts,
        Command command
    ) =>
        batch.Emit(
            command,
            new OutboxFact(
                facts.Percent is null ? SlaEventTypes.Breached : SlaEventTypes.Warning,
                entity
            )
            {
                Data = JsonSerializer.SerializeToElement(facts, Json.ClockFacts),
            }
        );

    public static SlaFacts ReadTask(JsonElement data) => data.Deserialize(Json.SlaFacts)!;

    public static ClockFacts ReadClock(JsonElement data) => data.Deserialize(Json.ClockFacts)!;

    /// <summary>Whether an event of this data is about a task.</summary>
    public static bool IsOfTask(JsonElement data) => data.TryGetProperty("task_id", out _);

    private static WriteBatch Emit(
        this WriteBatch batch,
        string type,
        SalesTask task,
        SlaFacts facts,
        Command command
    ) =>
        batch.Emit(
            command,
            new OutboxFact(type, task.EntityRef)
            {
                Data = JsonSerializer.SerializeToElement(facts, Json.SlaFacts),
            }
        );

    private static SlaFacts FactsOf(SalesTask task) =>
        new()
        {
            TaskId = task.Id.Value,
            Status = task.Status,
            Type = task.Type,
            PipelineId = task.PipelineId,
            Visit = task.Visit,
            StepKey = task.StepKey,
            OwnerId = task.OwnerId,
            DueAt = task.Sla!.DueAt,
        };
}
