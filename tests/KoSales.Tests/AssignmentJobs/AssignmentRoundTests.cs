using KoSales.Domain.Agents;
using KoSales.Domain.AssignmentJobs;
using KoSales.Domain.Jobs;
using KoSales.Domain.Leads;
using KoSales.Domain.Planning;
using KoSales.Functions.AssignmentJobs;
using KoSales.Functions.AssignmentJobs.Planning;
using KoSales.Functions.AssignmentJobs.Running;
using KoSales.Functions.Entities.Handing;

namespace KoSales.Tests.AssignmentJobs;

/// <summary>Dry runs, runs of them, retries, undo, and what is told of a record.</summary>
public sealed class AssignmentRoundTests(AssignmentJobRig rig) : IClassFixture<AssignmentJobRig>
{
    private AssignmentJobDesk Desk => rig.Get<AssignmentJobDesk>();

    [Fact]
    public async Task A_dry_run_changes_nothing_and_its_run_does_exactly_what_it_said()
    {
        var (cohort, leads) = await rig.CohortAsync(9);
        var agents = await rig.AgentsAsync(2);
        var id = await rig.QueueAsync(cohort, agents, b => b with { DryRun = true });
        var planned = await rig.RunAsync(id);
        Assert.Equal(
            (JobStatus.Completed, true, 0),
            (planned.Status, planned.DryRun, planned.Assigned)
        );
        Assert.All((await rig.OwnersAsync(leads)).Values, Assert.Null);
        Assert.Equal(0, (await rig.LoadAsync(agents[0])).Reserved);
        var told = (await ExplainAsync(id, leads[4].Key)).AgentId;
        Assert.False((await Desk.RunAsync(id, rig.By(), CancellationToken.None)).IsRefused);
        var job = await rig.RunAsync(id);
        await rig.AssertExactAsync(job, leads);
        Assert.Equal((JobStatus.Completed, 9), (job.Status, job.Assigned));
        Assert.Equal(told, (await rig.LoadAsync(leads[4].Id)).OwnerId);
    }

    [Fact]
    public async Task The_run_of_a_dry_run_leaves_alone_whatever_has_changed_since()
    {
        var (cohort, leads) = await rig.CohortAsync(5);
        var id = await rig.QueueAsync(
            cohort,
            await rig.AgentsAsync(1),
            b => b with { DryRun = true }
        );
        await rig.RunAsync(id);
        var changed = await rig.LoadAsync(leads[2].Id);
        await rig.CommitAsync(
            new Domain.Storage.WriteBatch().Replace(
                Domain.Leads.LeadStore.Collection,
                changed with
                {
                    Version = changed.Version + 1,
                    Language = "hi",
                }
            )
        );
        await Desk.RunAsync(id, rig.By(), CancellationToken.None);
        var job = await rig.RunAsync(id);
        Assert.Equal((4, 1), (job.Assigned, job.Skipped["changed"]));
        Assert.Null((await rig.LoadAsync(leads[2].Id)).OwnerId);
        Assert.Equal("skipped", (await ExplainAsync(id, leads[2].Key)).Outcome);
    }

    [Fact]
    public async Task A_dry_run_is_not_carried_out_when_the_room_is_gone()
    {
        var (cohort, _) = await rig.CohortAsync(3);
        var agents = await rig.AgentsAsync(
            1,
            (a, _) => a with { Capacity = new Capacity { MaxOpenLeads = 3 } }
        );
        var id = await rig.QueueAsync(cohort, agents, b => b with { DryRun = true });
        await rig.RunAsync(id);
        await rig.Get<EntityAssigning<Lead>>()
            .AssignAsync(
                (await rig.LeadAsync()).Key,
                new AssignEntity { AgentId = agents[0] },
                rig.By(),
                CancellationToken.None
            );
        Assert.Equal(
            "assignment_job.capacity_gone",
            Assert.Single((await Desk.RunAsync(id, rig.By(), CancellationToken.None)).Faults).Code
        );
    }

