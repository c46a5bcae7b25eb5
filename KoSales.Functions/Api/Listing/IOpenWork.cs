namespace KoSales.Functions.Api.Listing;

/// <summary>What people have open tasks about. Whoever holds open work of an entity sees that entity,
/// whoever owns
/// it.</summary>
public interface IOpenWork
{
    /// <summary>True while the actor holds an open task about the entity.</summary>
    ValueTask<bool> HasAsync(Actor actor, EntityRef entity, CancellationToken cancellationToken);

    /// <summary>The ids of all entities of that kind about which the actor holds an open task; each once, in no
    /// particular order.</summary>
    ValueTask<IReadOnlyList<string>> EntitiesAsync(
        Actor actor,
        EntityKind kind,
        CancellationToken cancellationToken
    );
}

/// <summary>Says that a resource is also seen by those who hold open work of the entity that it belongs
/// to.</summary>
/// <param name="IdField">Dotted path in the resource that holds the entity's id; <c>id</c> when the
/// resource is the
/// entity.</param>
public sealed record SeenByWork(EntityKind Kind, string IdField)
{
    /// <summary>Of a resource that belongs to an entity of any kind: the path that holds the kind. Null
    /// where it is always <see cref="Kind"/>.</summary>
    public string? KindField { get; init; }

    /// <summary>Of a resource with an <c>entity_ref</c>.</summary>
    public static SeenByWork OfEntityRef { get; } =
        new(EntityKind.Lead, "entity_ref.id") { KindField = "entity_ref.type" };

    internal IReadOnlyList<EntityKind> Kinds =>
        KindField is null ? [Kind] : Enum.GetValues<EntityKind>();
}

/// <summary>What an actor sees: the resource's own scope, and what the actor has open work about.</summary>
internal static class WorkScope
{
    private const int MostIds = 500;

    /// <summary>The scope as a part of a query. What the own scope shows already is not named again, so
    /// that the filter
    /// of those who work nothing but their own stays as it is.</summary>
    public static async ValueTask<Filter> OfAsync(
        this IOpenWork? work,
        ListSpec spec,
        Actor actor,
        IDocumentStore store,
        CancellationToken cancellationToken
    )
    {
        var scope = spec.Scope(actor);
        var seesAll = scope is Filter.All { Terms.Count: 0 };
        if (seesAll || work is null || spec.SeenByWork is not { } seen)
            return scope;
        List<string> entities = [];
        foreach (var kind in seen.Kinds)
            entities.AddRange(await work.EntitiesAsync(actor, kind, cancellationToken));
        if (entities.Count == 0)
            return scope;
        var ofWork = Filter.In(seen.IdField, entities);
        var others = Filter.AllOf(ofWork, spec.Base, new Filter.Not(scope));
        return Widened(scope, await IdsAsync(spec, others, store, cancellationToken));
    }

    private static Filter Widened(Filter scope, string[] ids) =>
        ids.Length == 0 ? scope : Filter.AnyOf(scope, Filter.In("id", ids));

    private static async ValueTask<string[]> IdsAsync(
        ListSpec spec,
        Filter filter,
        IDocumentStore store,
        CancellationToken cancellationToken
    )
    {
        var query = new Query(spec.Collection, filter) { Limit = MostIds };
        var found = await store.QueryAsync(query, cancellationToken);
        return [.. found.Select(f => f.Id)];
    }
}
