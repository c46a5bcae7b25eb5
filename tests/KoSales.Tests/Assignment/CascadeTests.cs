using KoSales.Domain.Assignment;
using KoSales.Domain.Leads;
using KoSales.Domain.Loads;
using KoSales.Domain.Tasks;
using KoSales.Domain.Work;
using KoSales.Functions.Assignment;
using KoSales.Functions.Entities.Handing;
using KoSales.Functions.Tasks;
using KoSales.Functions.Tasks.Making;
using KoSales.Tests.Flows;
using NodaTime;
using static KoSales.Tests.Assignment.AssignmentRig;

namespace KoSales.Tests.Assignment;

public sealed class CascadeTests(FlowRig rig) : IClassFixture<FlowRig>
{
    private CascadeDesk Desk => rig.Get<CascadeDesk>();

    [Theory]
    [InlineData(RelationPolicy.TransferIfOldOwners, "new", "new", "other")]
    [InlineData(RelationPolicy.Transfer, "new", "new", "new")]
    [InlineData(RelationPolicy.Keep, "old", null, "other")]
    [InlineData(RelationPolicy.Unassign, null, null, null)]
    public async Task Open_tasks_go_where_the_policy_says(
        RelationPolicy policy,
        string? ofOld,
        string? ofNobody,
        string? ofOther
    )
    {
        var people = new Dictionary<string, string>
        {
            ["old"] = await rig.AgentAsync(),
            ["new"] = await rig.AgentAsync(),
            ["other"] = await rig.AgentAsync(),
        };
        var lead = await rig.AssignAsync(await rig.LeadAsync(), people["old"]);
        var mine = await rig.OpenAsync(lead);
        var pooled = await TaskAsync(lead, null);
        var others = await TaskAsync(lead, people["other"]);
        await rig.AssignAsync(lead, people["new"], policy);
        Assert.Equal(
            (Id(ofOld), Id(ofNobody), Id(ofOther)),
            (await OwnerAsync(mine), await OwnerAsync(pooled), await OwnerAsync(others))
        );
        Assert.Equal(people["new"], (await rig.PipelineAsync(lead)).OwnerId);
        await rig.AssertCountedAsync();

        string? Id(string? name) => name is null ? null : people[name];
    }

    [Fact]
    public async Task A_task_that_an_escalation_lent_to_somebody_goes_to_the_new_owner()
    {
        var (boss, next) = (await rig.AgentAsync(), await rig.AgentAsync());
        var lead = await rig.LeadAsync();
        var lent = await LendAsync(await rig.OpenAsync(lead), boss);
        await rig.AssignAsync(lead, next);
        Assert.Equal(next, await OwnerAsync(lent));
        await rig.AssertCountedAsync();
    }

    [Fact]
    public async Task A_task_made_after_an_assignment_goes_back_with_its_undo()
    {
        var (old, next, other) = (
            await rig.AgentAsync(),
            await rig.AgentAsync(),
            await rig.AgentAsync()
        );
        var lead = await rig.AssignAsync(await rig.LeadAsync(), old);
        var earlier = await TaskAsync(lead, next);
        await rig.AssignAsync(lead, next);
        rig.Now += Duration.FromMinutes(1);
        var (meanwhile, given) = (await TaskAsync(lead, next), await TaskAsync(lead, other));
        var undone = await rig.Get<EntityAssigning<Lead>>()
            .UndoAsync(lead.Key, false, rig.By(Admin), CancellationToken.None);
        Assert.Equal((1, 2), (undone.Value.Reversed, undone.Value.TasksReversed));
        Assert.Equal(
            (old, other, next),
            (await OwnerAsync(meanwhile), await OwnerAsync(given), await OwnerAsync(earlier))
        );
        await rig.AssertCountedAsync();
    }

    [Fact]
    public async Task Closed_tasks_never_move()
    {
        var (old, next) = (await rig.AgentAsync(), await rig.AgentAsync());
        var lead = await rig.AssignAsync(await rig.LeadAsync(), old);
        var done = await TaskAsync(lead, old);
        await rig.Get<TaskDesk>()
            .CompleteAsync(done.Key, new CompleteTask(), rig.By(Admin), CancellationToken.None);
        await rig.AssignAsync(lead, next, RelationPolicy.Transfer);
        Assert.Equal(old, await OwnerAsync(done));
    }