    [Fact]
    public async Task A_retry_plans_what_failed_among_those_who_take_part_now()
    {
        var (cohort, leads) = await rig.CohortAsync(8);
        var agents = await rig.AgentsAsync(2);
        var id = await rig.QueueAsync(cohort, agents);
        await rig.Get<AssignmentPlanning>().PlanAsync(id, CancellationToken.None);
        await rig.Get<AssignmentBatches>().FailAsync(id, 0, CancellationToken.None);
        var failed = await rig.RunAsync(id);
        Assert.Equal(
            (JobStatus.CompletedWithErrors, 4, 4),
            (failed.Status, failed.Failed, failed.Errors.Count)
        );
        Assert.False((await Desk.RetryAsync(id, rig.By(), CancellationToken.None)).IsRefused);
        var job = await rig.RunAsync(id);
        Assert.Equal((JobStatus.Completed, 8, 0), (job.Status, job.Assigned, job.Failed));
        Assert.Equal((8, 8), (job.Total, job.Processed));
        Assert.All(await rig.OwnersAsync(leads), o => Assert.Contains(o.Value, agents));
        foreach (var agent in agents)
            Assert.Equal(0, (await rig.LoadAsync(agent)).Reserved);
        Assert.Equal(
            "assignment_job.nothing_failed",
            Assert.Single((await Desk.RetryAsync(id, rig.By(), CancellationToken.None)).Faults).Code
        );
    }

    [Fact]
    public async Task An_undo_takes_back_what_is_unchanged_and_counts_the_rest()
    {
        var (cohort, leads) = await rig.CohortAsync(6);
        var agents = await rig.AgentsAsync(2);
        var id = (await rig.RunAsync(await rig.QueueAsync(cohort, agents))).Key;
        var outsider = Assert.Single(await rig.AgentsAsync(1));
        await rig.Get<EntityAssigning<Lead>>()
            .AssignAsync(
                leads[1].Key,
                new AssignEntity { AgentId = outsider },
                rig.By(),
                CancellationToken.None
            );
        Assert.False((await Desk.UndoAsync(id, rig.By(), CancellationToken.None)).IsRefused);
        var undone = (await rig.UndoAsync(id)).Undo!;
        Assert.Equal(
            (UndoStatus.Completed, 5, 1, 0),
            (undone.Status, undone.Reversed, undone.Kept, undone.Failed)
        );
        var owners = await rig.OwnersAsync(leads);
        Assert.Equal(outsider, Assert.Single(owners.Values, o => o is not null));
        foreach (var agent in agents)
            Assert.Equal(0, (await rig.LoadAsync(agent)).OpenLeads);
        Assert.Equal(
            "assignment_job.undone",
            Assert.Single((await Desk.UndoAsync(id, rig.By(), CancellationToken.None)).Faults).Code
        );
    }

    [Fact]
    public async Task A_record_is_explained_with_its_candidates_and_why_not()
    {
        var (cohort, leads) = await rig.CohortAsync(2);
        var agents = await rig.AgentsAsync(
            2,
            (a, i) => a with { Skills = new Skills { States = [i == 0 ? "23" : "27"] } }
        );
        var id = (await rig.RunAsync(await rig.QueueAsync(cohort, agents))).Key;
        var told = await ExplainAsync(id, leads[0].Key);
        Assert.Equal(("assigned", agents[0]), (told.Outcome, told.AgentId));
        Assert.Equal([PlanReasons.Territory], told.Candidates[1].Why);
        var none = await rig.RunAsync(
            await rig.QueueAsync(await rig.CohortOfAsync([await rig.LeadAsync()]), agents[1..])
        );
        Assert.Equal(1, none.Skipped[PlanReasons.NoMatchingAgent]);
    }

    [Fact]
    public async Task A_portfolio_goes_to_the_others_of_the_team_in_one_job()
    {
        var agents = await rig.AgentsAsync(3, (a, _) => a with { TeamId = TeamId.Of("TM-77") });
        var (cohort, leads) = await rig.CohortAsync(4);
        await rig.RunAsync(await rig.QueueAsync(cohort, agents[..1]));
        var queued = await rig.Get<AssignmentJobIntake>()
            .RedistributeAsync(
                agents[0],
                new RedistributePortfolio(),
                rig.By(),
                CancellationToken.None
            );
        var job = await rig.RunAsync(queued.Value.Key);
        Assert.Equal(agents[1..], job.Agents.Select(a => a.AgentId));
        Assert.Equal([2, 2], job.Agents.Select(a => a.Assigned));
        Assert.Equal(0, (await rig.LoadAsync(agents[0])).OpenLeads);
        await rig.AssertExactAsync(job, leads);
    }

    private async Task<AssignmentExplanation> ExplainAsync(string job, string lead) =>
        (
            await rig.Get<AssignmentExplain>()
                .OfAsync(job, lead, AssignmentJobRig.Admin, CancellationToken.None)
        ).Value;
}
