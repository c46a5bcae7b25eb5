using KoSales.Domain.Sla;

namespace KoSales.Functions.Sla.Policies;

/// <summary>The policies in memory. One changed on another host counts here within the lifetime of the
/// cache.</summary>
public sealed class SlaPolicyCache
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private readonly ShortCache<IReadOnlyDictionary<string, SlaPolicy>> _policies;

    public SlaPolicyCache(IDocumentStore store, TimeProvider time) =>
        _policies = new(time, Lifetime, cancellationToken => LoadAsync(store, cancellationToken));

    /// <summary>Null when it is gone.</summary>
    public async ValueTask<SlaPolicy?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await _policies.GetAsync(cancellationToken)).GetValueOrDefault(id);

    public void Evict() => _policies.Evict();

    private static async Task<IReadOnlyDictionary<string, SlaPolicy>> LoadAsync(
        IDocumentStore store,
        CancellationToken cancellationToken
    ) =>
        await store
            .StreamAsync(SlaPolicies.Collection, Filter.Missing("deleted_at"), cancellationToken)
            .ToDictionaryAsync(p => p.Id.Value, cancellationToken: cancellationToken);
}