    [Fact]
    public async Task A_preview_counts_what_the_assignment_then_does_and_changes_nothing()
    {
        var (old, next) = (await rig.AgentAsync(), await rig.AgentAsync());
        var lead = await rig.AssignAsync(await rig.LeadAsync(), old);
        await TaskAsync(lead, await rig.AgentAsync());
        var body = new AssignEntity { AgentId = next };
        var preview = (
            await rig.Get<EntityAssigning<Lead>>()
                .PreviewAsync(lead.Key, body, rig.By(Admin), CancellationToken.None)
        ).Value;
        Assert.Equal(
            [
                new RelationView("pipeline", RelationPolicy.Transfer, 1, 0, 0),
                new RelationView("tasks", RelationPolicy.TransferIfOldOwners, 1, 1, 0),
            ],
            preview.Relations.OrderBy(r => r.Name)
        );
        Assert.Equal(
            (old, next, true),
            (preview.From.OwnerId, preview.To.OwnerId, preview.Changes)
        );
        Assert.Equal(
            (lead.Version, 0),
            ((await rig.LoadAsync(lead.Id)).Version, (await rig.LoadAsync(next)).OpenLeads)
        );
    }

    [Fact]
    public async Task A_pipeline_cannot_be_kept_back()
    {
        var (lead, agent) = (await rig.LeadAsync(), await rig.AgentAsync());
        var body = new AssignEntity
        {
            AgentId = agent,
            Cascade = new CascadeBody { Pipeline = RelationPolicy.Keep },
        };
        var refused = await rig.Get<EntityAssigning<Lead>>()
            .AssignAsync(lead.Key, body, rig.By(Admin), CancellationToken.None);
        Assert.Equal(
            ("assignment.policy_not_taken", "/cascade/pipeline"),
            (refused.Faults.Single().Code, refused.Faults.Single().Pointer)
        );
    }

    [Fact]
    public async Task Many_leads_are_handed_over_with_one_write_per_agent_and_one_event()
    {
        string[] agents = [await rig.AgentAsync(), await rig.AgentAsync()];
        var leads = await LeadsAsync(10);
        var batch = new WriteBatch();
        var handed = await Desk.AddAsync(
            batch,
            EntityKind.Lead,
            [.. leads.Select((l, i) => Over(l, agents[i % 2]))],
            Bulk("CAJ-1.1"),
            rig.Act,
            CancellationToken.None
        );
        Assert.Equal((10, 0), (handed.Items.Count, handed.Refused.Count));
        Assert.Equal(
            2,
            batch
                .Operations.OfType<WriteOperation.PatchWhere>()
                .Count(o => o.Collection == LeadStore.Collection)
        );
        await rig.CommitAsync(batch);
        foreach (var (lead, i) in leads.Select((l, i) => (l, i)))
        {
            var now = await rig.LoadAsync(lead.Id);
            Assert.Equal(
                (agents[i % 2], new LeadAssignment(AssignmentMode.Bulk, "CAJ-1"), agents[i % 2]),
                (now.OwnerId, now.Assignment, (await rig.PipelineAsync(lead)).OwnerId)
            );
            Assert.Equal(agents[i % 2], (await rig.OpenAsync(lead)).OwnerId);
            Assert.Contains(
                await rig.TimelineAsync(lead.Id),
                e => e.Summary == "lead.assigned" && e.Refs!["cause"] == "CAJ-1"
            );
        }

        Assert.Equal(
            (5, 5),
            ((await rig.LoadAsync(agents[0])).OpenLeads, (await rig.LoadAsync(agents[0])).OpenTasks)
        );
        var told = Assert.Single(await rig.EventsAsync(LeadId.Of("CAJ-1.1")));
        Assert.Equal(leads.Select(l => l.Key), told.EntityIds());
        await rig.AssertCountedAsync();
    }

    [Fact]
    public async Task Leads_that_are_not_as_planned_are_refused_one_by_one()
    {
        var agent = await rig.AgentAsync();
        var leads = await LeadsAsync(4);
        await rig.Desk.LoseAsync(leads[0].Id, "no money", rig.Act, CancellationToken.None);
        await rig.AssignAsync(leads[1], await rig.AgentAsync());
        await rig.Desk.DeleteAsync(leads[2].Id, rig.Act, CancellationToken.None);
        var batch = new WriteBatch();
        var handed = await Desk.AddAsync(
            batch,
            EntityKind.Lead,
            [.. leads.Select(l => Over(l, agent))],
            Bulk("CAJ-2.1"),
            rig.Act,
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
        await rig.CommitAsync(batch);
        Assert.Equal(1, (await rig.LoadAsync(agent)).OpenLeads);
    }

    [Fact]
    public async Task A_lead_taken_by_somebody_else_before_the_commit_refuses_the_batch()
    {
        var agent = await rig.AgentAsync();
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
            rig.Act,
            CancellationToken.None
        );
        await rig.AssignAsync(leads[0], await rig.AgentAsync());
        Assert.False((await rig.Store.CommitAsync(batch, CancellationToken.None)).IsCommitted);
        Assert.Null((await rig.LoadAsync(leads[1].Id)).OwnerId);
    }

