using KoSales.Domain.CustomFields;

namespace KoSales.Functions.CustomFields;

/// <summary>The custom fields in memory. A field made on another host is known here within the lifetime of
/// the cache.</summary>
public sealed class CustomFieldCache : IDynamicFields
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private readonly ShortCache<IReadOnlyDictionary<EntityKind, CustomFieldSet>> _sets;

    public CustomFieldCache(IDocumentStore store, TimeProvider time) =>
        _sets = new(time, Lifetime, cancellationToken => LoadAsync(store, cancellationToken));

    public async ValueTask<CustomFieldSet> OfAsync(
        EntityKind entity,
        CancellationToken cancellationToken
    ) => (await _sets.GetAsync(cancellationToken)).GetValueOrDefault(entity, CustomFieldSet.Empty);

    async ValueTask<IFieldCatalog> IDynamicFields.OfAsync(
        string entity,
        CancellationToken cancellationToken
    ) =>
        WireNames<EntityKind>.TryRead(entity, out var kind)
            ? await OfAsync(kind, cancellationToken)
            : CustomFieldSet.Empty;

    public void Evict() => _sets.Evict();

    private static async Task<IReadOnlyDictionary<EntityKind, CustomFieldSet>> LoadAsync(
        IDocumentStore store,
        CancellationToken cancellationToken
    )
    {
        List<CustomField> fields = [];
        await foreach (
            var field in store.StreamAsync(
                CustomField.Collection,
                Filter.Missing("deleted_at"),
                cancellationToken
            )
        )
            fields.Add(field);
        return fields.GroupBy(f => f.Entity).ToDictionary(g => g.Key, g => new CustomFieldSet(g));
    }
}
