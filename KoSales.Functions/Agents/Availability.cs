using KoSales.Domain.Agents;
using KoSales.Domain.Assignment;
using NodaTime;

namespace KoSales.Functions.Agents;

/// <summary>Whether agents may be given work. Every way of giving asks here, and the load of who has left
/// or is leaving
/// refuses the commit besides.</summary>
public sealed class Availability(IDocumentStore store)
{
    /// <summary>A code of <see cref="AgentLeave.WhyNoWork"/> for each of the agents who are given no work;
    /// absent
    /// agents are <c>agent.inactive</c>.</summary>
    public async ValueTask<IReadOnlyDictionary<string, string>> WhyNotAsync(
        IEnumerable<string?> agents,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        string[] ids = [.. agents.OfType<string>().Distinct()];
        var found = (await FindAsync(ids, cancellationToken)).ToDictionary(a => a.Key);
        Dictionary<string, string> whyNot = [];
        foreach (var id in ids)
        {
            var code = found.TryGetValue(id, out var agent)
                ? agent.WhyNoWork(CompanyDay.Of(now))
                : AgentLeave.Gone;
            if (code is not null)
                whyNot[id] = code;
        }

        return whyNot;
    }

    /// <summary>The teams of agents by now; those without a team, and absent ones, have null.</summary>
    public async ValueTask<IReadOnlyDictionary<string, string?>> TeamsAsync(
        IEnumerable<string?> agents,
        CancellationToken cancellationToken
    )
    {
        string[] ids = [.. agents.OfType<string>().Distinct()];
        return (await FindAsync(ids, cancellationToken)).ToDictionary(
            a => a.Key,
            a => a.TeamId?.Value
        );
    }

    private async ValueTask<IEnumerable<Agent>> FindAsync(
        string[] ids,
        CancellationToken cancellationToken
    ) =>
        (await store.GetManyAsync(Agent.Collection, ids, cancellationToken)).Select(
            Agent.Collection.Read
        );

    /// <summary>The holder, or the pool of that team when its owner is given no work.</summary>
    public async ValueTask<Holder> OrPoolAsync(
        Holder holder,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        if (holder.OwnerId is not { } owner)
            return holder;
        var whyNot = await WhyNotAsync([owner], now, cancellationToken);
        return whyNot.Count == 0 ? holder : holder with { OwnerId = null };
    }
}
