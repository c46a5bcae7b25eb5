using KoSales.Domain.Agents;
using KoSales.Domain.Jobs;
using KoSales.Domain.Leads;
using KoSales.Functions.Absences;
using KoSales.Functions.Agents;
using KoSales.Functions.Assignment;
using KoSales.Functions.Entities.Handing;
using KoSales.Functions.Tasks;
using KoSales.Tests.Assignment;
using KoSales.Tests.Flows;
using static KoSales.Tests.Assignment.AssignmentRig;

namespace KoSales.Tests.Absences;

public sealed class PortfolioTests(FlowRig rig) : IClassFixture<FlowRig>
{
    [Fact]
    public async Task Who_owns_something_open_does_not_leave()
    {
        var (agent, other) = (await rig.AgentAsync(), await rig.AgentAsync());
        var lead = await rig.AssignAsync(await rig.LeadAsync(), agent);
        var refused = (await DeactivateAsync(agent)).Faults.Single();
        Assert.Equal(
            ("agent.has_portfolio", (Fact)1, (Fact)1),
            (refused.Code, refused.Facts!["open_leads"], refused.Facts["open_tasks"])
        );
        await rig.AssignAsync(lead, other);
        Assert.False((await DeactivateAsync(agent)).IsRefused);
    }

    [Fact]
    public async Task Nothing_is_given_to_who_has_left_until_they_are_back()
    {
        var (agent, lead) = (await rig.AgentAsync(), await rig.LeadAsync());
        await DeactivateAsync(agent);
        var refused = await rig.Get<EntityAssigning<Lead>>()
            .AssignAsync(
                lead.Key,
                new AssignEntity { AgentId = agent },
                rig.By(Admin),
                CancellationToken.None
            );
        Assert.Equal("agent.inactive", refused.Faults.Single().Code);
        await ChangeAsync(agent, a => a with { Status = AgentStatus.Active });
        Assert.Equal(agent, (await rig.AssignAsync(lead, agent)).OwnerId);
    }

    [Fact]
    public async Task An_assignment_and_a_departure_at_once_do_not_leave_a_lead_with_nobody_there()
    {
        for (var round = 0; round < 10; round++)
        {
            var (agent, lead) = (await rig.AgentAsync(), await rig.LeadAsync());
            var assigning = Task.Run(() =>
                rig.Get<EntityAssigning<Lead>>()
                    .AssignAsync(
                        lead.Key,
                        new AssignEntity { AgentId = agent },
                        rig.By(Admin),
                        CancellationToken.None
                    )
            );
            var leaving = Task.Run(() => DeactivateAsync(agent));
            await Task.WhenAll(assigning, leaving);
            Assert.NotEqual((await assigning).IsRefused, (await leaving).IsRefused);
        }
    }

    [Fact]
    public async Task Loads_are_counted_once_in_a_store_from_before()
    {
        var agent = await rig.AgentAsync();
        await rig.AssignAsync(await rig.LeadAsync(), agent);
        await rig.CommitAsync(
            new WriteBatch().Delete(
                Domain.Loads.AgentLoads.Collection,
                Domain.Filters.Filter.Everything
            )
        );
        foreach (var task in rig.GetAll<Functions.Hosting.IStartTask>())
            await task.RunAsync(CancellationToken.None);
        Assert.Equal(1, (await rig.LoadAsync(agent)).OpenLeads);
        await rig.AssertCountedAsync();
    }

