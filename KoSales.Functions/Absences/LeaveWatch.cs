using KoSales.Domain.Agents;
using KoSales.Functions.Agents;
using NodaTime;

namespace KoSales.Functions.Absences;

/// <summary>Begins and ends leave by the day: the agent's status, and the delegation of what they own; ends
/// departures, and moves to other teams. It goes by the dates alone, so it catches up after
/// downtime.</summary>
public sealed class LeaveWatch(
    IDocumentStore store,
    AgentWriter writer,
    DelegationRuns delegations,
    Departures departures,
    TeamMoves moves,
    TimeProvider time
)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var agents = await AgentsAsync(cancellationToken);
        await FollowLeavesAsync(agents, cancellationToken);
        await delegations.BeginAsync(agents, cancellationToken);
        await delegations.RunAsync(agents, cancellationToken);
        await departures.RunAsync(agents, cancellationToken);
        foreach (var agent in agents.Where(a => a.TeamMovedAt is not null))
            await moves.FollowAsync(agent, cancellationToken);
    }

    private async Task FollowLeavesAsync(
        IReadOnlyList<Agent> agents,
        CancellationToken cancellationToken
    )
    {
        var command = new Command(
            Actor.System,
            Instant.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds()),
            "leave-watch"
        );
        var today = CompanyDay.Of(command.Now);
        foreach (var agent in agents.Where(a => !ReferenceEquals(a, a.FollowLeave(today))))
            await FollowAsync(agent, today, command, cancellationToken);
    }

    private async Task FollowAsync(
        Agent agent,
        LocalDate today,
        Command command,
        CancellationToken cancellationToken
    ) =>
        await writer.ChangeAsync(
            agent.Id,
            command,
            current => Task.FromResult<Verdict<Agent>>(current.FollowLeave(today).Next(command)),
            cancellationToken
        );

    private async Task<IReadOnlyList<Agent>> AgentsAsync(CancellationToken cancellationToken) =>
        await store
            .StreamAsync(Agent.Collection, Filter.Missing("deleted_at"), cancellationToken)
            .ToListAsync(cancellationToken);
}
