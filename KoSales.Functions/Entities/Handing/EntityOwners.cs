using KoSales.Domain.Agents;
using KoSales.Domain.Assignment;

namespace KoSales.Functions.Entities.Handing;

/// <summary>Who may be given an entity, and by whom.</summary>
public sealed class EntityOwners(IDocumentStore store)
{
    /// <summary>Admins assign to anybody, managers to agents and the pool of their own team, agents to
    /// themselves.</summary>
    /// <param name="wanted">As asked for: an agent, or a team for its pool.</param>
    /// <param name="noun">Of the entity, for codes and messages.</param>
    public async ValueTask<Verdict<Holder>> ResolveAsync(
        Holder wanted,
        string noun,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var by = command.Actor;
        if (wanted.OwnerId is not { } agentId)
            return wanted.TeamId is null ? Nobody : Allowed(wanted, by, noun);
        if (
            await store.FindAsync(Agent.Collection, agentId, cancellationToken)
            is not { DeletedAt: null } agent
        )
            return Fault.Invalid("/agent_id", "agent.not_found", "There is no such agent.");
        if (agent.ObjectionToWork(CompanyDay.Of(command.Now), "/agent_id") is { } objection)
            return objection;
        if (!agent.Roles.Any(r => r is Role.Agent or Role.Manager or Role.Admin))
            return Fault.Invalid(
                "/agent_id",
                $"agent.works_no_{noun}s",
                $"This account works no {noun}s."
            );
        var team = agent.TeamId?.Value;
        return wanted.TeamId is not null && wanted.TeamId != team
            ? Fault.Invalid(
                "/team_id",
                "agent.other_team",
                "The agent is not in this team; leave team_id out."
            )
            : Allowed(new Holder(agent.Id.Value, team), by, noun);
    }

    /// <summary>The holder, if the actor may give entities to it.</summary>
    public static Verdict<Holder> Allowed(Holder owner, Actor by, string noun)
    {
        if (by.Is(Role.Admin) || owner.OwnerId == by.Id)
            return owner;
        return by.Is(Role.Manager) && owner.TeamId is not null && owner.TeamId == by.TeamId
            ? owner
            : Forbidden(noun);
    }

    /// <summary>For whoever sees it only since they work a task about it.</summary>
    public static Fault NotYours(string noun) =>
        new(
            FaultKind.Forbidden,
            $"{noun}.not_yours",
            $"You work a task about this {noun}, which is somebody else's; its owner or a manager of its team does this."
        );

    public static Fault Forbidden(string noun) =>
        new(
            FaultKind.Forbidden,
            $"{noun}.assign_forbidden",
            "Managers assign within their own team, agents only to themselves."
        );

    private static Fault Nobody =>
        Fault.Invalid("/agent_id", "required", "Name an agent, or a team for its pool.");
}
