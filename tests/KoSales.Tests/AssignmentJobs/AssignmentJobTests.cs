using KoSales.Domain.Agents;
using KoSales.Domain.AssignmentJobs;
using KoSales.Domain.Jobs;
using KoSales.Domain.Leads;
using KoSales.Domain.Planning;
using KoSales.Domain.Timeline;
using KoSales.Functions.AssignmentJobs;
using KoSales.Functions.AssignmentJobs.Planning;
using KoSales.Functions.AssignmentJobs.Running;
using KoSales.Functions.Entities.Handing;
using KoSales.Tests.Outbox;

namespace KoSales.Tests.AssignmentJobs;

public sealed class AssignmentJobTests(AssignmentJobRig rig) : IClassFixture<AssignmentJobRig>
{
    [Fact]
    public async Task Members_are_shared_out_by_weight_with_all_that_goes_along()
    {
        var (cohort, leads) = await rig.CohortAsync(12);
        var agents = await rig.AgentsAsync(
            3,
            (a, i) => a with { Capacity = new Capacity { Weight = i + 1 } }
        );
        var job = await rig.RunAsync(await rig.QueueAsync(cohort, agents));
        Assert.Equal((JobStatus.Completed, 12, 12), (job.Status, job.Total, job.Assigned));
        Assert.Equal([2, 4, 6], job.Agents.Select(a => a.Quota));
        await rig.AssertExactAsync(job, leads);
        var lead = await rig.LoadAsync(leads[0].Id);
        Assert.Equal(lead.OwnerId, (await rig.PipelineAsync(lead)).OwnerId);
        Assert.Equal(lead.OwnerId, (await rig.OpenAsync(lead)).OwnerId);
        Assert.Equal(
            (Domain.Leads.AssignmentMode.Bulk, job.Key),
            (lead.Assignment!.Mode, lead.Assignment.JobId)
        );
        Assert.Contains(await rig.TimelineAsync(lead.Id), e => e.Kind == TimelineKind.Assigned);
    }

    [Fact]
    public async Task Caps_hold_and_what_finds_no_place_is_counted_with_what_would_make_one()
    {
        var (cohort, leads) = await rig.CohortAsync(10);
        var agents = await rig.AgentsAsync(
            2,
            (a, i) =>
                a with
                {
                    Capacity =
                        i == 0
                            ? new Capacity { MaxOpenLeads = 3 }
                            : new Capacity { DailyLimit = 2 },
                }
        );
        var job = await rig.RunAsync(await rig.QueueAsync(cohort, agents));
        Assert.Equal([3, 2], job.Agents.Select(a => a.Assigned));
        Assert.Equal(5, job.Skipped["no_capacity"]);
        var left = Assert.Single(job.Unassignable);
        Assert.Equal((5, 5), (left.Count, left.PlacesNeeded));
        Assert.Equal(agents, left.Agents);
        await rig.AssertExactAsync(job, leads);
    }

    [Fact]
    public async Task Who_is_away_or_full_takes_no_part_and_the_report_says_why()
    {
        var (cohort, leads) = await rig.CohortAsync(3);
        var agents = await rig.AgentsAsync(
            3,
            (a, i) =>
                i switch
                {
                    0 => a with { Status = AgentStatus.OnLeave },
                    1 => a with { Capacity = new Capacity { MaxOpenLeads = 0 } },
                    _ => a,
                }
        );
        var job = await rig.RunAsync(await rig.QueueAsync(cohort, agents));
        Assert.Equal([PlanReasons.OnLeave], job.Agents[0].WhyNot);
        Assert.Equal([PlanReasons.OpenWorkLimit], job.Agents[1].WhyNot);
        Assert.Equal(3, job.Agents[2].Assigned);
        await rig.AssertExactAsync(job, leads);
    }

    [Fact]
    public async Task Fractions_are_made_good_by_later_jobs()
    {
        var agents = await rig.AgentsAsync(3);
        var given = agents.ToDictionary(a => a, _ => 0L);
        for (var run = 0; run < 6; run++)
        {
            var (cohort, _) = await rig.CohortAsync(1);
            foreach (var agent in (await rig.RunAsync(await rig.QueueAsync(cohort, agents))).Agents)
                given[agent.AgentId] += agent.Assigned;
        }

        Assert.All(given.Values, count => Assert.Equal(2, count));
    }

