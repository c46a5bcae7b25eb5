using System.Globalization;
using KoSales.Domain.Agents;
using KoSales.Domain.AssignmentJobs;
using KoSales.Domain.Loads;
using KoSales.Domain.Planning;
using NodaTime;

namespace KoSales.Functions.AssignmentJobs.Planning;

/// <summary>An agent asked to take part, as it stands now.</summary>
/// <param name="Agent">Null when there is no such agent any more.</param>
public sealed record PoolAgent(
    JobAgent Asked,
    Agent? Agent,
    AgentLoad Load,
    Eligibility Eligibility
)
{
    public Candidate Candidate =>
        new(
            Asked.AgentId,
            Asked.Weight,
            Eligibility.CapacityLeft,
            Load.OpenLeads + Load.Reserved,
            Load.Carry,
            Agent!.Skills
        )
        {
            TeamId = Agent.TeamId?.Value,
        };
}

/// <summary>Reads agents with their loads, and makes and ends promises to them.</summary>
public sealed class AgentPool(IDocumentStore store)
{
    /// <summary>In the order of those asked.</summary>
    public async ValueTask<IReadOnlyList<PoolAgent>> OfAsync(
        IReadOnlyList<JobAgent> asked,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        string[] ids = [.. asked.Select(a => a.AgentId)];
        var agents = (await store.GetManyAsync(Agent.Collection, ids, cancellationToken))
            .Select(Agent.Collection.Read)
            .ToDictionary(a => a.Key);
        var loads = (await store.GetManyAsync(AgentLoads.Collection, ids, cancellationToken))
            .Select(AgentLoads.Collection.Read)
            .ToDictionary(l => l.Key);
        return [.. asked.Select(a => Of(a, agents.GetValueOrDefault(a.AgentId), LoadOf(a), now))];

        AgentLoad LoadOf(JobAgent agent) =>
            loads.GetValueOrDefault(agent.AgentId) ?? new AgentLoad { Id = agent.AgentId };
    }

    /// <summary>Promises so many records to an agent. The commit is refused as
    /// <see cref="CommitStatus.ConditionFailed"/> when the load has changed so that they
    /// might no longer fit, or another plan has been made with the same agent.</summary>
    public static void Reserve(
        WriteBatch batch,
        PoolAgent agent,
        long quota,
        decimal carry,
        Command command
    )
    {
        batch.EnsureLoad(agent.Asked.AgentId, command);
        var patch = new Patch(command.Now, command.Actor.Id)
        {
            Increment = new Dictionary<string, decimal> { ["reserved"] = quota },
            Set = new Dictionary<string, string?>
            {
                ["carry"] = carry.ToString(CultureInfo.InvariantCulture),
            },
        };
        batch.Patch(
            AgentLoads.Collection,
            Filter.AllOf([
                Filter.Eq("id", agent.Asked.AgentId),
                .. Fits(agent, quota, CompanyDay.Of(command.Now)),
            ]),
            patch,
            expected: 1
        );
    }

    private static PoolAgent Of(JobAgent asked, Agent? agent, AgentLoad load, Instant now)
    {
        var day = CompanyDay.Of(now);
        var eligibility =
            agent is null || load.ClosedAt is not null || load.LeavingAt is not null
                ? new Eligibility(0, [PlanReasons.Inactive])
                : Eligibility.Of(
                    agent,
                    new Holding(load.OpenLeads, load.GivenOn(day), load.Reserved),
                    day
                );
        return new PoolAgent(asked, agent, load, eligibility);
    }

    /// <summary>The room that the quota leaves is shared between what may be opened and what may be
    /// promised meanwhile, so that only a tight plan is made again.</summary>
    private static IEnumerable<Filter> Fits(PoolAgent agent, long quota, LocalDate day)
    {
        yield return AgentLoads.Working;
        yield return new Filter.Condition(
            "carry",
            FilterOperator.Eq,
            new FilterValue.Number(agent.Load.Carry)
        );
        var (capacity, load) = (agent.Agent!.Capacity, agent.Load);
        var open = new Room("open_leads", load.OpenLeads, load.Reserved);
        var today = new Room(AgentLoad.GivenPath(day), load.GivenOn(day), load.Reserved);
        foreach (var filter in open.Fits(capacity.MaxOpenLeads, quota))
            yield return filter;
        foreach (var filter in today.Fits(capacity.DailyLimit, quota))
            yield return filter;
    }

    /// <summary>What counts towards one of an agent's limits.</summary>
    /// <param name="Field">Where the load counts it.</param>
    private readonly record struct Room(string Field, long Held, long Reserved)
    {
        /// <param name="limit">Null for no limit.</param>
        public IEnumerable<Filter> Fits(int? limit, long quota)
        {
            if (limit is not { } most)
                yield break;
            var slack = most - Held - Reserved - quota;
            yield return AtMost(Field, Held + (slack / 2));
            yield return AtMost("reserved", Reserved + slack - (slack / 2));
        }
    }

    private static Filter AtMost(string field, long value) =>
        Filter.AnyOf(
            Filter.Missing(field),
            new Filter.Condition(field, FilterOperator.Lte, new FilterValue.Number(value))
        );
}
