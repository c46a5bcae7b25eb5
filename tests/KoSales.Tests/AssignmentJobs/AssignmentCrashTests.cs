using KoSales.Domain.Agents;
using KoSales.Domain.Jobs;
using KoSales.Functions.AssignmentJobs;

namespace KoSales.Tests.AssignmentJobs;

/// <summary>Work that is cut short at any commit, and jobs at the same time.</summary>
public sealed class AssignmentCrashTests(AssignmentJobRig rig) : IClassFixture<AssignmentJobRig>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_job_cut_short_at_any_commit_ends_like_an_unbroken_one(bool afterTheCommit)
    {
        var (cohort, leads) = await rig.CohortAsync(10);
        var unbroken = await RunOnceAsync(cohort, leads, null, afterTheCommit);
        for (var at = 0; at < unbroken.Commits; at++)
            Assert.Equal(
                unbroken.Shares,
                (await RunOnceAsync(cohort, leads, at, afterTheCommit)).Shares
            );
    }

    [Fact]
    public async Task Two_jobs_at_once_never_give_an_agent_more_than_fits()
    {
        for (var run = 0; run < 4; run++)
        {
            var agents = await rig.AgentsAsync(
                3,
                (a, _) =>
                    a with
                    {
                        Capacity = new Capacity { MaxOpenLeads = 4, DailyLimit = 4 },
                    }
            );
            var (first, leads) = await rig.CohortAsync(9);
            var (second, others) = await rig.CohortAsync(9);
            string[] ids =
            [
                await rig.QueueAsync(first, agents),
                await rig.QueueAsync(second, agents),
            ];
            var jobs = await Task.WhenAll(ids.Select(id => Task.Run(() => rig.RunAsync(id))));
            Assert.Equal(12, jobs.Sum(j => j.Assigned));
            Assert.Equal(6, jobs.Sum(j => j.Skipped.GetValueOrDefault("no_capacity")));
            foreach (var agent in agents)
                Assert.Equal(
                    (4, 0),
                    ((await rig.LoadAsync(agent)).OpenLeads, (await rig.LoadAsync(agent)).Reserved)
                );
            Assert.Equal(
                12,
                (await rig.OwnersAsync([.. leads, .. others])).Values.Count(o => o is not null)
            );
        }
    }

    [Fact]
    public async Task Two_jobs_at_once_over_the_same_leads_give_each_lead_once()
    {
        var agents = await rig.AgentsAsync(4);
        var (cohort, leads) = await rig.CohortAsync(20);
        string[] ids =
        [
            await rig.QueueAsync(cohort, agents[..2]),
            await rig.QueueAsync(cohort, agents[2..]),
        ];
        var jobs = await Task.WhenAll(ids.Select(id => Task.Run(() => rig.RunAsync(id))));
        var owners = await rig.OwnersAsync(leads);
        Assert.Equal(20, jobs.Sum(j => j.Assigned));
        Assert.All(jobs, j => Assert.Equal(j.Total, j.Assigned + j.Skipped.Values.Sum()));
        foreach (var agent in agents)
            Assert.Equal(
                (owners.Values.Count(o => o == agent), 0),
                ((await rig.LoadAsync(agent)).OpenLeads, (await rig.LoadAsync(agent)).Reserved)
            );
    }

    /// <summary>The shares of one job over the cohort, which is taken back afterwards.</summary>
    private async Task<(List<long> Shares, int Commits)> RunOnceAsync(
        string cohort,
        List<Domain.Leads.Lead> leads,
        int? failAt,
        bool after
    )
    {
        var agents = await rig.AgentsAsync(
            3,
            (a, i) =>
                a with
                {
                    Capacity = new Capacity { Weight = i + 0.5m, MaxOpenLeads = 6 },
                }
        );
        var id = await rig.QueueAsync(cohort, agents, b => b with { Seed = 5 });
        rig.Faults.FailAt(failAt, after);
        var job = await rig.RunAsync(id);
        var commits = rig.Faults.Commits;
        rig.Faults.FailAt(null);
        await rig.AssertExactAsync(job, leads);
        Assert.Equal(JobStatus.Completed, job.Status);
        await rig.Get<AssignmentJobDesk>().UndoAsync(id, rig.By(), CancellationToken.None);
        await rig.UndoAsync(id);
        return ([.. job.Agents.Select(a => a.Assigned)], commits);
    }
}
