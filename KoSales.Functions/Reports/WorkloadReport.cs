using KoSales.Domain.Agents;
using KoSales.Domain.Loads;
using KoSales.Domain.Planning;
using KoSales.Domain.Tasks;
using KoSales.Functions.AssignmentJobs.Planning;
using NodaTime;

namespace KoSales.Functions.Reports;

/// <summary>Counts what agents hold: one round trip for each kind of record and two for tasks, whatever the
/// number of agents.</summary>
public sealed class WorkloadReport(IDocumentStore store, IEnumerable<IPlanSubjects> kinds)
{
    private const int MostAgents = 2_000;

    private static readonly SortKey ByName = new("name_key", FieldType.Text);

    public async Task<WorkloadView> ShowAsync(
        Actor actor,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var agents = await AgentsAsync(actor, cancellationToken);
        Dictionary<EntityKind, IReadOnlyDictionary<string, long>> open = [];
        foreach (var kind in kinds)
            open[kind.Kind] = await ByOwnerAsync(kind.Collection, kind.Open, cancellationToken);
        var pastDue = new Filter.Condition(
            "due_at",
            FilterOperator.Lt,
            new FilterValue.Moment(now)
        );
        var work = new Held(
            open,
            await ByOwnerAsync(SalesTasks.Collection, SalesTasks.Open, cancellationToken),
            await ByOwnerAsync(
                SalesTasks.Collection,
                Filter.AllOf(SalesTasks.Open, pastDue),
                cancellationToken
            ),
            await LoadsAsync(agents, cancellationToken)
        );
        var day = CompanyDay.Of(now);
        return new WorkloadView(now, [.. agents.Select(a => ViewOf(a, work, day))]);
    }

    /// <summary>Who sells, as far as the actor sees them.</summary>
    private async ValueTask<IReadOnlyList<Agent>> AgentsAsync(
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var working = Filter.AllOf(
            AgentScope.Visible(actor),
            actor.Is(Role.Agent) && !actor.Is(Role.Manager) && !actor.Is(Role.Admin)
                ? Filter.Eq("id", actor.Id)
                : Filter.Everything,
            Filter.Missing("deleted_at"),
            new Filter.Condition(
                "roles",
                FilterOperator.ContainsAny,
                new FilterValue.Many([
                    new FilterValue.Text("agent"),
                    new FilterValue.Text("manager"),
                ])
            )
        );
        return await store.ListAsync(
            Agent.Collection,
            new Query(Agent.Collection, working) { Sort = [ByName], Limit = MostAgents },
            cancellationToken
        );
    }

    private async ValueTask<IReadOnlyDictionary<string, long>> ByOwnerAsync(
        Collection collection,
        Filter which,
        CancellationToken cancellationToken
    )
    {
        var groups = await store.GroupCountAsync(
            collection,
            Filter.AllOf(which, Filter.Present("owner_id")),
            ["owner_id"],
            cancellationToken
        );
        return groups.ToDictionary(g => g.Values[0]!, g => g.Count, StringComparer.Ordinal);
    }

    private async ValueTask<IReadOnlyDictionary<string, AgentLoad>> LoadsAsync(
        IReadOnlyList<Agent> agents,
        CancellationToken cancellationToken
    ) =>
        (
            await store.GetManyAsync(
                AgentLoads.Collection,
                [.. agents.Select(a => a.Key)],
                cancellationToken
            )
        )
            .Select(AgentLoads.Collection.Read)
            .ToDictionary(l => l.Id);

    private static AgentWorkView ViewOf(Agent agent, Held work, LocalDate day)
    {
        var load = work.Loads.GetValueOrDefault(agent.Key) ?? new AgentLoad { Id = agent.Key };
        var holding = new Holding(load.OpenLeads, load.GivenOn(day), load.Reserved);
        return new AgentWorkView
        {
            AgentId = agent.Key,
            Name = agent.Name,
            TeamId = agent.TeamId?.Value,
            Status = agent.Status,
            OpenLeads = work.Of(EntityKind.Lead, agent.Key),
            OpenContacts = work.Of(EntityKind.Contact, agent.Key),
            OpenCustomers = work.Of(EntityKind.Customer, agent.Key),
            OpenDeals = work.Of(EntityKind.Deal, agent.Key),
            OpenTasks = work.Tasks.GetValueOrDefault(agent.Key),
            OverdueTasks = work.Overdue.GetValueOrDefault(agent.Key),
            GivenToday = load.GivenOn(day),
            MaxOpenLeads = agent.Capacity.MaxOpenLeads,
            DailyLimit = agent.Capacity.DailyLimit,
            CapacityLeft = Eligibility.Of(agent, holding, day).CapacityLeft,
        };
    }

    /// <summary>What is held, by agent.</summary>
    private sealed record Held(
        IReadOnlyDictionary<EntityKind, IReadOnlyDictionary<string, long>> Open,
        IReadOnlyDictionary<string, long> Tasks,
        IReadOnlyDictionary<string, long> Overdue,
        IReadOnlyDictionary<string, AgentLoad> Loads
    )
    {
        public long Of(EntityKind kind, string agent) =>
            Open.GetValueOrDefault(kind)?.GetValueOrDefault(agent) ?? 0;
    }
}
