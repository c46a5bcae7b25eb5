using KoSales.Domain.Entities;

namespace KoSales.Functions.Entities;

/// <summary>Tells whether somebody sees an entity in hand: by the scope, or since they hold an open task
/// about it.</summary>
public sealed class EntitySight(IOpenWork? work = null)
{
    public async ValueTask<bool> SeesAsync(
        Actor actor,
        Entity entity,
        CancellationToken cancellationToken
    ) =>
        EntityScope.Sees(actor, entity)
        || (work is not null && await work.HasAsync(actor, entity.Ref, cancellationToken));
}
