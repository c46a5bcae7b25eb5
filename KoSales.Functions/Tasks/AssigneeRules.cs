using System.Collections.Concurrent;
using KoSales.Domain.Access;
using KoSales.Domain.Agents;
using KoSales.Domain.Filters;
using KoSales.Domain.Storage;
using KoSales.Domain.Tasks;
using KoSales.Domain.Teams;
using KoSales.Functions.Agents;
using KoSales.Functions.Storage;
using NodaTime;

namespace KoSales.Functions.Tasks;

/// <summary>Finds who gets an automated task. From memory: agents and their open tasks are read now and then, and what was given since is counted. Thread-safe.</summary>
public sealed class AssigneeRules
{
    public const string Agent = "agent:";
    public const string Role = "role:";

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private readonly ShortCache<Staff> _staff;
    private readonly IDocumentStore _store;
    private readonly CompanyDay _day;

    public AssigneeRules(IDocumentStore store, CompanyDay day, TimeProvider time)
    {
        (_store, _day) = (store, day);
        _staff = new(time, Lifetime, LoadAsync);
    }

    /// <param name="owner">Whose the pipeline is. Where a rule finds nobody, the task waits in that team's pool or is nobody's.</param>
    public ValueTask<TaskHolder> ResolveAsync(string rule, TaskHolder owner, Instant now, CancellationToken cancellationToken) =>
        rule == "owner" ? new(owner) : FindAsync(rule, owner, now, cancellationToken);

    private async ValueTask<TaskHolder> FindAsync(string rule, TaskHolder owner, Instant now, CancellationToken cancellationToken)
    {
        var staff = await _staff.GetAsync(cancellationToken);
        var found = rule switch
        {
            "manager" => staff.ManagerOf(owner),
            "least_loaded" => staff.LeastLoaded(Domain.Access.Role.Agent, owner.TeamId, _day.Of(now)),
            _ when rule.StartsWith(Agent, StringComparison.Ordinal) => staff.Find(rule[Agent.Length..]),
            _ when Enum.TryParse<Role>(rule[Role.Length..], ignoreCase: true, out var role) => staff.LeastLoaded(role, owner.TeamId, _day.Of(now)),
            _ => null,
        };
        return found is null ? new TaskHolder(null, owner.TeamId) : new TaskHolder(found.Id.Value, found.TeamId?.Value);
    }

    private async Task<Staff> LoadAsync(CancellationToken cancellationToken)
    {
        List<Agent> agents = [];
        await foreach (var agent in _store.StreamAsync(Domain.Agents.Agent.Collection, Filter.Missing("deleted_at"), cancellationToken)) agents.Add(agent);
        Dictionary<string, string?> managers = [];
        await foreach (var team in _store.StreamAsync(Team.Collection, Filter.Missing("deleted_at"), cancellationToken)) managers[team.Id.Value] = team.ManagerId?.Value;
        var open = await _store.GroupCountAsync(SalesTasks.Collection, SalesTasks.Open, ["owner_id"], cancellationToken);
        return new Staff(agents, managers, open.Where(o => o.Values[0] is not null).ToDictionary(o => o.Values[0]!, o => o.Count));
    }

    /// <summary>The agents at one moment, and what they were given since.</summary>
    private sealed class Staff(IReadOnlyList<Agent> agents, Dictionary<string, string?> teamManagers, Dictionary<string, long> open)
    {
        private readonly Dictionary<string, Agent> _byId = agents.ToDictionary(a => a.Id.Value);
        private readonly ConcurrentDictionary<string, long> _given = new();

        public Agent? Find(string? id) => id is not null && _byId.GetValueOrDefault(id) is { Status: not AgentStatus.Inactive } agent ? agent : null;

        public Agent? ManagerOf(TaskHolder owner) =>
            Find(Find(owner.OwnerId)?.ManagerId?.Value) ?? (owner.TeamId is { } team ? Find(teamManagers.GetValueOrDefault(team)) : null);

        /// <summary>Of the team if anybody there may, else of all; equal loads go by id.</summary>
        public Agent? LeastLoaded(Role role, string? teamId, LocalDate day)
        {
            Agent[] able = [.. agents.Where(a => a.Roles.Contains(role) && a.IsAvailableOn(day))];
            Agent[] near = [.. able.Where(a => a.TeamId?.Value == teamId)];
            var least = (near.Length > 0 ? near : able).MinBy(a => (LoadOf(a), a.Id.Value));
            if (least is not null) _given.AddOrUpdate(least.Id.Value, 1, (_, given) => given + 1);
            return least;
        }

        private decimal LoadOf(Agent agent) =>
            (open.GetValueOrDefault(agent.Id.Value) + _given.GetValueOrDefault(agent.Id.Value)) / Math.Max(agent.Capacity.Weight, 0.01m);
    }
}