    [Fact]
    public async Task Only_what_the_scope_names_is_handed_out()
    {
        var (cohort, leads) = await rig.CohortAsync(6);
        var agents = await rig.AgentsAsync(3);
        await rig.RunAsync(await rig.QueueAsync(await rig.CohortOfAsync(leads[..2]), agents[..1]));
        var unassigned = await rig.RunAsync(await rig.QueueAsync(cohort, agents[1..]));
        Assert.Equal((4, 6), (unassigned.Total, unassigned.Members));
        var owned = await rig.RunAsync(
            await rig.QueueAsync(
                cohort,
                agents[2..],
                b => b with { Scope = AssignmentScope.OwnedBy, OwnedBy = [agents[0]] }
            )
        );
        Assert.Equal((2, 2), (owned.Total, owned.Assigned));
        Assert.Equal(0, (await rig.LoadAsync(agents[0])).OpenLeads);
    }

    [Fact]
    public async Task Leads_that_are_closed_are_skipped_and_those_that_changed_hands_after_the_plan_too()
    {
        var (cohort, leads) = await rig.CohortAsync(6);
        await rig.Desk.LoseAsync(leads[0].Id, "no money", rig.By(), CancellationToken.None);
        var agents = await rig.AgentsAsync(2);
        var id = await rig.QueueAsync(cohort, agents);
        var span = await rig.Get<AssignmentPlanning>().PlanAsync(id, CancellationToken.None);
        var outsider = Assert.Single(await rig.AgentsAsync(1));
        await rig.Get<EntityAssigning<Lead>>()
            .AssignAsync(
                leads[3].Key,
                new AssignEntity { AgentId = outsider },
                rig.By(),
                CancellationToken.None
            );
        var job = await rig.RunAsync(id);
        Assert.Equal((0, 2), (span.From, span.To));
        Assert.Equal((1, 1, 4), (job.Skipped["not_open"], job.Skipped["changed"], job.Assigned));
        Assert.Equal(outsider, (await rig.LoadAsync(leads[3].Id)).OwnerId);
        Assert.Equal(job.Total, job.Assigned + job.Skipped.Values.Sum());
        Assert.All(
            await Task.WhenAll(agents.Select(a => rig.LoadAsync(a))),
            load => Assert.Equal(0, load.Reserved)
        );
    }

    [Fact]
    public async Task A_person_known_before_goes_to_who_knew_them()
    {
        var agents = await rig.AgentsAsync(3);
        var (cohort, known) = await rig.CohortAsync(1);
        await rig.RunAsync(await rig.QueueAsync(cohort, agents[2..]));
        var before = await rig.LoadAsync(known[0].Id);
        await rig.Desk.LoseAsync(before.Id, "no money", rig.By(), CancellationToken.None);
        var again = await rig.LeadAsync();
        await rig.CommitAsync(
            new WriteBatch().Patch(
                Domain.Leads.LeadStore.Collection,
                Filter.Eq("id", again.Key),
                new Patch(rig.Now, "test")
                {
                    Set = new Dictionary<string, string?>
                    {
                        ["phone_index"] = $"\"{before.PhoneIndex}\"",
                    },
                }
            )
        );
        await rig.RunAsync(await rig.QueueAsync(await rig.CohortOfAsync([again]), agents));
        Assert.Equal(agents[2], (await rig.LoadAsync(again.Id)).OwnerId);
    }

