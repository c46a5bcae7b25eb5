using KoSales.Domain.Entities;

namespace KoSales.Functions.Entities.Changing;

/// <summary>Says what stands in the way of a commit that a unique index refused.</summary>
public interface IEntityDuplicates<T>
    where T : Entity
{
    /// <summary>Null when there is nothing by now, or the index is not the entity's.</summary>
    ValueTask<Fault?> FaultOfAsync(
        T refused,
        string? index,
        Actor by,
        CancellationToken cancellationToken
    );
}

/// <summary>Goes by what only one entity of the kind may have.</summary>
public sealed class EntityDuplicates<T>(EntityLife<T> life, IDocumentStore store, EntitySight sight)
    : IEntityDuplicates<T>
    where T : Entity
{
    /// <summary>Names the entity in the way to who sees it.</summary>
    public async ValueTask<Fault?> FaultOfAsync(
        T refused,
        string? index,
        Actor by,
        CancellationToken cancellationToken
    )
    {
        if (life.Uniques.FirstOrDefault(u => u.Index == index) is not { } unique)
            return null;
        var same = Filter.AllOf(unique.Same(refused), life.Spec.List.Base);
        if (
            await store.FirstAsync(life.Spec.Collection, same, cancellationToken)
            is not { } existing
        )
            return null;
        var isSeen = await sight.SeesAsync(by, existing, cancellationToken);
        return unique.Taken(isSeen ? existing.Key : null);
    }
}
