using KoSales.Domain.Tasks;
using KoSales.Functions.Related;
using NodaTime;

namespace KoSales.Functions.Tasks;

public static class TaskLists
{
    /// <summary>As <c>include=</c> shows them.</summary>
    public static readonly ListSpec<TaskView> Related = new()
    {
        Name = RelatedRecords.OpenTasks,
        Noun = "task",
        Collection = SalesTasks.Collection,
        Fields = new Dictionary<string, FieldType>(),
        Base = SalesTasks.Open,
        Scope = _ => Filter.Everything,
    };

    public static readonly ListSpec<TaskView> Tasks = new()
    {
        Name = "tasks",
        Noun = "task",
        Collection = SalesTasks.Collection,
        Fields = new Dictionary<string, FieldType>
        {
            ["id"] = FieldType.Text,
            ["status"] = FieldType.Text,
            ["type"] = FieldType.Text,
            ["priority"] = FieldType.Text,
            ["owner_id"] = FieldType.Text,
            ["team_id"] = FieldType.Text,
            ["entity_ref.type"] = FieldType.Text,
            ["entity_ref.id"] = FieldType.Text,
            ["pipeline_id"] = FieldType.Text,
            ["stage"] = FieldType.Text,
            ["visit"] = FieldType.Number,
            ["workflow_id"] = FieldType.Text,
            ["step_key"] = FieldType.Text,
            ["outcome"] = FieldType.Text,
            ["due_at"] = FieldType.Instant,
            ["not_before"] = FieldType.Instant,
            ["sla.due_at"] = FieldType.Instant,
            ["sla.warn_at"] = FieldType.Instant,
            ["sla.breached_at"] = FieldType.Instant,
            ["sla.met"] = FieldType.Flag,
            ["escalation.level"] = FieldType.Number,
            ["completed_at"] = FieldType.Instant,
            ["created_at"] = FieldType.Instant,
            ["updated_at"] = FieldType.Instant,
        },
        Sorts = new Dictionary<string, FieldType>
        {
            ["created_at"] = FieldType.Instant,
            ["due_at"] = FieldType.Instant,
        },
        Scope = TaskScope.Of,
        OwnParameters = ["overdue"],
        Includes = [RelatedRecords.Owner, RelatedRecords.Pipeline],
    };

    public static readonly ListSpec<TaskView> Overdue = Tasks with
    {
        Name = "tasks-overdue",
        DefaultSort = "due_at",
    };

    /// <summary>Of one entity that the caller may see, which is for the function to check before.</summary>
    public static readonly ListSpec<TaskView> OfEntity = Tasks with
    {
        Name = "entity-tasks",
        Scope = _ => Filter.Everything,
        OwnParameters = [],
    };

    public static readonly ResourceAnswers<SalesTask> Answers = new(
        "tasks",
        SalesTasks.Collection,
        Projection.For<TaskView>()
    );

    /// <summary>Open and past the due instant.</summary>
    public static Filter PastDue(Instant now) =>
        Filter.AllOf(
            SalesTasks.Open,
            new Filter.Condition("due_at", FilterOperator.Lt, new FilterValue.Moment(now))
        );

    public static Filter Of(EntityKind type, string id) =>
        Filter.AllOf(
            Filter.Eq("entity_ref.id", id),
            Filter.Eq("entity_ref.type", WireNames<EntityKind>.Of(type))
        );
}
