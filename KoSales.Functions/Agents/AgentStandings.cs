using System.Collections.Concurrent;
using KoSales.Domain.Agents;

namespace KoSales.Functions.Agents;

/// <summary>What requests need to know of an agent, kept in memory for a few seconds: a revoked agent is
/// out at once on this instance and within
/// <see cref="TimeToLive"/> on any other, and a request costs no read.</summary>
public sealed class AgentStandings(IDocumentStore store, TimeProvider time)
{
    public static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(5);

    private const int MostEntries = 20_000;

    private readonly ConcurrentDictionary<string, AgentStanding> _entries = new(
        StringComparer.Ordinal
    );
    private long _evictions;

    /// <summary>Null when there is no such agent.</summary>
    public ValueTask<AgentStanding?> OfAsync(string agentId, CancellationToken cancellationToken) =>
        _entries.TryGetValue(agentId, out var known)
        && time.GetElapsedTime(known.ReadAt) < TimeToLive
            ? new ValueTask<AgentStanding?>(known)
            : ReadAsync(agentId, cancellationToken);

    /// <summary>To be called after every committed write to what a standing shows.</summary>
    public void Evict(string agentId)
    {
        Interlocked.Increment(ref _evictions);
        _entries.TryRemove(agentId, out _);
    }

    private async ValueTask<AgentStanding?> ReadAsync(
        string agentId,
        CancellationToken cancellationToken
    )
    {
        var evictions = Interlocked.Read(ref _evictions);
        var readAt = time.GetTimestamp();
        if (await store.FindAsync(Agent.Collection, agentId, cancellationToken) is not { } agent)
            return null;
        var standing = new AgentStanding(
            agent.AsActor(),
            agent.Security.TokenEpoch,
            agent.MayLogIn,
            readAt
        );
        if (_entries.Count >= MostEntries)
            _entries.Clear();
        // A write that was committed during the read may be missing from what was read, so such a reading
        // is not kept.
        if (Interlocked.Read(ref _evictions) == evictions)
            _entries[agentId] = standing;
        return standing;
    }
}

/// <param name="ReadAt">Timestamp of the time provider, taken before the read.</param>
public sealed record AgentStanding(Actor Actor, int TokenEpoch, bool MayLogIn, long ReadAt);
