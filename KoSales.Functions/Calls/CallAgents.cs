using KoSales.Domain.Agents;

namespace KoSales.Functions.Calls;

/// <summary>In whose name a call may be written down: one's own; by managers for their team, by
/// administrators and integrations for anybody.</summary>
public sealed class CallAgents(IDocumentStore store)
{
    /// <returns>Null for nobody: an integration that names none.</returns>
    public async ValueTask<Verdict<string?>> ResolveAsync(
        string? named,
        Actor by,
        CancellationToken cancellationToken
    )
    {
        if (named is null)
            return by.Is(Role.Integration) ? null : by.Id;
        if (named == by.Id)
            return named;
        if (
            await store.FindAsync(Agent.Collection, named, cancellationToken)
            is not { DeletedAt: null } agent
        )
            return Fault.Invalid("/agent_id", "agent.not_found", "There is no such agent.");
        var ofTeam =
            by.Is(Role.Manager) && by.TeamId is not null && agent.TeamId?.Value == by.TeamId;
        return by.Is(Role.Admin) || by.Is(Role.Integration) || ofTeam
            ? named
            : new Fault(
                FaultKind.Forbidden,
                "call.agent_forbidden",
                "Agents write down their own calls, managers those of their team."
            );
    }
}
