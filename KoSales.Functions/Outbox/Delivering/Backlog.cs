using System.Collections.Concurrent;
using NodaTime;

namespace KoSales.Functions.Outbox.Delivering;

/// <summary>Entities that have an event in the outbox which was not delivered in its request: their later
/// events must not overtake it and are left to the relay.</summary>
/// <param name="since">Events older than this are from an earlier run of the app; they are looked up once,
/// before the first dispatch.</param>
public sealed class Backlog(IDocumentStore store, Instant since)
{
    private const int Page = 500;

    // Entity id → how often one of its events was left to the relay: it may be forgotten only if nothing
    // was left since the relay looked.
    private readonly ConcurrentDictionary<string, int> _left = new(StringComparer.Ordinal);
    private volatile bool _surveyed;

    public void Block(string entityId) => _left.AddOrUpdate(entityId, 1, (_, times) => times + 1);

    /// <summary>True when an event of the entity must be left to the relay.</summary>
    public bool Leaves(string entityId)
    {
        if (!_left.ContainsKey(entityId))
            return false;
        Block(entityId);
        return true;
    }

    public ValueTask SurveyOnceAsync(CancellationToken cancellationToken) =>
        _surveyed ? ValueTask.CompletedTask : SurveyAsync(cancellationToken);

    /// <summary>Forgets the entities that have nothing left in the outbox.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        foreach (var page in _left.ToArray().Chunk(Page))
        {
            var pending = await PendingAsync(
                Filter.In("entity.id", page.Select(p => p.Key)),
                cancellationToken
            );
            foreach (var seen in page.Where(p => !pending.Contains(p.Key)))
                _left.TryRemove(seen);
        }
    }

    private async ValueTask SurveyAsync(CancellationToken cancellationToken)
    {
        var older = new Filter.Condition(
            "created_at",
            FilterOperator.Lt,
            new FilterValue.Moment(since)
        );
        foreach (var entity in await PendingAsync(older, cancellationToken))
            _left.TryAdd(entity, 1);
        _surveyed = true;
    }

    private async Task<HashSet<string>> PendingAsync(
        Filter which,
        CancellationToken cancellationToken
    )
    {
        var counts = await store.GroupCountAsync(
            OutboxEvents.Collection,
            Filter.AllOf(which, Filter.Missing("dead_reason")),
            ["entity.id"],
            cancellationToken
        );
        return [.. counts.Select(count => count.Values[0]!)];
    }
}
