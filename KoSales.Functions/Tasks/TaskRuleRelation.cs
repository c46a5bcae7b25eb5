using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Rules;
using KoSales.Domain.Sla;
using KoSales.Domain.Tasks;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Rules;
using NodaTime;

namespace KoSales.Functions.Tasks;

/// <summary>The open tasks of an entity.</summary>
public sealed class TaskRuleRelation(IDocumentStore store, EntityKind entity) : IRuleRelation
{
    private const string Open = "tasks.open";
    private const string Overdue = "tasks.overdue";
    private const string Breached = "tasks.breached";
    private const string NextDueAt = "tasks.next_due_at";
    private const string OpenTypes = "tasks.open_types";

    public EntityKind Entity => entity;

    public IReadOnlyDictionary<string, FieldType> Fields { get; } =
        new Dictionary<string, FieldType>
        {
            [Open] = FieldType.Number,
            [Overdue] = FieldType.Number,
            [Breached] = FieldType.Number,
            [NextDueAt] = FieldType.Instant,
            [OpenTypes] = FieldType.TextList,
        }.ToFrozenDictionary();

    public IReadOnlyDictionary<string, IReadOnlyCollection<string>> Choices { get; } =
        new Dictionary<string, IReadOnlyCollection<string>>
        {
            [OpenTypes] = [.. WireNames<TaskType>.All],
        }.ToFrozenDictionary();

    public IReadOnlyCollection<string> EventTypes { get; } =
    [
        TaskEvents.Created,
        TaskEvents.Closed,
        TaskEvents.Reopened,
        TaskEvents.Rescheduled,
        TaskEvents.Escalated,
        SlaEventTypes.Breached,
        PipelineEvents.Started,
        PipelineEvents.StageChanged,
        PipelineEvents.Closed,
        PipelineEvents.Resumed,
    ];

    public RelatedFacts Nothing { get; } = Of([]);

    public async ValueTask<IReadOnlyDictionary<string, RelatedFacts>> ReadAsync(
        IReadOnlyList<RawDocument> entities,
        CancellationToken cancellationToken
    )
    {
        var open = Filter.AllOf(
            Filter.In("entity_ref.id", entities.Select(e => e.Id)),
            SalesTasks.Open,
            Filter.Missing("deleted_at")
        );
        var tasks = await store.QueryAsync(
            new Query(SalesTasks.Collection, open) { Limit = int.MaxValue },
            cancellationToken
        );
        return tasks
            .Select(Read)
            .Where(t => t.EntityRef.Type == entity)
            .GroupBy(t => t.EntityRef.Id)
            .ToDictionary(g => g.Key, g => Of([.. g]));
    }

    private static OpenTask Read(RawDocument task) =>
        JsonSerializer.Deserialize(task.Json.Span, OpenTaskJson.Stored.OpenTask)!;

    private static RelatedFacts Of(IReadOnlyCollection<OpenTask> tasks) =>
        new RelatedFacts()
            .Add(Open, FieldValue.Of((decimal)tasks.Count))
            .AddPast(Overdue, tasks.Select(t => t.DueAt).OfType<Instant>())
            .Add(Breached, FieldValue.Of((decimal)tasks.Count(t => t.Sla?.BreachedAt is not null)))
            .Add(NextDueAt, FieldValue.Of(tasks.Min(t => t.DueAt)))
            .Add(OpenTypes, FieldValue.Of(TypesOf(tasks)));

    private static string[] TypesOf(IEnumerable<OpenTask> tasks) =>
        [.. tasks.Select(t => t.Type).Distinct().Order(StringComparer.Ordinal)];
}

/// <summary>What is read of a task; its history is left where it is.</summary>
/// <param name="Type">As on the wire.</param>
internal sealed record OpenTask(
    EntityRef EntityRef,
    string Type,
    Instant? DueAt,
    OpenTaskClock? Sla
);

internal sealed record OpenTaskClock(Instant? BreachedAt);

[JsonSerializable(typeof(OpenTask))]
internal sealed partial class OpenTaskJson : JsonSerializerContext
{
    public static readonly OpenTaskJson Stored = new(DocumentJson.NewOptions());
}
