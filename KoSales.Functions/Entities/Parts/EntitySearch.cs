using KoSales.Domain.Entities;
using KoSales.Domain.Entities.Personal;
using KoSales.Functions.Search;

namespace KoSales.Functions.Entities.Parts;

/// <summary>Finds entities by id, by the beginning of their name and, those of persons, by all words of
/// it.</summary>
public sealed class EntitySearch<T>(
    EntitySpec<T> spec,
    IDocumentStore store,
    EntitySight sight,
    IOpenWork? work = null
) : ISearchSource
    where T : Entity
{
    private static readonly bool HasWords = typeof(T).IsSubclassOf(typeof(PersonalEntity));

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
            SearchQuestion.ByName name => await ByNameAsync(name, actor, limit, cancellationToken),
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

    /// <summary>First those whose shown name begins so, then those that have the words anywhere in their
    /// name.</summary>
    private async ValueTask<IReadOnlyList<T>> ByNameAsync(
        SearchQuestion.ByName name,
        Actor actor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var shown = await NamedAsync(name, actor, limit, cancellationToken);
        if (!HasWords || shown.Count == limit || name.Words.Count == 0)
            return shown;
        var scope = await work.OfAsync(spec.List, actor, store, cancellationToken);
        var having = Filter.AllOf(name.Words.Select(Holding).Append(spec.List.Base).Append(scope));
        var named = await store.ListAsync(
            spec.Collection,
            new Query(spec.Collection, having) { Limit = limit },
            cancellationToken
        );
        return [.. shown.Concat(named).DistinctBy(e => e.Key).Take(limit)];
    }

    private async ValueTask<IReadOnlyList<T>> NamedAsync(
        SearchQuestion.ByName name,
        Actor actor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var named = name.Keys is [var only] ? Prefix(only) : Filter.AnyOf(name.Keys.Select(Prefix));
        var scope = await work.OfAsync(spec.List, actor, store, cancellationToken);
        var query = new Query(spec.Collection, Filter.AllOf(named, spec.List.Base, scope))
        {
            Limit = limit,
            Sort = [new SortKey("name_key", FieldType.Text)],
        };
        return await store.ListAsync(spec.Collection, query, cancellationToken);
    }

    private static Filter Holding(string word) =>
        new Filter.Condition(
            "name_index",
            FilterOperator.ContainsAny,
            new FilterValue.Many([new FilterValue.Text(word)])
        );

    private static Filter Prefix(string key) =>
        new Filter.Condition("name_key", FilterOperator.Prefix, new FilterValue.Text(key));

    private SearchHit HitOf(T entity) =>
        new(spec.Noun, entity.Key, entity.ShownName)
        {
            Status = entity.StatusName,
            Stage = entity.Stage,
            OwnerId = entity.OwnerId,
            PhoneMasked = (entity as PersonalEntity)?.PhoneMasked,
            EmailMasked = (entity as PersonalEntity)?.EmailMasked,
        };
}
