using KoSales.Domain.Agents;
using KoSales.Domain.Loads;
using KoSales.Domain.Teams;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Agents;

/// <summary>Commits agents with what must hold across records: one living agent per e-mail, members counted
/// per team, one administrator at least.</summary>
public sealed class AgentWriter(
    IDocumentStore store,
    AgentStandings standings,
    Workforce workforce,
    Commits commits
)
{
    public async Task<Verdict<Agent>> InsertAsync(
        Agent agent,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var batch = new WriteBatch()
            .Insert(Agent.Collection, agent)
            .EnsureLoad(agent.Id.Value, command);
        CountMembers(batch, null, agent, command);
        command.RecordAnswer(batch, agent);
        var result = await store.CommitAsync(batch, cancellationToken);
        workforce.Evict();
        if (result.IsCommitted)
            return agent;
        return await RefusalAsync(result, agent, cancellationToken);
    }

    /// <summary>Loads, decides and replaces, again on fresh state when somebody was faster.</summary>
    /// <param name="deleted">Whether the record looked for is a deleted one; anything else is not
    /// found.</param>
    public Task<Verdict<Agent>> ChangeAsync(
        AgentId id,
        Command command,
        Func<Agent, Task<Verdict<Agent>>> decide,
        CancellationToken cancellationToken,
        bool deleted = false
    ) =>
        commits.DecideAsync(
            Fault.Busy("agent.busy", $"The agent {id}"),
            async attempt =>
            {
                var current = await store.FindAsync(Agent.Collection, id.Value, cancellationToken);
                if (current is null || !IsReachable(current, command, deleted))
                    return Fault.NotFound("agent", id.Value);
                var decided = await decide(current);
                if (decided.IsRefused)
                    return decided;
                attempt.WhenSettled(() => Evict(id));
                return await AddAsync(
                    attempt.Batch,
                    current,
                    decided.Value,
                    command,
                    cancellationToken
                );
            },
            cancellationToken,
            async (agent, index) => await TakenAsync(agent, index, cancellationToken)
        );

    private void Evict(AgentId id)
    {
        standings.Evict(id.Value);
        workforce.Evict();
    }

    private async ValueTask<Verdict<Agent>> AddAsync(
        WriteBatch batch,
        Agent before,
        Agent after,
        Command command,
        CancellationToken cancellationToken
    )
    {
        batch.Replace(Agent.Collection, after);
        if (
            AgentDecisions.Leaves(before, after)
            && await CloseAsync(batch, before.Id, command, cancellationToken) is { } inTheWay
        )
            return inTheWay;
        if (AgentDecisions.Returns(before, after))
            batch.OpenLoad(before.Key, command);
        if (before.LeavingAt != after.LeavingAt)
            batch.MarkLeaving(before.Key, after.LeavingAt, command);
        if (
            AgentDecisions.LosesAdmin(before, after)
            && !await PinAdminAsync(batch, before, command, cancellationToken)
        )
            return LastAdmin;
        CountMembers(batch, before, after, command);
        command.RecordAnswer(batch, after);
        return after;
    }

    public ValueTask<Agent?> FindByEmailAsync(string email, CancellationToken cancellationToken) =>
        store.FirstAsync(
            Agent.Collection,
            Filter.AllOf(Filter.Eq("email", email), Filter.Missing("deleted_at")),
            cancellationToken
        );

    public static Fault EmailTaken(string existingId) =>
        Fault.Conflict(
            "agent.duplicate_email",
            "Another agent has this e-mail address.",
            (Fault.ExistingId, existingId)
        ) with
        {
            Pointer = "/email",
        };

    private static Fault LastAdmin { get; } =
        Fault.Conflict(
            "agent.last_admin",
            "This is the last administrator; make another one first."
        );

    private static Filter Admins { get; } =
        Filter.AllOf(
            new Filter.Condition(
                "roles",
                FilterOperator.ContainsAny,
                new FilterValue.Many([new FilterValue.Text("admin")])
            ),
            Filter.In("status", ["active", "on_leave"]),
            Filter.Missing("deleted_at")
        );

    private static bool IsReachable(Agent agent, Command command, bool deleted) =>
        agent.DeletedAt is not null == deleted && agent.IsVisible(command.Actor);

    // Another administrator is written too, under the condition that it still is one: of two who demote
    // each other at once, one is refused.
    private async Task<bool> PinAdminAsync(
        WriteBatch batch,
        Agent leaving,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var other = await store.FirstAsync(
            Agent.Collection,
            Filter.AllOf(Admins, new Filter.Not(Filter.Eq("id", leaving.Id.Value))),
            cancellationToken
        );
        if (other is null)
            return false;
        batch.Patch(
            Agent.Collection,
            Filter.AllOf(Filter.Eq("id", other.Id.Value), Admins),
            new Patch(command.Now, other.UpdatedBy),
            expected: 1
        );
        return true;
    }

    /// <summary>From the commit on nothing is given to the agent; it is refused when something was given
    /// since.</summary>
    private async ValueTask<Fault?> CloseAsync(
        WriteBatch batch,
        AgentId id,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (
            AgentDecisions.PortfolioInTheWay(
                await store.FindAsync(AgentLoads.Collection, id.Value, cancellationToken)
            ) is
            { } portfolio
        )
            return portfolio;
        batch.CloseLoad(id.Value, command);
        return null;
    }

    private static void CountMembers(WriteBatch batch, Agent? before, Agent after, Command command)
    {
        var (from, to) = (TeamOf(before), TeamOf(after));
        if (from == to)
            return;
        if (from is { } left)
            batch.Patch(Team.Collection, Filter.Eq("id", left.Value), Members(-1, command));
        if (to is { } joined)
            batch.Patch(
                Team.Collection,
                Filter.AllOf(Filter.Eq("id", joined.Value), Filter.Missing("deleted_at")),
                Members(1, command),
                expected: 1
            );
    }

    /// <summary>Who is deleted is of no team.</summary>
    private static TeamId? TeamOf(Agent? agent) =>
        agent is { DeletedAt: null } ? agent.TeamId : null;

    private static Patch Members(int by, Command command) =>
        new(command.Now, command.Actor.Id)
        {
            Increment = new Dictionary<string, decimal> { ["members"] = by },
        };

    private async Task<Verdict<Agent>> RefusalAsync(
        CommitResult result,
        Agent agent,
        CancellationToken cancellationToken
    ) =>
        result.Status == CommitStatus.ConditionFailed
            ? AgentPlaces.NoTeam
            : await TakenAsync(agent, result.Index, cancellationToken);

    private async Task<Fault> TakenAsync(
        Agent agent,
        string? index,
        CancellationToken cancellationToken
    )
    {
        if (index != Agent.EmailIndex)
            throw new InvalidOperationException(
                $"agent {agent.Id} could not be written: {index} is taken"
            );
        return EmailTaken((await FindByEmailAsync(agent.Email, cancellationToken))?.Id.Value ?? "");
    }
}
