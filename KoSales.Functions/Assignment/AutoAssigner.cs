using KoSales.Domain.Agents;
using KoSales.Domain.Assignment;
using KoSales.Domain.Filters;
using KoSales.Domain.Kernel;
using KoSales.Domain.Leads;
using KoSales.Domain.Planning;
using KoSales.Domain.Storage;
using KoSales.Functions.Storage;
using NodaTime;

namespace KoSales.Functions.Assignment;

/// <summary>Finds an owner for one new lead, by the planner of assignment jobs: who is there, serves such a lead and has room, by weight.</summary>
/// <remarks>
/// Fair over the day without a count of its own: whoever was given less today than the weights ask for comes first. The agents come from memory, what they hold
/// from the store; the room is a condition of the commit, so that a choice overtaken by another is refused and made again. Thread-safe.
/// </remarks>
public sealed class AutoAssigner
{
    private const decimal MostOwed = 0.999m;

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);
    private static readonly Filter Workers = Filter.AllOf(
        new Filter.Condition("roles", FilterOperator.ContainsAny, new FilterValue.Many([new FilterValue.Text("agent")])), Filter.Missing("deleted_at"));

    private readonly IDocumentStore _store;
    private readonly ShortCache<IReadOnlyList<Agent>> _agents;

    public AutoAssigner(IDocumentStore store, TimeProvider time)
    {
        _store = store;
        _agents = new(time, Lifetime, async stop => await store.StreamAsync(Agent.Collection, Workers, stop).ToListAsync(stop));
    }

    /// <summary>The lead as given, counted and told of where it is written; the lead itself when nobody can have it.</summary>
    public async ValueTask<Lead> GiveAsync(WriteBatch batch, Lead lead, Command command, CancellationToken cancellationToken)
    {
        var day = AgentLoads.DayOf(command.Now);
        var agents = (await _agents.GetAsync(cancellationToken)).Where(a => lead.TeamId is null || a.TeamId?.Value == lead.TeamId).ToDictionary(a => a.Key);
        var loads = (await _store.GetManyAsync(AgentLoads.Collection, agents.Keys, cancellationToken)).Select(AgentLoads.Collection.Read).ToDictionary(l => l.Id);
        var able = agents.Values.Select(a => Chance.Of(a, loads.GetValueOrDefault(a.Key) ?? new AgentLoad { Id = a.Key }, day)).Where(c => c.Eligibility.TakesPart).ToList();
        var options = new PlanOptions(PlanStrategy.CapacityWeighted, SkillsMatching: true, Seed: 0);
        var item = new PlanItem(lead.Key, TraitsOf(lead), await KnownByAsync(lead, cancellationToken));
        if (AssignmentPlan.PickOne(Candidates(able), item, options, out _) is not { } chosen) return lead;
        var taken = able.First(c => c.Agent.Key == chosen);
        batch.RequireRoom(taken.Load, taken.Agent.Capacity, command);
        return lead with { OwnerId = chosen, TeamId = taken.Agent.TeamId?.Value, AssignedAt = command.Now, Assignment = new LeadAssignment(AssignmentMode.Auto) };
    }

    /// <summary>What the day still owes each, by the weights of those who are able now; within one lead, since who comes late is not to catch up with the day.</summary>
    private static IEnumerable<Candidate> Candidates(IReadOnlyList<Chance> able)
    {
        var (weights, given) = (able.Sum(c => c.Agent.Capacity.Weight), able.Sum(c => c.Given));
        return able.Select(c => new Candidate(
            c.Agent.Key,
            c.Agent.Capacity.Weight,
            c.Eligibility.CapacityLeft,
            c.Load.OpenLeads + c.Load.Reserved,
            Math.Clamp((c.Agent.Capacity.Weight / weights * given) - c.Given, -MostOwed, MostOwed),
            c.Agent.Skills));
    }

    /// <summary>Who had the person last, by the phone; null for nobody.</summary>
    private async ValueTask<string?> KnownByAsync(Lead lead, CancellationToken cancellationToken)
    {
        if (lead.PhoneIndex is not { } phone) return null;
        var same = Filter.AllOf(Filter.Eq("phone_index", phone), Filter.Present("owner_id"));
        var earlier = await _store.ListAsync(LeadStore.Collection, new Query(LeadStore.Collection, same), cancellationToken);
        return earlier.MaxBy(l => l.AssignedAt)?.OwnerId;
    }

    private static PlanTraits TraitsOf(Lead lead) => new(lead.Language, lead.Address?.StateCode, LeadFields.WireName(lead.Kind), lead.Products);

    private sealed record Chance(Agent Agent, AgentLoad Load, int Given, Eligibility Eligibility)
    {
        public static Chance Of(Agent agent, AgentLoad load, LocalDate day) =>
            new(agent, load, load.GivenOn(day), Eligibility.Of(agent, new Holding(load.OpenLeads, load.GivenOn(day), load.Reserved), day));
    }
}
