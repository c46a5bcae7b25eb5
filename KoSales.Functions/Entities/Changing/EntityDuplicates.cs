using KoSales.Domain.Entities;

namespace KoSales.Functions.Entities.Changing;

/// <summary>Says what stands in the way of a commit that a unique index refused.</summary>
public sealed class EntityDuplicates<T>(EntityLife<T> life, IDocumentStore store, EntitySight sight)
    where T : Entity
{
    /// <summary>Names the entity in the way to who sees it; null when there is none by now, or the index is
    /// not the entity's.</summary>
    public async ValueTask<Fault?> FaultOfAsync(
        T refused,
        string? index,
        Actor actor,
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
        return await sight.SeesAsync(actor, existing, cancellationToken)
            ? Taken(unique, existing.Key)
            : Elsewhere(unique);
    }

    private Fault Taken(EntityUnique<T> unique, string id) =>
        Fault.Conflict(
            $"{life.Spec.Noun}.duplicate_{unique.What}",
            $"The {life.Spec.Noun} {id} has this {unique.What}; change that one.",
            ("existing_id", id)
        );

    private Fault Elsewhere(EntityUnique<T> unique) =>
        Fault.Conflict(
            $"{life.Spec.Noun}.duplicate_{unique.What}",
            $"A {life.Spec.Noun} that you do not see has this {unique.What}; ask a manager."
        );
}
