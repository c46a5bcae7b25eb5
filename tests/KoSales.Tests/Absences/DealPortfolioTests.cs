using KoSales.Domain.Agents;
using KoSales.Domain.Assignment;
using KoSales.Domain.AssignmentJobs;
using KoSales.Domain.Deals;
using KoSales.Domain.Jobs;
using KoSales.Functions.Absences;
using KoSales.Functions.Agents;
using KoSales.Tests.Assignment;
using KoSales.Tests.Deals;
using NodaTime;
using static KoSales.Tests.Assignment.AssignmentRig;

namespace KoSales.Tests.Absences;

/// <summary>What becomes of an agent's deals when the agent is away, changes the team or leaves.</summary>
public sealed class DealPortfolioTests : IAsyncLifetime
{
    private readonly DealRig _rig = new();

    public Task InitializeAsync() => _rig.InitializeAsync();

    public Task DisposeAsync() => _rig.DisposeAsync();

    private LocalDate Today => CompanyDay.Of(_rig.Now);

    [Fact]
    public async Task Deals_go_to_the_delegate_with_their_work_and_return()
    {
        var stand = await _rig.AgentAsync();
        var away = await _rig.AgentAsync(a =>
            a with
            {
                Leave = [new LeavePeriod(Today.PlusDays(1), Today.PlusDays(2), AgentId.Of(stand))],
            }
        );
        var (kept, moved) = (await _rig.DealAsync(away), await _rig.DealAsync(away));
        var before = await _rig.HoldersAsync(kept);

        await WatchAsync(days: 1);
        var during = await _rig.HoldersAsync(kept);
        await WatchAsync(days: 2);

        Assert.All(before, holder => Assert.Equal(away, holder));
        Assert.Equal(before.Length, during.Length);
        Assert.All(during, holder => Assert.Equal(stand, holder));
        Assert.All(await _rig.HoldersAsync(kept), holder => Assert.Equal(away, holder));
        Assert.All(await _rig.HoldersAsync(moved), holder => Assert.Equal(away, holder));
        var delegation = await DelegationAsync(away);
        Assert.Equal(
            (DelegationStatus.Ended, 0, 2, 2),
            (delegation.Status, delegation.Leads, delegation.Others, delegation.Returned)
        );
        await _rig.AssertCountedAsync();
    }

    [Fact]
    public async Task Who_leaves_is_gone_only_once_the_deals_are_placed()
    {
        var leaving = await _rig.AgentAsync();
        var deal = await _rig.DealAsync(leaving);
        await ChangeAsync(leaving, a => a.BeginLeaving(_rig.By(Admin)));

        await WatchAsync();
        var whileUnplaced = await StatusAsync(leaving);
        await JobAsync(leaving, JobStatus.Running);
        await WatchAsync();
        var whilePlaced = await _rig.FreshAsync(deal);
        await JobAsync(leaving, JobStatus.Completed);
        await WatchAsync();

        Assert.NotEqual(AgentStatus.Inactive, whileUnplaced);
        Assert.Equal(leaving, whilePlaced.OwnerId);
        Assert.Equal(AgentStatus.Inactive, await StatusAsync(leaving));
        var pooled = await _rig.FreshAsync(deal);
        Assert.Equal((null, "TM-1"), (pooled.OwnerId, pooled.TeamId));
    }

    [Fact]
    public async Task A_deal_that_came_to_somebody_who_has_left_goes_to_the_pool()
    {
        var (gone, other) = (await _rig.AgentAsync(), await _rig.AgentAsync());
        var deal = await _rig.DealAsync(other);
        await EditAsync(gone, a => a with { Status = AgentStatus.Inactive });
        await _rig.CommitAsync(
            new WriteBatch().Replace(
                DealStore.Collection,
                (await _rig.FreshAsync(deal)) with
                {
                    OwnerId = gone,
                    Version = deal.Version + 1,
                }
            )
        );

        await WatchAsync();

        var pooled = await _rig.FreshAsync(deal);
        Assert.Equal((null, "TM-1"), (pooled.OwnerId, pooled.TeamId));
    }

    [Fact]
    public async Task Deals_follow_their_owner_into_another_team()
    {
        var agent = await _rig.AgentAsync();
        var deal = await _rig.DealAsync(agent);
        var given = (await _rig.FreshAsync(deal)).AssignedAt;
        await MoveAsync(agent, TeamId.Of("TM-2"));

        await WatchAsync();

        var moved = await _rig.FreshAsync(deal);
        Assert.Equal((agent, "TM-2", given), (moved.OwnerId, moved.TeamId, moved.AssignedAt));
    }

    private Task WatchAsync(int days = 0)
    {
        _rig.Now += Duration.FromDays(days);
        return _rig.Get<LeaveWatch>().RunAsync(CancellationToken.None);
    }

    private async Task<Delegation> DelegationAsync(string agent) =>
        (
            await _rig.Store.FirstAsync(
                Delegation.Collection,
                Filter.Eq("agent_id", agent),
                CancellationToken.None
            )
        )!;

    private async Task<AgentStatus> StatusAsync(string agent) =>
        (await _rig.Store.FindAsync(Agent.Collection, agent, CancellationToken.None))!.Status;

    /// <summary>As an edit of the agent leaves it, whose team there is none of here.</summary>
    private async Task MoveAsync(string agent, TeamId to)
    {
        var stored = await _rig.Store.FindAsync(Agent.Collection, agent, CancellationToken.None);
        var moved = stored! with
        {
            TeamId = to,
            TeamMovedAt = _rig.Now,
            Version = stored.Version + 1,
        };
        await _rig.CommitAsync(new WriteBatch().Replace(Agent.Collection, moved));
    }

    private Task EditAsync(string agent, Func<Agent, Agent> change) =>
        ChangeAsync(agent, a => a.Edit(change(a), _rig.By(Admin), Today));

    private async Task ChangeAsync(string agent, Func<Agent, Verdict<Agent>> change) =>
        Assert.False(
            (
                await _rig.Get<AgentWriter>()
                    .ChangeAsync(
                        AgentId.Of(agent),
                        _rig.By(Admin),
                        a => Task.FromResult(change(a)),
                        CancellationToken.None
                    )
            ).IsRefused
        );

    /// <summary>The job that places the agent's deals, in this state.</summary>
    private Task JobAsync(string agent, JobStatus status) =>
        _rig.CommitAsync(
            new WriteBatch().Upsert(
                CohortAssignmentJob.Collection,
                new CohortAssignmentJob
                {
                    Id = AssignmentJobId.Of("CAJ-1"),
                    RequestedBy = Admin.Id,
                    OwnerId = Admin.Id,
                    PortfolioOf = agent,
                    Entity = EntityKind.Deal,
                    Status = status,
                    CreatedAt = _rig.Now,
                    UpdatedAt = _rig.Now,
                }
            )
        );
}