    [Fact]
    public async Task Nothing_is_given_to_an_agent_who_has_left_since()
    {
        var agent = await rig.AgentAsync();
        var leads = await LeadsAsync(2);
        await rig.AssignAsync(leads[0], agent);
        var batch = new WriteBatch();
        await Desk.AddAsync(
            batch,
            EntityKind.Lead,
            [Over(leads[1], agent)],
            Bulk("CAJ-4.1"),
            rig.Act,
            CancellationToken.None
        );
        await rig.CommitAsync(
            new WriteBatch().Patch(
                AgentLoads.Collection,
                Domain.Filters.Filter.Eq("id", agent),
                Closed()
            )
        );
        Assert.Equal(
            CommitStatus.ConditionFailed,
            (await rig.Store.CommitAsync(batch, CancellationToken.None)).Status
        );
        var again = await Desk.AddAsync(
            new WriteBatch(),
            EntityKind.Lead,
            [Over(leads[1], agent)],
            Bulk("CAJ-4.1"),
            rig.Act,
            CancellationToken.None
        );
        Assert.Equal(CascadeDesk.AgentLeft, again.Refused.Single().Code);
    }

    [Fact]
    public async Task An_undo_gives_back_what_is_unchanged_and_says_what_is_not()
    {
        var (old, next) = (await rig.AgentAsync(), await rig.AgentAsync());
        var leads = await LeadsAsync(3);
        foreach (var lead in leads)
            await rig.AssignAsync(lead, old);
        var batch = new WriteBatch();
        rig.Now += Duration.FromMinutes(1);
        await Desk.AddAsync(
            batch,
            EntityKind.Lead,
            [
                .. leads.Select(l => new Handover(
                    l.Key,
                    null,
                    new Holder(old, "TM-1"),
                    new Holder(next, "TM-1")
                )),
            ],
            Bulk("CAJ-5.1"),
            rig.Act,
            CancellationToken.None
        );
        await rig.CommitAsync(batch);
        rig.Now += Duration.FromMinutes(1);
        await rig.AssignAsync(leads[0], await rig.AgentAsync());
        await rig.Get<TaskDesk>()
            .ReassignAsync(
                (await rig.OpenAsync(leads[1])).Key,
                new ReassignTask { AgentId = await rig.AgentAsync() },
                rig.By(Admin),
                CancellationToken.None
            );
        var undo = new WriteBatch();
        var record = (
            await rig.Store.FindAsync(HandoverRecord.Collection, "CAJ-5.1", CancellationToken.None)
        )!;
        var undone = await Desk.AddUndoAsync(
            undo,
            record,
            new Assigning(AssignmentMode.Bulk),
            rig.Act,
            CancellationToken.None
        );
        await rig.CommitAsync(undo);
        Assert.Equal([leads[1].Key, leads[2].Key], undone.Reversed);
        Assert.Equal(
            (new RefusedHandover(leads[0].Key, CascadeDesk.Changed), 1),
            (undone.Kept.Single(), undone.ItemsReversed)
        );
        Assert.Equal(
            (old, old, old),
            (
                (await rig.LoadAsync(leads[2].Id)).OwnerId,
                (await rig.PipelineAsync(leads[2])).OwnerId,
                (await rig.OpenAsync(leads[2])).OwnerId
            )
        );
        Assert.False((await rig.Store.CommitAsync(undo, CancellationToken.None)).IsCommitted);
        await rig.AssertCountedAsync();
    }

    [Fact]
    public async Task The_last_assignment_by_hand_can_be_taken_back_once()
    {
        var (old, next) = (await rig.AgentAsync(), await rig.AgentAsync());
        var lead = await rig.AssignAsync(await rig.LeadAsync(), old);
        await rig.AssignAsync(lead, next);
        var desk = rig.Get<EntityAssigning<Lead>>();
        Assert.Equal(
            1,
            (await desk.UndoAsync(lead.Key, true, rig.By(Admin), CancellationToken.None))
                .Value
                .Reversed
        );
        Assert.Equal(next, (await rig.LoadAsync(lead.Id)).OwnerId);
        Assert.Equal(
            1,
            (await desk.UndoAsync(lead.Key, false, rig.By(Admin), CancellationToken.None))
                .Value
                .Reversed
        );
        Assert.Equal(
            (old, old),
            ((await rig.LoadAsync(lead.Id)).OwnerId, (await rig.OpenAsync(lead)).OwnerId)
        );
        Assert.Equal(
            "assignment.nothing_to_undo",
            (await desk.UndoAsync(lead.Key, false, rig.By(Admin), CancellationToken.None))
                .Faults.Single()
                .Code
        );
    }

