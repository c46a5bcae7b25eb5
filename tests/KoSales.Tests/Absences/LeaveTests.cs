using KoSales.Domain.Agents;
using KoSales.Domain.Assignment;
using KoSales.Domain.Leads;
using KoSales.Functions.Absences;
using KoSales.Functions.Agents;
using KoSales.Functions.Tasks;
using KoSales.Tests.Assignment;
using KoSales.Tests.Flows;
using NodaTime;
using static KoSales.Tests.Assignment.AssignmentRig;

namespace KoSales.Tests.Absences;

public sealed class LeaveTests : IAsyncLifetime
{
    private readonly FlowRig _rig = new();

    private LocalDate Today => CompanyDay.Of(_rig.Now);

    public Task InitializeAsync() => _rig.InitializeAsync();

    public Task DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task A_leave_begins_and_ends_by_itself()
    {
        var agent = await _rig.AgentAsync(a =>
            a with
            {
                Leave = [new LeavePeriod(Today.PlusDays(1), Today.PlusDays(2))],
            }
        );
        Assert.Equal(AgentStatus.Active, await StatusAsync(agent));
        Assert.Equal(AgentStatus.OnLeave, await StatusAsync(agent, days: 1));
        Assert.Equal(AgentStatus.OnLeave, await StatusAsync(agent, days: 1));
        Assert.Equal(AgentStatus.Active, await StatusAsync(agent, days: 1));
    }

    [Fact]
    public async Task Who_was_put_on_leave_by_hand_is_not_called_back()
    {
        var agent = await _rig.AgentAsync(a => a with { Status = AgentStatus.OnLeave });
        Assert.Equal(AgentStatus.OnLeave, await StatusAsync(agent, days: 5));
    }

    [Fact]
    public async Task A_portfolio_goes_to_the_delegate_and_what_is_unchanged_returns()
    {
        var (stand, other) = (await _rig.AgentAsync(), await _rig.AgentAsync());
        var away = await _rig.AgentAsync(a =>
            a with
            {
                Leave = [new LeavePeriod(Today.PlusDays(1), Today.PlusDays(2), AgentId.Of(stand))],
            }
        );
        var (one, two, lost) = (
            await OwnedAsync(away),
            await OwnedAsync(away),
            await OwnedAsync(away)
        );
        var theirs = await OwnedAsync(other);
        await _rig.Get<TaskDesk>()
            .ReassignAsync(
                (await _rig.OpenAsync(theirs)).Key,
                new ReassignTask { AgentId = away },
                _rig.By(Admin),
                CancellationToken.None
            );

        await WatchAsync(days: 1);
        await WatchAsync();
        Assert.Equal(
            (stand, stand, stand),
            (
                await OwnerAsync(one),
                (await _rig.OpenAsync(one)).OwnerId,
                (await _rig.OpenAsync(theirs)).OwnerId
            )
        );
        Assert.Equal(((0, 0), (3, 4)), (await LoadOfAsync(away), await LoadOfAsync(stand)));
        Assert.Equal((DelegationStatus.Active, 3, 4), Of(await DelegationAsync(away)));

        await _rig.AssignAsync(two, other);
        await _rig.Desk.LoseAsync(lost.Id, "no money", _rig.By(Admin), CancellationToken.None);
        await WatchAsync(days: 2);
        Assert.Equal(
            (away, other, stand, away),
            (
                await OwnerAsync(one),
                await OwnerAsync(two),
                await OwnerAsync(lost),
                (await _rig.OpenAsync(theirs)).OwnerId
            )
        );
        var ended = (await DelegationAsync(away))!;
        Assert.Equal((DelegationStatus.Ended, 1, 2), (ended.Status, ended.Returned, ended.Kept));
        Assert.Equal(AgentStatus.Active, await StatusAsync(away));
        await _rig.AssertCountedAsync();
    }

    [Fact]
    public async Task A_task_made_during_the_leave_returns_with_its_lead()
    {
        var stand = await _rig.AgentAsync();
        var away = await _rig.AgentAsync(a =>
            a with
            {
                Leave = [new LeavePeriod(Today.PlusDays(1), Today.PlusDays(2), AgentId.Of(stand))],
            }
        );
        var lead = await OwnedAsync(away);
        await WatchAsync(days: 1);
        _rig.Now += Duration.FromHours(1);
        await _rig.CompleteAsync(lead, "connected");
        await _rig.ReconcileAsync(lead);
        Assert.Equal(stand, (await _rig.OpenAsync(lead)).OwnerId);
        await WatchAsync(days: 2);
        Assert.Equal((away, away), (await OwnerAsync(lead), (await _rig.OpenAsync(lead)).OwnerId));
        await _rig.AssertCountedAsync();
    }

    [Fact]
    public async Task A_leave_taken_back_returns_the_portfolio_at_once()
    {
        var stand = await _rig.AgentAsync();
        var away = await _rig.AgentAsync(a =>
            a with
            {
                Leave = [new LeavePeriod(Today.PlusDays(1), Today.PlusDays(9), AgentId.Of(stand))],
            }
        );
        var lead = await OwnedAsync(away);
        await WatchAsync(days: 1);
        Assert.Equal(stand, await OwnerAsync(lead));
        await _rig.Get<AgentWriter>()
            .ChangeAsync(
                AgentId.Of(away),
                _rig.By(Admin),
                a => Task.FromResult(a.Edit(a with { Leave = [] }, _rig.By(Admin), Today)),
                CancellationToken.None
            );
        await WatchAsync();
        Assert.Equal((away, AgentStatus.Active), (await OwnerAsync(lead), await StatusAsync(away)));
    }

