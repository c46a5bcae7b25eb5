using KoSales.Domain.Agents;
using KoSales.Domain.Assignment;
using KoSales.Domain.AssignmentJobs;
using KoSales.Domain.Leads;
using KoSales.Domain.Loads;
using KoSales.Functions.Agents;
using KoSales.Functions.Assignment;
using KoSales.Functions.Tasks.Owning;
using KoSales.Functions.Writing;
using NodaTime;

namespace KoSales.Functions.Absences;

/// <summary>Ends departures once the portfolio is placed, and takes from those who have left what came to
/// them all the same: a lead that was reopened, a task that a
/// plan gave them a moment too late.</summary>
public sealed class Departures(
    IDocumentStore store,
    AgentWriter writer,
    CascadeDesk cascade,
    TaskPortfolios tasks,
    Commits commits,
    TimeProvider time
)
{
    private const int Page = 200;
    private const int MostPages = 100;

    private static readonly SortKey Newest = new("created_at", FieldType.Instant, Descending: true);

    private Command Now =>
        new(
            Actor.System,
            Instant.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds()),
            "departures"
        );

    public async Task RunAsync(IReadOnlyList<Agent> agents, CancellationToken cancellationToken)
    {
        foreach (var agent in agents.Where(a => a.LeavingAt is not null))
            await EndAsync(agent, cancellationToken);
        var left = Filter.AllOf(
            Filter.Present("closed_at"),
            Filter.AnyOf(Some("open_leads"), Some("open_tasks"))
        );
        foreach (
            var load in await store.ListAsync(
                AgentLoads.Collection,
                new Query(AgentLoads.Collection, left) { Limit = Page },
                cancellationToken
            )
        )
        {
            await PoolLeadsAsync(load.Id, cancellationToken);
            await ReleaseTasksAsync(load.Id, cancellationToken);
        }
    }

    /// <summary>Leads are placed by the job that the departure began with. What it found no place for, and
    /// what came afterwards, goes to the team's pool; tasks
    /// about what others have go to those. Looked at again until nothing is left.</summary>
    private async Task EndAsync(Agent agent, CancellationToken cancellationToken)
    {
        var load = await store.FindAsync(AgentLoads.Collection, agent.Key, cancellationToken);
        if (load is { OpenLeads: > 0 })
        {
            if (!await IsPlacedAsync(agent, cancellationToken))
                return;
            await PoolLeadsAsync(agent.Key, cancellationToken);
        }

        if (load is { OpenTasks: > 0 })
            await ReleaseTasksAsync(agent.Key, cancellationToken);
        var command = Now;
        await writer.ChangeAsync(
            agent.Id,
            command,
            current => Task.FromResult(current.EndLeaving(command)),
            cancellationToken
        );
    }

    /// <summary>True once the job that hands the portfolio out has ended, however that was. Without a job
    /// somebody places it by hand.</summary>
    private async ValueTask<bool> IsPlacedAsync(Agent agent, CancellationToken cancellationToken)
    {
        var jobs = new Query(CohortAssignmentJob.Collection, Filter.Eq("portfolio_of", agent.Key))
        {
            Sort = [Newest],
            Limit = 1,
        };
        return await store.ListAsync(CohortAssignmentJob.Collection, jobs, cancellationToken)
            is [{ HasEnded: true }];
    }

    private async Task PoolLeadsAsync(string agentId, CancellationToken cancellationToken)
    {
        var own = OpenLeads.Of(agentId, Page);
        for (var page = 0; page < MostPages; page++)
        {
            var leads = await store.ListAsync(LeadStore.Collection, own, cancellationToken);
            if (leads.Count == 0)
                return;
            var batch = new WriteBatch();
            await cascade.AddAsync(
                batch,
                EntityKind.Lead,
                [.. leads.Select(l => OpenLeads.Handover(l, new Holder(null, l.TeamId)))],
                new Assigning(AssignmentMode.Auto) { Summary = "lead.owner_left" },
                Now,
                cancellationToken
            );
            await commits.TryAsync(batch, cancellationToken);
        }
    }

    private async Task ReleaseTasksAsync(string agentId, CancellationToken cancellationToken)
    {
        for (var page = 0; page < MostPages; page++)
        {
            var batch = new WriteBatch();
            if (await tasks.AddReleaseAsync(batch, agentId, Page, Now, cancellationToken) == 0)
                return;
            await commits.TryAsync(batch, cancellationToken);
        }
    }

    private static Filter Some(string count) =>
        new Filter.Condition(count, FilterOperator.Gt, new FilterValue.Number(0));
}
