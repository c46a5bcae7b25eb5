using KoSales.Domain.Entities;
using KoSales.Functions.Search;

namespace KoSales.Functions.Entities.Parts;

/// <summary>Finds entities by id and by the beginning of their name.</summary>
public sealed class EntitySearch<T>(
    EntitySpec<T> spec,
    IDocumentStore store,
    EntitySight sight,
    IOpenWork? work = null
) : ISearchSource
    where T : Entity
{
    public async ValueTask<IReadOnlyList<SearchHit>> FindAsync(
        SearchQuestion question,
        Actor actor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var found = question switch
        {
            SearchQuestion.ById { Id: var id } => await ReadAsync([id], actor, cancellationToken),
            SearchQuestion.ByRecords { Records: var records } => await ReadAsync(
                [.. records.Where(r => r.Type == spec.Kind).Select(r => r.Id).Take(limit)],
                actor,
                cancellationToken
            ),
            SearchQuestion.ByName name => await NamedAsync(name, actor, limit, cancellationToken),
            _ => [],
        };
        return [.. found.Select(HitOf)];
    }

    private async ValueTask<IReadOnlyList<T>> ReadAsync(
        IReadOnlyCollection<string> ids,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        List<T> seen = [];
        foreach (var raw in await store.GetManyAsync(spec.Collection, ids, cancellationToken))
        {
            var entity = spec.Collection.Read(raw);
            if (entity.DeletedAt is null && await sight.SeesAsync(actor, entity, cancellationToken))
                seen.Add(entity);
        }

        return seen;
    }

    private async ValueTask<IReadOnlyList<T>> NamedAsync(
        SearchQuestion.ByName name,
        Actor actor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var named = Filter.AnyOf(name.Keys.Select(Prefix));
        var scope = await work.OfAsync(spec.List, actor, store, cancellationToken);
        var query = new Query(spec.Collection, Filter.AllOf(named, spec.List.Base, scope))
        {
            Limit = limit,
            Sort = [new SortKey("name_key", FieldType.Text)],
        };
        return await store.ListAsync(spec.Collection, query, cancellationToken);
    }

    private static Filter Prefix(string key) =>
        new Filter.Condition("name_key", FilterOperator.Prefix, new FilterValue.Text(key));

    private SearchHit HitOf(T entity) =>
        new(spec.Noun, entity.Key, entity.ShownName)
        {
            Status = entity.StatusName,
            Stage = entity.Stage,
            OwnerId = entity.OwnerId,
        };
}
