using System.Collections.Concurrent;
using KoSales.Domain.Agents;
using KoSales.Domain.Tasks;
using KoSales.Domain.Teams;
using KoSales.Functions.Agents;
using NodaTime;

namespace KoSales.Functions.Tasks.Making;

/// <summary>Finds who gets an automated task. From memory: teams and open tasks are read now and then, and
/// what was given since is counted. Who is away, about
/// to leave or gone gets none: whoever stands in for them does, else the pool. Thread-safe.</summary>
public sealed class AssigneeRules
{
    public const string Agent = "agent:";
    public const string Role = "role:";

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private readonly ShortCache<Counts> _counts;
    private readonly IDocumentStore _store;
    private readonly Workforce _workforce;

    public AssigneeRules(IDocumentStore store, Workforce workforce, TimeProvider time)
    {
        (_store, _workforce) = (store, workforce);
        _counts = new(time, Lifetime, LoadAsync);
    }

    /// <param name="owner">Whose the pipeline is. Where a rule finds nobody, the task waits in that team's
    /// pool or is nobody's.</param>
    public ValueTask<TaskHolder> ResolveAsync(
        string rule,
        TaskHolder owner,
        Instant now,
        CancellationToken cancellationToken
    ) => rule == "owner" ? new(owner) : FindAsync(rule, owner, now, cancellationToken);

    private async ValueTask<TaskHolder> FindAsync(
        string rule,
        TaskHolder owner,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var agents = await _workforce.CurrentAsync(cancellationToken);
        var counts = await _counts.GetAsync(cancellationToken);
        var found = Find(rule, owner, new Staff(agents, counts, CompanyDay.Of(now)));
        return found is null
            ? new TaskHolder(null, owner.TeamId)
            : new TaskHolder(found.Id.Value, found.TeamId?.Value);
    }

    private static Agent? Find(string rule, TaskHolder owner, Staff staff) =>
        rule switch
        {
            "manager" => staff.ManagerOf(owner),
            "least_loaded" => staff.LeastLoaded(Domain.Access.Role.Agent, owner.TeamId),
            _ when rule.StartsWith(Agent, StringComparison.Ordinal) => staff.Fit(
                rule[Agent.Length..]
            ),
            _ when WireNames<Role>.TryRead(rule[Role.Length..], out var role) => staff.LeastLoaded(
                role,
                owner.TeamId
            ),
            _ => null,
        };

    private async Task<Counts> LoadAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, LedTeam> teams = [];
        await foreach (
            var team in _store.StreamAsync(
                Team.Collection,
                Filter.Missing("deleted_at"),
                cancellationToken
            )
        )
            teams[team.Id.Value] = new LedTeam(team.Id.Value, team.ManagerId);
        var open = await _store.GroupCountAsync(
            SalesTasks.Collection,
            SalesTasks.Open,
            ["owner_id"],
            cancellationToken
        );
        return new Counts(
            teams,
            open.Where(o => o.Values[0] is not null).ToDictionary(o => o.Values[0]!, o => o.Count)
        );
    }

    /// <summary>Teams by id and open tasks by agent at one moment, and what was given since.</summary>
    private sealed record Counts(Dictionary<string, LedTeam> Teams, Dictionary<string, long> Open)
    {
        public ConcurrentDictionary<string, long> Given { get; } = new();

        public long Of(string agent) =>
            Open.GetValueOrDefault(agent) + Given.GetValueOrDefault(agent);
    }

    /// <summary>The agents as they are now.</summary>
    private sealed class Staff(IReadOnlyList<Agent> agents, Counts counts, LocalDate day)
    {
        /// <summary>The agent, or who stands in during a leave; null when neither is given work
        /// today.</summary>
        public Agent? Fit(string? id)
        {
            var asked = Find(id);
            if (asked?.WhyNoWork(day) is not AgentLeave.Away)
                return Working(asked);
            return Working(Find(asked.LeaveOn(day)?.DelegateTo?.Value));
        }

        /// <summary>The first of <see cref="Leading.ManagersOf"/> who is given work today, or whoever stands in
        /// for them.</summary>
        public Agent? ManagerOf(TaskHolder holder)
        {
            var owner = Find(holder.OwnerId);
            var team = holder.TeamId ?? owner?.TeamId?.Value;
            return Leading
                .ManagersOf(
                    owner,
                    team is null ? null : counts.Teams.GetValueOrDefault(team),
                    agents
                )
                .Select(a => Fit(a.Id.Value))
                .FirstOrDefault(a => a is not null);
        }

        /// <summary>Of the team if anybody there may, else of all; equal loads go by id.</summary>
        public Agent? LeastLoaded(Role role, string? teamId)
        {
            Agent[] able = [.. agents.Where(a => a.Roles.Contains(role) && Working(a) is not null)];
            Agent[] near = [.. able.Where(a => a.TeamId?.Value == teamId)];
            var least = (near.Length > 0 ? near : able).MinBy(a => (LoadOf(a), a.Id.Value));
            if (least is not null)
                counts.Given.AddOrUpdate(least.Id.Value, 1, (_, given) => given + 1);
            return least;
        }

        private Agent? Find(string? id) =>
            id is null ? null : agents.FirstOrDefault(a => a.Id.Value == id);

        private Agent? Working(Agent? agent) =>
            agent is not null && agent.WhyNoWork(day) is null ? agent : null;

        private decimal LoadOf(Agent agent) =>
            counts.Of(agent.Id.Value) / Math.Max(agent.Capacity.Weight, 0.01m);
    }
}
