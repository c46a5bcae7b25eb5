using KoSales.Domain.Leads;
using KoSales.Domain.Loads;
using KoSales.Functions.Assignment;
using KoSales.Tests.Flows;

namespace KoSales.Tests.Assignment;

public sealed class BulkHandoverTests(FlowRig rig) : CascadeSuite(rig)
{
    [Fact]
    public async Task Many_leads_are_handed_over_with_one_write_per_agent_and_one_event()
    {
        string[] agents = [await Rig.AgentAsync(), await Rig.AgentAsync()];
        var leads = await LeadsAsync(10);
        var batch = new WriteBatch();
        var handed = await Desk.AddAsync(
            batch,
            EntityKind.Lead,
            [.. leads.Select((l, i) => Over(l, agents[i % 2]))],
            Bulk("CAJ-1.1"),
            Rig.Act,
            CancellationToken.None
        );
        Assert.Equal((10, 0), (handed.Items.Count, handed.Refused.Count));
        Assert.Equal(
            2,
            batch
                .Operations.OfType<WriteOperation.PatchWhere>()
                .Count(o => o.Collection == LeadStore.Collection)
        );
        await Rig.CommitAsync(batch);
        foreach (var (lead, i) in leads.Select((l, i) => (l, i)))
        {
            var now = await Rig.LoadAsync(lead.Id);
            Assert.Equal(
                (agents[i % 2], new LeadAssignment(AssignmentMode.Bulk, "CAJ-1"), agents[i % 2]),
                (now.OwnerId, now.Assignment, (await Rig.PipelineAsync(lead)).OwnerId)
            );
            Assert.Equal(agents[i % 2], (await Rig.OpenAsync(lead)).OwnerId);
            Assert.Contains(
                await Rig.TimelineAsync(lead.Id),
                e => e.Summary == "lead.assigned" && e.Refs!["cause"] == "CAJ-1"
            );
        }

        Assert.Equal(
            (5, 5),
            ((await Rig.LoadAsync(agents[0])).OpenLeads, (await Rig.LoadAsync(agents[0])).OpenTasks)
        );
        var told = Assert.Single(await Rig.EventsAsync(LeadId.Of("CAJ-1.1")));
        Assert.Equal(leads.Select(l => l.Key), told.EntityIds());
        await Rig.AssertCountedAsync();
    }

    [Fact]
    public async Task Leads_that_are_not_as_planned_are_refused_one_by_one()
    {
        var agent = await Rig.AgentAsync();
        var leads = await LeadsAsync(4);
        await Rig.Desk.LoseAsync(leads[0].Id, "no money", Rig.Act, CancellationToken.None);
        await Rig.AssignAsync(leads[1], await Rig.AgentAsync());
        await Rig.Desk.DeleteAsync(leads[2].Id, null, Rig.Act, CancellationToken.None);
        var batch = new WriteBatch();
        var handed = await Desk.AddAsync(
            batch,
            EntityKind.Lead,
            [.. leads.Select(l => Over(l, agent))],
            Bulk("CAJ-2.1"),
            Rig.Act,
            CancellationToken.None
        );
        Assert.Equal(
            [
                new(leads[0].Key, "lead.not_open"),
                new(leads[1].Key, CascadeDesk.Changed),
                new(leads[2].Key, CascadeDesk.Absent),
            ],
            handed.Refused
        );
        await Rig.CommitAsync(batch);
        Assert.Equal(1, (await Rig.LoadAsync(agent)).OpenLeads);
    }

    [Fact]
    public async Task A_lead_taken_by_somebody_else_before_the_commit_refuses_the_batch()
    {
        var agent = await Rig.AgentAsync();
        var leads = await LeadsAsync(2);
        var batch = new WriteBatch();
        await Desk.AddAsync(
            batch,
            EntityKind.Lead,
            [.. leads.Select(l => Over(l, agent))],
            Bulk("CAJ-3.1") with
            {
                IsChecked = false,
            },
            Rig.Act,
            CancellationToken.None
        );
        await Rig.AssignAsync(leads[0], await Rig.AgentAsync());
        Assert.False((await Rig.Store.CommitAsync(batch, CancellationToken.None)).IsCommitted);
        Assert.Null((await Rig.LoadAsync(leads[1].Id)).OwnerId);
    }

    [Fact]
    public async Task Nothing_is_given_to_an_agent_who_has_left_since()
    {
        var agent = await Rig.AgentAsync();
        var leads = await LeadsAsync(2);
        await Rig.AssignAsync(leads[0], agent);
        var batch = new WriteBatch();
        await Desk.AddAsync(
            batch,
            EntityKind.Lead,
            [Over(leads[1], agent)],
            Bulk("CAJ-4.1"),
            Rig.Act,
            CancellationToken.None
        );
        await Rig.CommitAsync(
            new WriteBatch().Patch(
                AgentLoads.Collection,
                Domain.Filters.Filter.Eq("id", agent),
                Closed()
            )
        );
        Assert.Equal(
            CommitStatus.ConditionFailed,
            (await Rig.Store.CommitAsync(batch, CancellationToken.None)).Status
        );
        var again = await Desk.AddAsync(
            new WriteBatch(),
            EntityKind.Lead,
            [Over(leads[1], agent)],
            Bulk("CAJ-4.1"),
            Rig.Act,
            CancellationToken.None
        );
        Assert.Equal(CascadeDesk.AgentLeft, again.Refused.Single().Code);
    }
}
