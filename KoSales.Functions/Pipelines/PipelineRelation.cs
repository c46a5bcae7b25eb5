using KoSales.Domain.Assignment;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.Assignment;

namespace KoSales.Functions.Pipelines;

/// <summary>A pipeline is always whose its entity is, so it follows whatever else is asked for. One write
/// per new holder.</summary>
public sealed class PipelineRelation(IDocumentStore store) : IAssignmentRelation
{
    public string Name => "pipeline";

    public RelationPolicy Default => RelationPolicy.Transfer;

    public IReadOnlyCollection<RelationPolicy> Policies { get; } = [RelationPolicy.Transfer];

    public bool BelongsTo(EntityKind kind) =>
        Enum.GetValues<PipelineKind>().Any(k => k.Entity() == kind);

    public ValueTask<ILookup<string, MovedItem>> AddAsync(
        WriteBatch batch,
        Cascading cascading,
        CancellationToken cancellationToken
    )
    {
        foreach (var group in cascading.Handovers.GroupBy(h => h.To))
        {
            var patch = PatchTo(group.Key, cascading.Command);
            var open = OpenOf([.. group.Select(h => h.Id)]);
            foreach (var kind in KindsOf(cascading.Kind))
                batch.Patch(PipelineCollections.Of(kind), open, patch);
        }

        return new(Array.Empty<MovedItem>().ToLookup(_ => ""));
    }

    private static Patch PatchTo(Holder holder, Command command) =>
        new(command.Now, command.Actor.Id) { Set = HandoverWrites.MembersOf(holder) };

    public async ValueTask<RelationCount> CountAsync(
        Cascading cascading,
        CancellationToken cancellationToken
    )
    {
        var open = 0L;
        foreach (var kind in KindsOf(cascading.Kind))
            open += await store.CountAsync(
                PipelineCollections.Of(kind),
                OpenOf(cascading.Ids),
                cancellationToken
            );
        return new RelationCount((int)open, 0, 0);
    }

    /// <summary>Nothing by itself: it follows its entity back.</summary>
    public ValueTask<int> RestoreAsync(
        WriteBatch batch,
        IReadOnlyList<MovedItem> items,
        Command command,
        CancellationToken cancellationToken
    ) => new(0);

    private static IEnumerable<PipelineKind> KindsOf(EntityKind kind) =>
        Enum.GetValues<PipelineKind>().Where(k => k.Entity() == kind);

    private static Filter OpenOf(IReadOnlyList<string> entities) =>
        Filter.AllOf(Filter.In("entity_ref.id", entities), Filter.Eq("status", "open"));
}