    [Fact]
    public async Task An_assignment_taken_back_on_the_same_day_gives_the_daily_limit_back()
    {
        var today = CompanyDay.Of(rig.Now);
        var (old, next) = (await rig.AgentAsync(), await rig.AgentAsync());
        var lead = await rig.AssignAsync(await rig.LeadAsync(), old);
        await rig.AssignAsync(lead, next);
        await rig.Get<EntityAssigning<Lead>>()
            .UndoAsync(lead.Key, false, rig.By(Admin), CancellationToken.None);
        Assert.Equal(
            (1, 0),
            ((await rig.LoadAsync(old)).GivenOn(today), (await rig.LoadAsync(next)).GivenOn(today))
        );
        var batch = new WriteBatch();
        await Desk.AddAsync(
            batch,
            EntityKind.Lead,
            [Over(await rig.LoadAsync(lead.Id), next)],
            Bulk("CAJ-9.1"),
            rig.Act,
            CancellationToken.None
        );
        await rig.CommitAsync(batch);
        var undo = new WriteBatch();
        var record = (
            await rig.Store.FindAsync(HandoverRecord.Collection, "CAJ-9.1", CancellationToken.None)
        )!;
        await Desk.AddUndoAsync(
            undo,
            record,
            new Assigning(AssignmentMode.Bulk),
            rig.Act,
            CancellationToken.None
        );
        await rig.CommitAsync(undo);
        Assert.Equal(
            (1, 0),
            ((await rig.LoadAsync(old)).GivenOn(today), (await rig.LoadAsync(next)).GivenOn(today))
        );
        await rig.AssertCountedAsync();
    }

    [Fact]
    public async Task Tasks_end_with_the_deletion_of_their_lead_and_go_on_with_its_restoration()
    {
        var agent = await rig.AgentAsync();
        var lead = await rig.AssignAsync(await rig.LeadAsync(), agent);
        var (call, own) = (await rig.OpenAsync(lead), await TaskAsync(lead, agent));
        await rig.Desk.DeleteAsync(lead.Id, rig.Act, CancellationToken.None);
        Assert.All(
            await rig.TasksAsync(lead),
            t => Assert.Equal((TaskState.Cancelled, null), (t.Status, t.Sla?.WarnAt))
        );
        Assert.Equal(
            (0, 0),
            ((await rig.LoadAsync(agent)).OpenLeads, (await rig.LoadAsync(agent)).OpenTasks)
        );
        rig.Now += Duration.FromMinutes(30);
        await rig.Desk.RestoreAsync(lead.Id, rig.Act, CancellationToken.None);
        Assert.Equal(
            [call.Key, own.Key],
            (await rig.TasksAsync(lead)).Where(t => t.IsOpen).Select(t => t.Key)
        );
        Assert.Equal(
            call.DueAt!.Value + Duration.FromMinutes(30),
            (await rig.TasksAsync(lead))[0].DueAt
        );
        Assert.False((await rig.ReconcileAsync(lead)).IsOver);
        Assert.Equal(2, (await rig.TasksAsync(lead)).Count);
        await rig.AssertCountedAsync();
    }

    private Patch Closed() =>
        new(rig.Now, "system")
        {
            Set = new Dictionary<string, string?> { ["closed_at"] = JsonText.Of(rig.Now) },
        };

    private static Assigning Bulk(string record) =>
        new(AssignmentMode.Bulk, record) { Cause = record.Split('.')[0] };

    private static Handover Over(Lead lead, string agent) =>
        new(
            lead.Key,
            lead.Version,
            new Holder(lead.OwnerId, lead.TeamId),
            new Holder(agent, "TM-1")
        );

    private async Task<IReadOnlyList<Lead>> LeadsAsync(int count)
    {
        List<Lead> leads = [];
        while (leads.Count < count)
            leads.Add(await rig.LeadAsync());
        return leads;
    }

    private async Task<SalesTask> TaskAsync(Lead lead, string? owner)
    {
        var body = new CreateTask
        {
            Title = "By hand",
            EntityRef = new TaskEntity { Type = EntityKind.Lead, Id = lead.Key },
            OwnerId = owner,
            TeamId = owner is null ? "TM-1" : null,
        };
        return (
            await rig.Get<TaskIntake>().CreateAsync(body, rig.By(Admin), CancellationToken.None)
        ).Value;
    }

    private async Task<SalesTask> LendAsync(SalesTask task, string to)
    {
        var call = new TaskCall(
            rig.Act,
            await rig.Get<ISlaClocks>().TimesAsync(task.Sla?.Clock, CancellationToken.None)
        );
        var lent = task.Escalate(
            1,
            EscalationAction.ReassignManager,
            new TaskHolder(to, "TM-1"),
            call
        ).Value;
        await rig.CommitAsync(new WriteBatch().AddChange(task, lent, rig.Act));
        return lent.Task;
    }

    private async Task<string?> OwnerAsync(SalesTask task) =>
        (
            await rig.Store.FindAsync(SalesTasks.Collection, task.Key, CancellationToken.None)
        )!.OwnerId;
}
