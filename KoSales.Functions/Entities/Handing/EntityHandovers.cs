using KoSales.Domain.Assignment;
using KoSales.Domain.Entities;
using KoSales.Domain.Loads;
using KoSales.Domain.Timeline;
using KoSales.Functions.Assignment;

namespace KoSales.Functions.Entities.Handing;

/// <summary>Entities, as they are handed over many at a time: one write per pair of holders, an entry in
/// each one's timeline, one event for all.</summary>
public class EntityHandovers<T>(EntitySpec<T> spec, IDocumentStore store) : IAssignedEntities
    where T : Entity
{
    public EntityKind Kind => spec.Kind;

    public async ValueTask<IReadOnlyDictionary<string, AssignedEntity>> LoadAsync(
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    ) =>
        (await ReadAsync(ids, cancellationToken))
            .Where(e => e.DeletedAt is null)
            .ToDictionary(e => e.Key, EntityOf);

    public async ValueTask AddAsync(
        WriteBatch batch,
        IReadOnlyList<Handover> handovers,
        Assigning assigning,
        Command command,
        CancellationToken cancellationToken
    )
    {
        await WriteAsync(batch, handovers, assigning, command, cancellationToken);
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
    }

    /// <summary>Adds to the batch who has them from now on, under the condition that they are still with whom
    /// they were, and still open.</summary>
    protected virtual ValueTask WriteAsync(
        WriteBatch batch,
        IReadOnlyList<Handover> handovers,
        Assigning assigning,
        Command command,
        CancellationToken cancellationToken
    )
    {
        foreach (var alike in Alike(handovers))
            batch.Patch(
                spec.Collection,
                Unchanged(alike),
                PatchOf(alike.Key.To, alike.Key.From, assigning, command),
                expected: alike.Count()
            );
        foreach (var agent in handovers.Where(IsGiven).Select(h => h.To.OwnerId!).Distinct())
            batch.RequireWorking(agent, command);
        return ValueTask.CompletedTask;
    }

    protected async ValueTask<IEnumerable<T>> ReadAsync(
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    ) =>
        (await store.GetManyAsync(spec.Collection, ids, cancellationToken)).Select(
            spec.Collection.Read
        );

    /// <summary>By the agent who has them, null for nobody, and by whom they go to.</summary>
    protected static IEnumerable<IGrouping<(string? From, Holder To), Handover>> Alike(
        IEnumerable<Handover> handovers
    ) => handovers.GroupBy(h => (h.From.OwnerId, h.To));

    protected Filter Unchanged(IGrouping<(string? From, Holder To), Handover> alike) =>
        Filter.AllOf(
            Filter.In("id", [.. alike.Select(h => h.Id)]),
            spec.Open,
            HandoverWrites.OwnedBy(alike.Key.From)
        );

    /// <param name="from">Who has them now; null for nobody.</param>
    protected virtual Patch PatchOf(
        Holder to,
        string? from,
        Assigning assigning,
        Command command
    ) => new(command.Now, command.Actor.Id) { Set = HandoverWrites.MembersOf(to, from, command) };

    private AssignedEntity EntityOf(T entity) =>
        new(
            entity.Key,
            entity.Version,
            new Holder(entity.OwnerId, entity.TeamId),
            entity.AssignedAt,
            entity.IsOpen ? Unworkable(entity) : $"{spec.Noun}.not_open"
        )
        {
            PipelineId = entity.PipelineId,
        };

    // Nobody is given an erased one to work; whoever has one can still hand it on.
    private static string? Unworkable(T entity) =>
        entity.OwnerId is null ? entity.Objection?.Code : null;

    private static bool IsGiven(Handover handover) =>
        handover.To.OwnerId is { } owner && owner != handover.From.OwnerId;
}