    [Fact]
    public async Task Who_leaves_is_gone_once_the_leads_are_placed_and_tasks_go_to_whose_the_lead_is()
    {
        var (leaving, other) = (await rig.AgentAsync(), await rig.AgentAsync());
        var mine = await rig.AssignAsync(await rig.LeadAsync(), leaving);
        var theirs = await rig.AssignAsync(await rig.LeadAsync(), other);
        await rig.Get<TaskDesk>()
            .ReassignAsync(
                (await rig.OpenAsync(theirs)).Key,
                new ReassignTask { AgentId = leaving },
                rig.By(Admin),
                CancellationToken.None
            );
        await rig.Get<AgentWriter>()
            .ChangeAsync(
                AgentId.Of(leaving),
                rig.By(Admin),
                a => Task.FromResult(a.BeginLeaving(rig.By(Admin))),
                CancellationToken.None
            );
        await WatchAsync();
        Assert.Equal(
            (AgentStatus.OnLeave, rig.Now),
            (
                await StatusAsync(leaving),
                (
                    await rig.Store.FindAsync(Agent.Collection, leaving, CancellationToken.None)
                )!.LeavingAt
            )
        );
        await rig.AssignAsync(mine, other);
        await WatchAsync();
        Assert.Equal(
            (AgentStatus.Inactive, other),
            (await StatusAsync(leaving), (await rig.OpenAsync(theirs)).OwnerId)
        );
        await rig.AssertCountedAsync();
    }

    [Fact]
    public async Task Nothing_is_given_to_who_is_about_to_leave()
    {
        var (leaving, other) = (await rig.AgentAsync(), await rig.AgentAsync());
        var kept = await rig.AssignAsync(await rig.LeadAsync(), leaving);
        var lost = await rig.AssignAsync(await rig.LeadAsync(), leaving);
        var given = await rig.AssignAsync(await rig.LeadAsync(), leaving);
        await rig.AssignAsync(given, other);
        var deleted = await rig.AssignAsync(await rig.LeadAsync(), leaving);
        await rig.Desk.LoseAsync(lost.Id, "no money", rig.By(Admin), CancellationToken.None);
        await rig.Desk.DeleteAsync(deleted.Id, null, rig.By(Admin), CancellationToken.None);
        await LeaveAsync(leaving);

        var (by, none) = (rig.By(Admin), CancellationToken.None);
        var fresh = await rig.LeadAsync();
        Assert.Equal(
            "agent.leaving",
            (
                await rig.Get<EntityAssigning<Lead>>()
                    .AssignAsync(fresh.Key, new AssignEntity { AgentId = leaving }, by, none)
            )
                .Faults.Single()
                .Code
        );
        var task = (await rig.OpenAsync(fresh)).Key;
        Assert.Equal(
            "agent.leaving",
            (
                await rig.Get<TaskDesk>()
                    .ReassignAsync(task, new ReassignTask { AgentId = leaving }, by, none)
            )
                .Faults.Single()
                .Code
        );
        Assert.Equal(
            "agent.leaving",
            (await rig.Get<EntityAssigning<Lead>>().UndoAsync(given.Key, false, by, none))
                .Value.Reasons.Single()
                .Code
        );
        await rig.Desk.ReopenAsync(lost.Id, "called", by, none);
        await rig.Desk.RestoreAsync(deleted.Id, by, none);
        foreach (var back in new[] { lost, deleted })
            Assert.Equal(
                (null, null, null),
                (
                    (await rig.LoadAsync(back.Id)).OwnerId,
                    (await rig.PipelineAsync(back)).OwnerId,
                    (await rig.OpenAsync(back)).OwnerId
                )
            );
        Assert.Equal(
            (1, leaving),
            ((await rig.LoadAsync(leaving)).OpenLeads, (await rig.LoadAsync(kept.Id)).OwnerId)
        );
        await rig.AssertCountedAsync();
    }

    [Fact]
    public async Task An_assignment_committed_after_the_departure_began_is_refused()
    {
        var (leaving, lead) = (await rig.AgentAsync(), await rig.LeadAsync());
        var batch = new WriteBatch();
        var over = new Domain.Assignment.Handover(
            lead.Key,
            null,
            new Domain.Assignment.Holder(null, "TM-1"),
            new Domain.Assignment.Holder(leaving, "TM-1")
        );
        await rig.Get<CascadeDesk>()
            .AddAsync(
                batch,
                EntityKind.Lead,
                [over],
                new Assigning(Domain.Leads.AssignmentMode.Bulk),
                rig.Act,
                CancellationToken.None
            );
        await LeaveAsync(leaving);
        Assert.Equal(
            CommitStatus.ConditionFailed,
            (await rig.Store.CommitAsync(batch, CancellationToken.None)).Status
        );
        await ChangeAsync(leaving, a => a with { Status = AgentStatus.Active });
        Assert.Equal(leaving, (await rig.AssignAsync(lead, leaving)).OwnerId);
    }

