using KoSales.Domain.Tasks;

namespace KoSales.Functions.Tasks;

/// <summary>Answers from the tasks themselves, so that there is no copy that could be out of step with
/// them.</summary>
public sealed class OpenWork(IDocumentStore store) : IOpenWork
{
    public async ValueTask<bool> HasAsync(
        Actor actor,
        EntityRef entity,
        CancellationToken cancellationToken
    )
    {
        var about = Filter.AllOf(TaskLists.Of(entity.Type, entity.Id), OpenOf(actor));
        return await store.FirstAsync(SalesTasks.Collection, about, cancellationToken) is not null;
    }

    public async ValueTask<IReadOnlyList<string>> EntitiesAsync(
        Actor actor,
        EntityKind kind,
        CancellationToken cancellationToken
    )
    {
        var ofKind = Filter.AllOf(
            OpenOf(actor),
            Filter.Eq("entity_ref.type", WireNames<EntityKind>.Of(kind))
        );
        var groups = await store.GroupCountAsync(
            SalesTasks.Collection,
            ofKind,
            ["entity_ref.id"],
            cancellationToken
        );
        return [.. groups.Select(g => g.Values[0]).OfType<string>()];
    }

    private static Filter OpenOf(Actor actor) =>
        Filter.AllOf(Filter.Eq("owner_id", actor.Id), SalesTasks.Open);
}
