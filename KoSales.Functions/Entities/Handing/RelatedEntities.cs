using KoSales.Domain.Assignment;
using KoSales.Domain.Entities;
using KoSales.Functions.Assignment;

namespace KoSales.Functions.Entities.Handing;

/// <summary>Entities that name others by their references, such as the deals of a lead.</summary>
public sealed class RelatedEntities<T>(EntityLife<T> life, IDocumentStore store) : IRelatedEntities
    where T : Entity
{
    private const int MostPerEntity = 200;

    public string Name => life.Spec.List.Name;

    public EntityKind Kind => life.Spec.Kind;

    public bool BelongTo(EntityKind kind) => life.References.Any(r => r.Kind == kind);

    public async ValueTask<IReadOnlyList<RelatedEntity>> OpenOfAsync(
        EntityKind kind,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    )
    {
        var reference = life.References.First(r => r.Kind == kind);
        var naming = Filter.AllOf(
            Filter.Present(reference.Path),
            Filter.In(reference.Path, [.. ids]),
            life.Spec.Open
        );
        var found = await store.ListAsync(
            life.Spec.Collection,
            new Query(life.Spec.Collection, naming) { Limit = MostPerEntity * ids.Count },
            cancellationToken
        );
        return [.. found.Select(e => RelatedOf(reference.Read(e)!, e))];
    }

    private static RelatedEntity RelatedOf(string of, T entity) =>
        new(of, entity.Key, new Holder(entity.OwnerId, entity.TeamId), entity.CreatedAt);
}
