using KoSales.Domain.Agents;
using KoSales.Domain.Assignment;
using KoSales.Domain.Leads;
using KoSales.Functions.Agents;
using KoSales.Functions.Assignment;
using KoSales.Functions.Tasks.Owning;
using KoSales.Functions.Writing;
using NodaTime;

namespace KoSales.Functions.Absences;

/// <summary>Takes the open records and tasks of an agent who changed the team along: each page is one
/// transaction, like
/// any hand-over, but that the owner stays.</summary>
/// <remarks>Begun by the change itself and gone on with each minute until the agent's mark is gone, so that
/// it survives
/// a crash.</remarks>
public sealed class TeamMoves(
    CascadeDesk cascade,
    Portfolios portfolios,
    TaskPortfolios tasks,
    AgentWriter writer,
    Commits commits,
    TimeProvider time
) : IPortfolioMoves
{
    private const int Page = 200;
    private const int MostPages = 200;

    private Command Now =>
        new(
            Actor.System,
            Instant.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds()),
            "team-moves"
        );

    public async Task FollowAsync(Agent agent, CancellationToken cancellationToken)
    {
        if (agent.TeamMovedAt is null)
            return;
        for (var page = 0; page < MostPages; page++)
        {
            var batch = new WriteBatch();
            if (!await AddAsync(batch, agent, cancellationToken))
            {
                await EndAsync(agent, cancellationToken);
                return;
            }

            await commits.TryAsync(batch, cancellationToken);
        }
    }

    /// <summary>Records with all that goes along first, then tasks about what others have. False when nothing is
    /// left.</summary>
    private async ValueTask<bool> AddAsync(
        WriteBatch batch,
        Agent agent,
        CancellationToken cancellationToken
    )
    {
        var team = agent.TeamId?.Value;
        var to = new Holder(agent.Key, team);
        var elsewhere = team is null
            ? Filter.Present("team_id")
            : new Filter.Not(Filter.Eq("team_id", team));
        var page = await portfolios.NextAsync(agent.Key, Page, cancellationToken, elsewhere);
        if (page is null)
            return await tasks.AddTeamMoveAsync(batch, to, elsewhere, Page, Now, cancellationToken)
                > 0;
        await cascade.AddAsync(
            batch,
            page.Kind,
            page.Handovers(_ => to),
            new Assigning(AssignmentMode.Auto)
            {
                Summary = $"{page.Noun}.team_changed",
                IsByClaim = false,
                Daily = DailyCount.Unchanged,
            },
            Now,
            cancellationToken
        );
        return true;
    }

    private async Task EndAsync(Agent agent, CancellationToken cancellationToken)
    {
        var command = Now;
        await writer.ChangeAsync(
            agent.Id,
            command,
            current => Task.FromResult(current.EndTeamMove(agent.TeamId, command)),
            cancellationToken
        );
    }
}