    [Fact]
    public async Task What_the_job_of_a_departure_found_no_place_for_goes_to_the_pool_and_the_departure_ends()
    {
        var leaving = await rig.AgentAsync();
        var lead = await rig.AssignAsync(await rig.LeadAsync(), leaving);
        await LeaveAsync(leaving);
        var job = new Domain.AssignmentJobs.CohortAssignmentJob
        {
            Id = Domain.AssignmentJobs.AssignmentJobId.Of("CAJ-77"),
            PortfolioOf = leaving,
            RequestedBy = Admin.Id,
            OwnerId = Admin.Id,
            Status = JobStatus.Running,
            CreatedAt = rig.Now,
        };
        await rig.CommitAsync(
            new WriteBatch().Insert(Domain.AssignmentJobs.CohortAssignmentJob.Collection, job)
        );
        await WatchAsync();
        Assert.Equal(
            (AgentStatus.OnLeave, leaving),
            (await StatusAsync(leaving), (await rig.LoadAsync(lead.Id)).OwnerId)
        );
        var ended = job with { Status = JobStatus.Completed, Version = job.Version + 1 };
        await rig.CommitAsync(
            new WriteBatch().Replace(Domain.AssignmentJobs.CohortAssignmentJob.Collection, ended)
        );
        await WatchAsync();
        Assert.Equal(
            (AgentStatus.Inactive, null),
            (await StatusAsync(leaving), (await rig.LoadAsync(lead.Id)).OwnerId)
        );
        await rig.AssertCountedAsync();
    }

    private Task LeaveAsync(string agent) =>
        rig.Get<AgentWriter>()
            .ChangeAsync(
                AgentId.Of(agent),
                rig.By(Admin),
                a => Task.FromResult(a.BeginLeaving(rig.By(Admin))),
                CancellationToken.None
            );

    [Fact]
    public async Task A_lead_reopened_after_its_owner_left_goes_to_the_pool()
    {
        var agent = await rig.AgentAsync();
        var lead = await rig.AssignAsync(await rig.LeadAsync(), agent);
        await rig.Desk.LoseAsync(lead.Id, "no money", rig.By(Admin), CancellationToken.None);
        Assert.False((await DeactivateAsync(agent)).IsRefused);
        await rig.Desk.ReopenAsync(lead.Id, "called", rig.By(Admin), CancellationToken.None);
        Assert.Equal(
            (null, null, null),
            (
                (await rig.LoadAsync(lead.Id)).OwnerId,
                (await rig.PipelineAsync(lead)).OwnerId,
                (await rig.OpenAsync(lead)).OwnerId
            )
        );
        await rig.AssertCountedAsync();
    }

    private Task WatchAsync() => rig.Get<LeaveWatch>().RunAsync(CancellationToken.None);

    private async Task<AgentStatus> StatusAsync(string agent) =>
        (await rig.Store.FindAsync(Agent.Collection, agent, CancellationToken.None))!.Status;

    private Task<Verdict<Agent>> DeactivateAsync(string agent) =>
        ChangeAsync(agent, a => a with { Status = AgentStatus.Inactive });

    private Task<Verdict<Agent>> ChangeAsync(string agent, Func<Agent, Agent> change) =>
        rig.Get<AgentWriter>()
            .ChangeAsync(
                AgentId.Of(agent),
                rig.By(Admin),
                current =>
                    Task.FromResult(
                        current.Edit(change(current), rig.By(Admin), CompanyDay.Of(rig.Now))
                    ),
                CancellationToken.None
            );
}
