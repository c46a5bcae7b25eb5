using KoSales.Domain.Assignment;
using KoSales.Domain.Entities;
using KoSales.Domain.Loads;
using KoSales.Domain.Timeline;
using KoSales.Functions.Assignment;

namespace KoSales.Functions.Entities.Handing;

/// <summary>Entities, as they are handed over many at a time: one write per pair of holders, an entry in
/// each one's timeline, one event for all.</summary>
public sealed class EntityHandovers<T>(EntitySpec<T> spec, IDocumentStore store) : IAssignedEntities
    where T : Entity
{
    public EntityKind Kind => spec.Kind;

    public async ValueTask<IReadOnlyDictionary<string, AssignedEntity>> LoadAsync(
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    ) =>
        (await store.GetManyAsync(spec.Collection, ids, cancellationToken))
            .Select(spec.Collection.Read)
            .Where(e => e.DeletedAt is null)
            .ToDictionary(e => e.Key, EntityOf);

    public ValueTask AddAsync(
        WriteBatch batch,
        IReadOnlyList<Handover> handovers,
        Assigning assigning,
        Command command,
        CancellationToken cancellationToken
    )
    {
        foreach (var group in handovers.GroupBy(h => (From: h.From.OwnerId, h.To)))
            Patch(batch, [.. group], command);
        foreach (var agent in handovers.Where(IsGiven).Select(h => h.To.OwnerId!).Distinct())
            batch.RequireWorking(agent, command);
        foreach (var handover in handovers)
            batch.Insert(
                Activities.Collection,
                HandoverWrites.EntryOf(spec.Kind, handover, assigning, command)
            );
        string[] ids = [.. handovers.Select(h => h.Id)];
        batch.Emit(
            command,
            AssignmentEvents.Of(spec.Kind, ids, assigning.RecordId, HandoverWrites.Changing)
        );
        return ValueTask.CompletedTask;
    }

    private AssignedEntity EntityOf(T entity) =>
        new(
            entity.Key,
            entity.Version,
            new Holder(entity.OwnerId, entity.TeamId),
            entity.AssignedAt,
            entity.IsOpen ? null : $"{spec.Noun}.not_open"
        )
        {
            PipelineId = entity.PipelineId,
        };

    private static bool IsGiven(Handover handover) =>
        handover.To.OwnerId is { } owner && owner != handover.From.OwnerId;

    /// <param name="alike">From one holder to another.</param>
    private void Patch(WriteBatch batch, IReadOnlyList<Handover> alike, Command command)
    {
        var (from, to) = (alike[0].From.OwnerId, alike[0].To);
        string[] ids = [.. alike.Select(h => h.Id)];
        var unchanged = Filter.AllOf(Filter.In("id", ids), spec.Open, HandoverWrites.OwnedBy(from));
        var patch = new Patch(command.Now, command.Actor.Id)
        {
            Set = HandoverWrites.MembersOf(to, from, command),
        };
        batch.Patch(spec.Collection, unchanged, patch, expected: ids.Length);
    }
}
