using KoSales.Domain.Agents;
using KoSales.Domain.Assignment;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Leads;
using KoSales.Domain.Loads;
using KoSales.Domain.Planning;
using KoSales.Functions.Agents;
using NodaTime;

namespace KoSales.Functions.Assignment;

/// <summary>Finds an owner for one new lead: who is there, serves such a lead and has room, in turn by
/// weight.</summary>
/// <remarks>
/// The agents come from memory, what they hold and whose turn it is from the store. Room and turn are
/// conditions of the commit, so that a choice overtaken by
/// another is refused and made again. Thread-safe.
/// </remarks>
public sealed class AutoAssigner(IDocumentStore store, Workforce workforce)
{
    private readonly TurnGate _gate = new();

    /// <summary>The lead as given, counted and told of where it is written; the lead itself when nobody can
    /// have it.</summary>
    /// <param name="turn">Holds others of the same group back until it is disposed, which is right after
    /// the commit.</param>
    public async ValueTask<Lead> GiveAsync(
        WriteBatch batch,
        Lead lead,
        Turn turn,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var able = await AbleAsync(lead, command, cancellationToken);
        var known = await KnownByAsync(lead, cancellationToken);
        var chosen = able.FirstOrDefault(c => c.Agent.Key == known);
        Chance[] serving =
        [
            .. able.Where(c => SkillMatch.Lacks(c.Agent.Skills, TraitsOf(lead)).Count == 0),
        ];
        if (serving.Length > 0)
        {
            var group = CompetingGroup.Of(serving.Select(c => c.Candidate));
            var asked = new TurnRequest(group, chosen?.Agent.Key, turn);
            var next = await TakeTurnAsync(batch, asked, command, cancellationToken);
            chosen ??= serving.First(c => c.Agent.Key == next);
        }

        return chosen is null ? lead : Given(batch, chosen, lead, command);
    }

    private static Lead Given(WriteBatch batch, Chance chosen, Lead lead, Command command)
    {
        var agent = chosen.Agent;
        batch.RequireRoom(chosen.Load, agent.Capacity, command);
        return lead with
        {
            OwnerId = agent.Key,
            TeamId = agent.TeamId?.Value,
            AssignedAt = command.Now,
            Assignment = new LeadAssignment(AssignmentMode.Auto),
        };
    }

    /// <returns>Who has the turn.</returns>
    private async ValueTask<string> TakeTurnAsync(
        WriteBatch batch,
        TurnRequest asked,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var group = asked.Group;
        if (asked.Known is { } known)
        {
            if (group.Agents.Any(a => a.AgentId == known))
                batch.CountTurn(group, known, command);
            return known;
        }

        await _gate.EnterAsync(asked.Turn, group.Id, cancellationToken);
        var seen = await store.FindAsync(AssignmentTurns.Collection, group.Id, cancellationToken);
        var next = group.Next(seen).AgentId;
        batch.TakeTurn(group, seen, next, command);
        return next;
    }

    private async ValueTask<IReadOnlyList<Chance>> AbleAsync(
        Lead lead,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var day = CompanyDay.Of(command.Now);
        var everybody = await workforce.CurrentAsync(cancellationToken);
        Agent[] agents = [.. everybody.Where(a => MayServe(a, lead))];
        var held = await store.GetManyAsync(
            AgentLoads.Collection,
            [.. agents.Select(a => a.Key)],
            cancellationToken
        );
        var loads = held.Select(AgentLoads.Collection.Read).ToDictionary(l => l.Id);
        return
        [
            .. agents.Select(a => Chance.Of(a, LoadOf(a), day)).Where(c => c.Eligibility.TakesPart),
        ];

        AgentLoad LoadOf(Agent agent) =>
            loads.GetValueOrDefault(agent.Key) ?? new AgentLoad { Id = agent.Key };
    }

    private static bool MayServe(Agent agent, Lead lead) =>
        agent.Roles.Contains(Role.Agent)
        && (lead.TeamId is null || agent.TeamId?.Value == lead.TeamId);

    /// <summary>Who had the person last, by the phone; null for nobody.</summary>
    private async ValueTask<string?> KnownByAsync(Lead lead, CancellationToken cancellationToken)
    {
        if (lead.PhoneIndex is not { } phone)
            return null;
        var same = Filter.AllOf(Filter.Eq("phone_index", phone), Filter.Present("owner_id"));
        var earlier = await store.ListAsync(
            LeadStore.Collection,
            new Query(LeadStore.Collection, same),
            cancellationToken
        );
        return earlier.MaxBy(l => l.AssignedAt)?.OwnerId;
    }

    private static PlanTraits TraitsOf(Lead lead) =>
        new(
            lead.Language,
            lead.Address?.StateCode,
            WireNames<BuyerKind>.Of(lead.Kind),
            lead.Products
        );

    /// <summary>Whose turn it is in a group.</summary>
    /// <param name="Known">Who gets it out of turn; null for whose turn it is.</param>
    private sealed record TurnRequest(CompetingGroup Group, string? Known, Turn Turn);

    private sealed record Chance(Agent Agent, AgentLoad Load, Eligibility Eligibility)
    {
        public Candidate Candidate =>
            new(
                Agent.Key,
                Agent.Capacity.Weight,
                Eligibility.CapacityLeft,
                Load.OpenLeads + Load.Reserved,
                0,
                Agent.Skills
            );

        public static Chance Of(Agent agent, AgentLoad load, LocalDate day) =>
            new(
                agent,
                load,
                Eligibility.Of(
                    agent,
                    new Holding(load.OpenLeads, load.GivenOn(day), load.Reserved),
                    day
                )
            );
    }
}
