using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Loads;
using KoSales.Domain.Tasks;
using KoSales.Domain.Timeline;
using KoSales.Domain.Work;

namespace KoSales.Functions.Tasks;

/// <summary>What the events of tasks say. Their entity is the task's, so that they come in the order of its
/// other events.</summary>
public sealed record TaskFacts
{
    public required string TaskId { get; init; }

    public required TaskState Status { get; init; }

    public required TaskType Type { get; init; }

    public string? Outcome { get; init; }

    public string? PipelineId { get; init; }

    public int? Visit { get; init; }

    public string? StepKey { get; init; }

    public string? OwnerId { get; init; }

    /// <summary>Escalation levels taken.</summary>
    public int? Level { get; init; }

    /// <summary>True where it was closed because its pipeline left the stage, in the same transaction: whoever
    /// follows the visit hears of that by itself. Null otherwise.</summary>
    public bool? LeftStage { get; init; }
}

[JsonSerializable(typeof(TaskFacts))]
internal sealed partial class TaskFactsJson : JsonSerializerContext;

/// <summary>Adds changes of tasks to a batch, with event and timeline entry.</summary>
public static class TaskJournal
{
    private static readonly TaskFactsJson Json = new(DocumentJson.NewOptions());

    public static TaskFacts Read(JsonElement data) => data.Deserialize(Json.TaskFacts)!;

    /// <summary>A change of a stored task: refused at commit when somebody was faster.</summary>
    public static WriteBatch AddChange(
        this WriteBatch batch,
        SalesTask before,
        TaskChange change,
        Command command
    ) => batch.Replace(before, change.Task, command).Record(change, command);

    /// <summary>The write alone, counted for the agents concerned.</summary>
    public static WriteBatch Replace(
        this WriteBatch batch,
        SalesTask before,
        SalesTask after,
        Command command
    ) => batch.Replace(SalesTasks.Collection, after).CountTask(before, after, command);

    /// <summary>A new task that something tells of already.</summary>
    public static WriteBatch Insert(this WriteBatch batch, SalesTask task, Command command) =>
        batch.Insert(SalesTasks.Collection, task).CountTask(null, task, command);

    /// <summary>Event and timeline entry alone, for a change that is written otherwise.</summary>
    public static WriteBatch Record(this WriteBatch batch, TaskChange change, Command command)
    {
        if (change.Event is { } type)
            batch.AddEvent(type, change.Task, command);
        return batch.AddEntry(change, command);
    }

    /// <summary>A task that somebody asked for.</summary>
    public static WriteBatch AddNew(this WriteBatch batch, SalesTask task, Command command) =>
        batch
            .Insert(task, command)
            .AddEvent(TaskEvents.Created, task, command)
            .AddEntry(new TaskChange(task, TaskEvents.Created), command);

    public static WriteBatch AddEvent(
        this WriteBatch batch,
        string type,
        SalesTask task,
        Command command
    ) => batch.Emit(type, task.EntityRef, FactsOf(task), command);

    /// <summary>Of a task that ends with the visit that it is of.</summary>
    public static WriteBatch AddLeftBehind(
        this WriteBatch batch,
        SalesTask closed,
        Command command
    ) =>
        batch.Emit(
            TaskEvents.Closed,
            closed.EntityRef,
            FactsOf(closed) with
            {
                LeftStage = true,
            },
            command
        );

    private static WriteBatch Emit(
        this WriteBatch batch,
        string type,
        EntityRef entity,
        TaskFacts facts,
        Command command
    ) =>
        batch.Emit(
            command,
            new OutboxFact(type, entity)
            {
                Data = JsonSerializer.SerializeToElement(facts, Json.TaskFacts),
            }
        );

    private static WriteBatch AddEntry(this WriteBatch batch, TaskChange change, Command command) =>
        batch.Insert(
            Activities.Collection,
            Activities.Entry(command, change.Task.EntityRef, TimelineKind.Task, change.Summary) with
            {
                Changes = change.Changes,
                Reason = string.IsNullOrWhiteSpace(change.Reason) ? null : change.Reason,
                Refs = new Dictionary<string, string> { ["task_id"] = change.Task.Id.Value },
            }
        );

    private static TaskFacts FactsOf(SalesTask task) =>
        new()
        {
            TaskId = task.Id.Value,
            Status = task.Status,
            Type = task.Type,
            Outcome = task.Outcome,
            PipelineId = task.PipelineId,
            Visit = task.Visit,
            StepKey = task.StepKey,
            OwnerId = task.OwnerId,
            Level = task.Escalation?.Level,
        };
}
