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
    /// <summary>Of the records that are given out.</summary>
    public required EntityKind Kind { get; init; }

    /// <summary>Whether the limits of agents are about such records; then what is planned is
    /// reserved.</summary>
    public required bool HasLimits { get; init; }

    /// <summary>Such records held and promised.</summary>
    public required int OpenWork { get; init; }

    /// <summary>What earlier jobs over such records owe.</summary>
    public decimal Carry => Load.CarryOf(Kind);

    public Candidate Candidate =>
        new(Asked.AgentId, Asked.Weight, Eligibility.CapacityLeft, OpenWork, Carry, Agent!.Skills)
        {
            TeamId = Agent.TeamId?.Value,
        };
}

/// <summary>Reads agents with their loads, and makes and ends promises to them.</summary>
public sealed class AgentPool(IDocumentStore store, PlanSource source)
{
    /// <summary>The agents of a job, in its order.</summary>
    public async ValueTask<IReadOnlyList<PoolAgent>> OfAsync(
        CohortAssignmentJob job,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        string[] ids = [.. job.Agents.Select(a => a.AgentId)];
        var kind = source.Of(job.Entity);
        var held = kind.HasLimits ? null : await HeldAsync(kind, ids, cancellationToken);
        var agents = (await store.GetManyAsync(Agent.Collection, ids, cancellationToken))
            .Select(Agent.Collection.Read)
            .ToDictionary(a => a.Key);
        var loads = (await store.GetManyAsync(AgentLoads.Collection, ids, cancellationToken))
            .Select(AgentLoads.Collection.Read)
            .ToDictionary(l => l.Key);
        return [.. job.Agents.Select(PoolAgentOf)];

        PoolAgent PoolAgentOf(JobAgent asked)
        {
            var agent = agents.GetValueOrDefault(asked.AgentId);
            var load = LoadOf(asked);
            return new PoolAgent(asked, agent, load, EligibilityOf(agent, load, held is null, now))
            {
                Kind = job.Entity,
                HasLimits = held is null,
                OpenWork = held is null
                    ? load.OpenLeads + load.Reserved
                    : held.GetValueOrDefault(asked.AgentId),
            };
        }

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
            Increment = agent.HasLimits
                ? new Dictionary<string, decimal> { ["reserved"] = quota }
                : [],
            Set = new Dictionary<string, string?>
            {
                [AgentLoad.CarryPath(agent.Kind)] = carry.ToString(CultureInfo.InvariantCulture),
            },
        };
        batch.Patch(
            AgentLoads.Collection,
            Filter.AllOf([
                Filter.Eq("id", agent.Asked.AgentId),
                AgentLoads.Working,
                IsCarried(agent),
                .. agent.HasLimits ? Fits(agent, quota, CompanyDay.Of(command.Now)) : [],
            ]),
            patch,
            expected: 1
        );
    }

    /// <summary>Open records of a kind by who holds them.</summary>
    private async ValueTask<Dictionary<string, int>> HeldAsync(
        IPlanSubjects kind,
        IReadOnlyList<string> agents,
        CancellationToken cancellationToken
    )
    {
        var groups = await store.GroupCountAsync(
            kind.Collection,
            Filter.AllOf(Filter.In("owner_id", agents), kind.Open),
            ["owner_id"],
            cancellationToken
        );
        return groups.ToDictionary(g => g.Values[0]!, g => (int)g.Count);
    }

    private static Eligibility EligibilityOf(
        Agent? agent,
        AgentLoad load,
        bool hasLimits,
        Instant now
    )
    {
        if (agent is null || load.ClosedAt is not null || load.LeavingAt is not null)
            return new Eligibility(0, [PlanReasons.Inactive]);
        var day = CompanyDay.Of(now);
        return hasLimits
            ? Eligibility.Of(
                agent,
                new Holding(load.OpenLeads, load.GivenOn(day), load.Reserved),
                day
            )
            : Eligibility.Unlimited(agent, day);
    }

    /// <summary>No other plan with the agent came in between.</summary>
    private static Filter IsCarried(PoolAgent agent)
    {
        var path = AgentLoad.CarryPath(agent.Kind);
        var same = new Filter.Condition(
            path,
            FilterOperator.Eq,
            new FilterValue.Number(agent.Carry)
        );
        // Loads of earlier releases have none.
        return agent.Carry == 0 ? Filter.AnyOf(Filter.Missing(path), same) : same;
    }

    /// <summary>The room that the quota leaves is shared between what may be opened and what may be
    /// promised meanwhile, so that only a tight plan is made again.</summary>
    private static IEnumerable<Filter> Fits(PoolAgent agent, long quota, LocalDate day)
    {
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