    [Fact]
    public async Task A_batch_that_comes_twice_and_a_plan_that_comes_twice_happen_once()
    {
        var (cohort, leads) = await rig.CohortAsync(7);
        var agents = await rig.AgentsAsync(2);
        var id = await rig.QueueAsync(cohort, agents);
        for (var turn = 0; turn < 2; turn++)
        {
            await rig.Get<AssignmentPlanning>().PlanAsync(id, CancellationToken.None);
            await rig.BatchAsync(id, 0);
        }

        await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => rig.BatchAsync(id, 1)))
        );
        await rig.AssertExactAsync(await rig.RunAsync(id), leads);
    }

    [Fact]
    public async Task Cancelling_gives_back_what_was_reserved_and_leaves_what_was_given()
    {
        var (cohort, leads) = await rig.CohortAsync(8);
        var agents = await rig.AgentsAsync(
            2,
            (a, _) => a with { Capacity = new Capacity { MaxOpenLeads = 10 } }
        );
        var id = await rig.QueueAsync(cohort, agents);
        await rig.Get<AssignmentPlanning>().PlanAsync(id, CancellationToken.None);
        Assert.Equal(JobDirective.Run, await rig.BatchAsync(id, 0));
        Assert.Equal(2, (await rig.LoadAsync(agents[0])).Reserved);
        Assert.False(
            (
                await rig.Get<AssignmentLedger>()
                    .AskAsync(id, rig.By(), JobMoves.Pause, CancellationToken.None)
            ).IsRefused
        );
        Assert.False(
            (
                await rig.Get<AssignmentLedger>()
                    .AskAsync(id, rig.By(), JobMoves.Cancel, CancellationToken.None)
            ).IsRefused
        );
        Assert.Equal(JobDirective.Stop, await rig.BatchAsync(id, 1));
        await rig.FinishAsync(id);
        var job = await rig.JobAsync(id);
        Assert.Equal((JobStatus.Cancelled, 4), (job.Status, job.Assigned));
        Assert.Equal(4, (await rig.OwnersAsync(leads)).Values.Count(o => o is not null));
        foreach (var agent in agents)
            Assert.Equal(
                (2, 0),
                ((await rig.LoadAsync(agent)).OpenLeads, (await rig.LoadAsync(agent)).Reserved)
            );
    }

    [Fact]
    public async Task A_manager_hands_out_the_team_s_leads_to_the_team_only()
    {
        var manager = new Actor("A0-0002", [Role.Manager], "TM-1");
        var mine = await rig.AgentsAsync(1);
        var others = await rig.AgentsAsync(1, (a, _) => a with { TeamId = TeamId.Of("TM-2") });
        var (cohort, leads) = await rig.CohortAsync(3);
        await rig.RunAsync(await rig.QueueAsync(await rig.CohortOfAsync(leads[..1]), others));
        var refused = await rig.AskAsync(
            cohort,
            new AssignCohort { Agents = [new AgentPart { AgentId = others[0] }] },
            manager
        );
        Assert.Equal(
            ("/agents/0/agent_id", "agent.not_found"),
            (refused.Faults[0].Pointer, refused.Faults[0].Code)
        );
        var asked = await rig.AskAsync(
            cohort,
            new AssignCohort
            {
                Agents = [new AgentPart { AgentId = mine[0] }],
                Scope = AssignmentScope.All,
            },
            manager
        );
        var job = await rig.RunAsync(asked.Value.Key);
        Assert.Equal((2, 2, 3), (job.Total, job.Assigned, job.Members));
        Assert.Equal(others[0], (await rig.LoadAsync(leads[0].Id)).OwnerId);
    }

    [Fact]
    public async Task What_does_not_add_up_is_told()
    {
        var (cohort, _) = await rig.CohortAsync(2);
        var agents = await rig.AgentsAsync(1);
        var job = await rig.RunAsync(await rig.QueueAsync(cohort, agents));
        await AddAsync(1);
        List<string> told = [];
        await foreach (
            var violation in rig.Get<AssignmentInvariants>().CheckAsync(CancellationToken.None)
        )
            told.Add(violation.Subject);
        Assert.Equal([agents[0], job.Key, job.Key], told.Order());
        await AddAsync(-1);

        Task AddAsync(int amount)
        {
            Patch By(string path) =>
                new(rig.Now, "test")
                {
                    Increment = new Dictionary<string, decimal> { [path] = amount },
                };
            return rig.CommitAsync(
                new WriteBatch()
                    .Patch(
                        CohortAssignmentJob.Collection,
                        Filter.Eq("id", job.Key),
                        By("processed")
                    )
                    .Patch(
                        Domain.Loads.AgentLoads.Collection,
                        Filter.Eq("id", agents[0]),
                        By("reserved")
                    )
            );
        }
    }

    [Fact]
    public async Task Each_agent_who_got_something_is_told_once()
    {
        var (cohort, _) = await rig.CohortAsync(5);
        var agents = await rig.AgentsAsync(
            2,
            (a, i) => a with { Capacity = new Capacity { MaxOpenLeads = i == 0 ? 5 : 0 } }
        );
        var job = await rig.RunAsync(await rig.QueueAsync(cohort, agents));
        await rig.FinishAsync(job.Key);
        var digests = await rig.Store.ListAsync(
            AssignmentDigest.Collection,
            new Query(AssignmentDigest.Collection, Filter.Eq("job_id", job.Key)),
            CancellationToken.None
        );
        var only = Assert.Single(digests);
        Assert.Equal((agents[0], 5), (only.OwnerId, only.Assigned));
        var events = await rig.Store.EventsAsync("assignment.digest");
        var told = Assert.Single(
            events.Select(e =>
                Functions.AssignmentJobs.AssignmentJobEvents.ReadDigest(e.Data!.Value)
            ),
            d => d.JobId == job.Key
        );
        Assert.Equal(5, Assert.Single(told.Assigned, a => a.Key == agents[0]).Value);
    }
}
