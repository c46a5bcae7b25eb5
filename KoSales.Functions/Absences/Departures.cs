using KoSales.Domain.Agents;
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
/// them all the same: a record that was reopened, a task that a
/// plan gave them a moment too late.</summary>
public sealed class Departures(
    IDocumentStore store,
    AgentWriter writer,
    CascadeDesk cascade,
    Portfolios portfolios,
    TaskPortfolios tasks,
    Commits commits,
    TimeProvider time
)
{
    private const int Page = 200;
    private const int MostPages = 100;
    private const int JobsLooked = 20;

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
        foreach (var agent in await GoneHoldingAsync(cancellationToken))
        {
            await PoolAsync(agent, cancellationToken);
            await ReleaseTasksAsync(agent, cancellationToken);
        }
    }

    /// <summary>Those who have left and hold something all the same.</summary>
    private async ValueTask<IReadOnlyCollection<string>> GoneHoldingAsync(
        CancellationToken cancellationToken
    )
    {
        var gone = await store
            .StreamAsync(AgentLoads.Collection, Filter.Present("closed_at"), cancellationToken)
            .ToListAsync(cancellationToken);
        var uncounted = await portfolios.HoldingUncountedAsync(
            [.. gone.Select(l => l.Id)],
            cancellationToken
        );
        return
        [
            .. gone.Where(l => l.OpenLeads > 0 || l.OpenTasks > 0 || uncounted.Contains(l.Id))
                .Select(l => l.Id),
        ];
    }

    /// <summary>Records are placed by the jobs that the departure began with. What these found no place
    /// for, and what came afterwards, goes to the team's pool; tasks about what others have go to those.
    /// Looked at again until nothing is left.</summary>
    private async Task EndAsync(Agent agent, CancellationToken cancellationToken)
    {
        if (await portfolios.NextAsync(agent.Key, 1, cancellationToken) is not null)
        {
            if (!await IsPlacedAsync(agent, cancellationToken))
                return;
            await PoolAsync(agent.Key, cancellationToken);
        }

        var load = await store.FindAsync(AgentLoads.Collection, agent.Key, cancellationToken);
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

    /// <summary>True once the jobs that hand the portfolio out, one for each kind, have ended, however that
    /// was. Without a job somebody places it by hand.</summary>
    private async ValueTask<bool> IsPlacedAsync(Agent agent, CancellationToken cancellationToken)
    {
        var jobs = new Query(CohortAssignmentJob.Collection, Filter.Eq("portfolio_of", agent.Key))
        {
            Sort = [Newest],
            Limit = JobsLooked,
        };
        var found = await store.ListAsync(CohortAssignmentJob.Collection, jobs, cancellationToken);
        return found.Count > 0
            && found.GroupBy(j => j.Entity).All(ofKind => ofKind.First().HasEnded);
    }

    private async Task PoolAsync(string agentId, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MostPages; round++)
        {
            var page = await portfolios.NextAsync(agentId, Page, cancellationToken);
            if (page is null)
                return;
            var batch = new WriteBatch();
            await cascade.AddAsync(
                batch,
                page.Kind,
                page.Handovers(held => held with { OwnerId = null }),
                new Assigning(AssignmentMode.Auto) { Summary = $"{page.Noun}.owner_left" },
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
}
