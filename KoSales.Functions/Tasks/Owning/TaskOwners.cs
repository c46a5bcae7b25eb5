using KoSales.Domain.Agents;
using KoSales.Domain.Tasks;

namespace KoSales.Functions.Tasks.Owning;

/// <summary>Who may be given a task, and by whom.</summary>
public sealed class TaskOwners(IDocumentStore store)
{
    /// <summary>Admins and integrations give to anybody, managers to agents and the pool of their own team,
    /// agents to themselves. At least one of both is named.</summary>
    public async ValueTask<Verdict<TaskHolder>> ResolveAsync(
        string? agentId,
        string? teamId,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var by = command.Actor;
        if (agentId is null)
            return teamId is null
                ? Fault.Invalid("/agent_id", "required", "Name an agent, or a team for its pool.")
                : Allowed(new TaskHolder(null, teamId), by);
        if (
            await store.FindAsync(Agent.Collection, agentId, cancellationToken)
            is not { DeletedAt: null } agent
        )
            return Fault.Invalid("/agent_id", "agent.not_found", "There is no such agent.");
        return agent.ObjectionToWork(CompanyDay.Of(command.Now), "/agent_id") is { } objection
            ? objection
            : ToAgent(agent, teamId, by);
    }

    /// <param name="teamId">The team that is named beside the agent; null for none.</param>
    private static Verdict<TaskHolder> ToAgent(Agent agent, string? teamId, Actor by)
    {
        var team = agent.TeamId?.Value;
        return teamId is not null && teamId != team
            ? Fault.Invalid(
                "/team_id",
                "agent.other_team",
                "The agent is not in this team; leave team_id out."
            )
            : Allowed(new TaskHolder(agent.Id.Value, team), by);
    }

    private static Verdict<TaskHolder> Allowed(TaskHolder holder, Actor by)
    {
        if (by.Is(Role.Admin) || by.Is(Role.Integration) || holder.OwnerId == by.Id)
            return holder;
        if (by.Is(Role.Manager) && holder.TeamId is not null && holder.TeamId == by.TeamId)
            return holder;
        return new Fault(
            FaultKind.Forbidden,
            "task.assign_forbidden",
            "Managers assign within their own team, agents only to themselves."
        );
    }
}
