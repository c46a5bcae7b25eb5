using KoSales.Domain.Entities;
using KoSales.Functions.Tasks.Making;

namespace KoSales.Functions.Entities.Parts;

/// <summary>Entities, as tasks are about them.</summary>
public sealed class EntityTaskSubjects<T>(
    EntitySpec<T> spec,
    IDocumentStore store,
    EntitySight sight
) : ITaskSubjects
    where T : Entity
{
    public EntityKind Kind => spec.Kind;

    public async ValueTask<TaskSubject?> FindAsync(
        string id,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var entity = await store.FindAsync(spec.Collection, id, cancellationToken);
        if (entity is not { DeletedAt: null })
            return null;
        return await sight.SeesAsync(actor, entity, cancellationToken)
            ? new TaskSubject(
                entity.Ref,
                entity.OwnerId,
                entity.TeamId,
                entity.PipelineId,
                entity.Stage
            )
            {
                Barred = entity.Barred,
            }
            : null;
    }
}
