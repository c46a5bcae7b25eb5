using KoSales.Domain.Agents;
using KoSales.Domain.Assignment;

namespace KoSales.Functions.Leads.Handing;

/// <summary>Who may be given a lead, and by whom.</summary>
public sealed class LeadOwners(IDocumentStore store)
{
    /// <summary>Admins assign to anybody, managers to agents and the pool of their own team, agents to
    /// themselves.</summary>
    public async ValueTask<Verdict<Holder>> ResolveAsync(
        AssignLead body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var by = command.Actor;
        if (body.AgentId is null)
            return body.TeamId is null ? Nobody : Allowed(new Holder(null, body.TeamId), by);
        if (
            await store.FindAsync(Agent.Collection, body.AgentId, cancellationToken)
            is not { DeletedAt: null } agent
        )
            return Fault.Invalid("/agent_id", "agent.not_found", "There is no such agent.");
        if (agent.ObjectionToWork(CompanyDay.Of(command.Now), "/agent_id") is { } objection)
            return objection;
        if (!agent.Roles.Any(r => r is Role.Agent or Role.Manager or Role.Admin))
            return Fault.Invalid(
                "/agent_id",
                "agent.works_no_leads",
                "This account works no leads."
            );
        var team = agent.TeamId?.Value;
        return body.TeamId is not null && body.TeamId != team
            ? Fault.Invalid(
                "/team_id",
                "agent.other_team",
                "The agent is not in this team; leave team_id out."
            )
            : Allowed(new Holder(agent.Id.Value, team), by);
    }

    private static Fault Nobody =>
        Fault.Invalid("/agent_id", "required", "Name an agent, or a team for its pool.");

    /// <summary>The holder, if the actor may give leads to it.</summary>
    public static Verdict<Holder> Allowed(Holder owner, Actor by)
    {
        if (by.Is(Role.Admin) || owner.OwnerId == by.Id)
            return owner;
        return by.Is(Role.Manager) && owner.TeamId is not null && owner.TeamId == by.TeamId
            ? owner
            : Forbidden;
    }

    public static Fault NotYours { get; } =
        new(
            FaultKind.Forbidden,
            "lead.not_yours",
            "You work a task about this lead, which is somebody else's; its owner or a manager of its team does this."
        );

    public static Fault Forbidden { get; } =
        new(
            FaultKind.Forbidden,
            "lead.assign_forbidden",
            "Managers assign within their own team, agents only to themselves."
        );
}
