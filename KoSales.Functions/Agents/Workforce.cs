using KoSales.Domain.Agents;

namespace KoSales.Functions.Agents;

/// <summary>All agents that are not deleted, from memory: asked for every record and task that finds its
/// agent by
/// itself. What this host writes is seen at once, what another host writes within <see cref="Lifetime"/>.
/// Thread-safe.</summary>
public sealed class Workforce
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    private readonly ShortCache<IReadOnlyList<Agent>> _agents;

    public Workforce(IDocumentStore store, TimeProvider time) =>
        _agents = new(time, Lifetime, stop => LoadAsync(store, stop));

    public ValueTask<IReadOnlyList<Agent>> CurrentAsync(CancellationToken cancellationToken) =>
        _agents.GetAsync(cancellationToken);

    /// <summary>To be called after every committed write of an agent.</summary>
    public void Evict() => _agents.Evict();

    private static async Task<IReadOnlyList<Agent>> LoadAsync(
        IDocumentStore store,
        CancellationToken cancellationToken
    ) =>
        await store
            .StreamAsync(Agent.Collection, Filter.Missing("deleted_at"), cancellationToken)
            .ToListAsync(cancellationToken);
}
