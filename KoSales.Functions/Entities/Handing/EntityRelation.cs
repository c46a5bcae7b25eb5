using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Assignment;
using KoSales.Domain.Calls;
using KoSales.Domain.Entities;
using KoSales.Domain.Notes;
using KoSales.Domain.Signals;
using KoSales.Domain.Tasks;
using KoSales.Functions.Assignment;

namespace KoSales.Functions.Entities.Handing;

/// <summary>Records that point to an entity, and how they are made to point to another one.</summary>
/// <param name="Of">Those that point to it; answered by an index.</param>
/// <param name="PointingTo">What is set in them, by path.</param>
public sealed record EntityRelation(
    string Name,
    Collection Collection,
    Func<EntityRef, Filter> Of,
    Func<Entity, IReadOnlyDictionary<string, string?>> PointingTo
)
{
    private static readonly EntityRelationJson Stored = new(DocumentJson.NewOptions());

    /// <summary>Open tasks that people added; they go on in the other's stage.</summary>
    public static readonly EntityRelation TasksByHand = new(
        "tasks_by_hand",
        SalesTasks.Collection,
        entity => Filter.AllOf(About(entity), SalesTasks.Open, Filter.Missing("creation_key")),
        to => new Dictionary<string, string?>
        {
            ["entity_ref"] = RefTo(to),
            ["pipeline_id"] = JsonText.Of(to.PipelineId),
            ["stage"] = JsonText.Of(to.Stage),
            ["visit"] = null,
        }
    );

    public static readonly EntityRelation OpenTasks = new(
        "open_tasks",
        SalesTasks.Collection,
        entity => Filter.AllOf(About(entity), SalesTasks.Open),
        OnlyRefTo
    );

    /// <summary>All but those that people added and the open ones of its stage, which end with
    /// it.</summary>
    public static readonly EntityRelation OtherTasks = new(
        "tasks",
        SalesTasks.Collection,
        entity =>
            Filter.AllOf(
                About(entity),
                Filter.AnyOf(
                    Filter.In("status", ["done", "cancelled", "skipped"]),
                    Filter.AllOf(Filter.Present("creation_key"), Filter.Missing("step_key"))
                )
            ),
        OnlyRefTo
    );

    /// <summary>With the other's holder, who sees them.</summary>
    public static readonly EntityRelation Notes = Held("notes", NoteStore.Collection);

    /// <inheritdoc cref="Notes"/>
    public static readonly EntityRelation Calls = Held("calls", CallStore.Collection);

    /// <inheritdoc cref="Notes"/>
    public static readonly EntityRelation Signals = Held("signals", SignalStore.Collection);

    /// <summary>Of records that are entities themselves: of which kind, for the event that tells of the
    /// change. Null for others.</summary>
    public EntityKind? Kind { get; init; }

    /// <summary>Entities that name it in a member of their own.</summary>
    /// <param name="name">Such as <c>deals</c>.</param>
    /// <param name="path">Such as <c>contact_id</c>.</param>
    public static EntityRelation Naming(string name, Collection collection, string path) =>
        new(
            name,
            collection,
            entity => Filter.Eq(path, entity.Id),
            to => new Dictionary<string, string?> { [path] = JsonText.Of(to.Key) }
        );

    /// <summary>Adds to the batch that they point to the other.</summary>
    /// <param name="expected">The commit is refused unless exactly so many are changed; null for any
    /// number.</param>
    public void Add(
        WriteBatch batch,
        EntityRef from,
        Entity to,
        Command command,
        int? expected = null
    ) => batch.Patch(Collection, Of(from), PatchTo(to, command), expected);

    public Patch PatchTo(Entity to, Command command) =>
        new(command.Now, command.Actor.Id) { Set = PointingTo(to) };

    private static EntityRelation Held(string name, Collection collection) =>
        new(
            name,
            collection,
            About,
            to => new Dictionary<string, string?>(
                HandoverWrites.MembersOf(new Holder(to.OwnerId, to.TeamId))
            )
            {
                ["entity_ref"] = RefTo(to),
            }
        );

    private static Filter About(EntityRef entity) =>
        Filter.AllOf(
            Filter.Eq("entity_ref.id", entity.Id),
            Filter.Eq("entity_ref.type", WireNames<EntityKind>.Of(entity.Type))
        );

    private static Dictionary<string, string?> OnlyRefTo(Entity to) =>
        new() { ["entity_ref"] = RefTo(to) };

    private static string RefTo(Entity to) => JsonSerializer.Serialize(to.Ref, Stored.EntityRef);
}

[JsonSerializable(typeof(EntityRef))]
internal sealed partial class EntityRelationJson : JsonSerializerContext;