    [Fact]
    public async Task Two_hosts_at_once_hand_everything_over_once()
    {
        var stand = await _rig.AgentAsync();
        var away = await _rig.AgentAsync(a =>
            a with
            {
                Leave = [new LeavePeriod(Today.PlusDays(1), Today.PlusDays(1), AgentId.Of(stand))],
            }
        );
        for (var i = 0; i < 5; i++)
            await OwnedAsync(away);
        _rig.Now += Duration.FromDays(1);
        await Task.WhenAll(
            Task.Run(() => WatchAsync()),
            Task.Run(() => WatchAsync()),
            Task.Run(() => WatchAsync())
        );
        Assert.Equal((DelegationStatus.Active, 5, 5), Of(await DelegationAsync(away)));
        await WatchAsync(days: 1);
        Assert.Equal((5, 5), await LoadOfAsync(away));
        await _rig.AssertCountedAsync();
    }

    [Fact]
    public async Task Looking_after_a_portfolio_uses_up_nobodys_daily_limit()
    {
        var stand = await _rig.AgentAsync();
        var away = await _rig.AgentAsync(a =>
            a with
            {
                Leave = [new LeavePeriod(Today.PlusDays(1), Today.PlusDays(1), AgentId.Of(stand))],
            }
        );
        await OwnedAsync(away);
        await WatchAsync(days: 1);
        Assert.Equal(
            (1, 0),
            ((await _rig.LoadAsync(stand)).OpenLeads, (await _rig.LoadAsync(stand)).GivenOn(Today))
        );
        await WatchAsync(days: 1);
        Assert.Equal(
            (1, 0),
            ((await _rig.LoadAsync(away)).OpenLeads, (await _rig.LoadAsync(away)).GivenOn(Today))
        );
    }

    [Fact]
    public async Task Who_is_away_as_well_does_not_stand_in()
    {
        var stand = await _rig.AgentAsync(a =>
            a with
            {
                Leave = [new LeavePeriod(Today.PlusDays(1), Today.PlusDays(1))],
            }
        );
        var away = await _rig.AgentAsync(a =>
            a with
            {
                Leave = [new LeavePeriod(Today.PlusDays(1), Today.PlusDays(3), AgentId.Of(stand))],
            }
        );
        var lead = await OwnedAsync(away);
        await WatchAsync(days: 1);
        Assert.Equal(away, await OwnerAsync(lead));
        await WatchAsync(days: 1);
        await WatchAsync();
        Assert.Equal(stand, await OwnerAsync(lead));
    }

    [Fact]
    public async Task Delegations_are_listed_and_undone_by_an_index()
    {
        foreach (
            var actor in new[]
            {
                Admin,
                new Actor("A0-1", [Role.Manager], "TM-1"),
                new Actor("A0-2", [Role.Agent], "TM-1"),
            }
        )
        {
            var filter = Filter.AllOf(
                DelegationLists.Delegations.Base,
                DelegationLists.Delegations.Scope(actor)
            );
            var newest = new SortKey("created_at", FieldType.Instant, Descending: true);
            Assert.NotNull(
                await _rig.Store.ExplainAsync(
                    new Query(Delegation.Collection, filter) { Sort = [newest] },
                    CancellationToken.None
                )
            );
        }

        Assert.Equal(
            "handovers_cause",
            await _rig.Store.ExplainAsync(
                new Query(HandoverRecord.Collection, Filter.Eq("cause", "x")),
                CancellationToken.None
            )
        );
    }

    private static (DelegationStatus?, int?, int?) Of(Delegation? delegation) =>
        (delegation?.Status, delegation?.Leads, delegation?.Tasks);

    private async Task<Lead> OwnedAsync(string agent) =>
        await _rig.AssignAsync(await _rig.LeadAsync(), agent);

    private async Task<string?> OwnerAsync(Lead lead) => (await _rig.LoadAsync(lead.Id)).OwnerId;

    private async Task<(int Leads, int Tasks)> LoadOfAsync(string agent) =>
        ((await _rig.LoadAsync(agent)).OpenLeads, (await _rig.LoadAsync(agent)).OpenTasks);

    private ValueTask<Delegation?> DelegationAsync(string agent) =>
        _rig.Store.FirstAsync(
            Delegation.Collection,
            Filter.Eq("agent_id", agent),
            CancellationToken.None
        );

    private async Task WatchAsync(int days = 0)
    {
        _rig.Now += Duration.FromDays(days);
        await _rig.Get<LeaveWatch>().RunAsync(CancellationToken.None);
    }

    private async Task<AgentStatus> StatusAsync(string agent, int days = 0)
    {
        await WatchAsync(days);
        return (
            await _rig.Store.FindAsync(Agent.Collection, agent, CancellationToken.None)
        )!.Status;
    }
}
