using KoSales.Domain.Assignment;
using KoSales.Domain.Leads;
using KoSales.Domain.Work;
using KoSales.Functions.Assignment;
using KoSales.Functions.Entities.Handing;
using KoSales.Functions.Tasks;
using KoSales.Tests.Flows;
using NodaTime;
using static KoSales.Tests.Assignment.AssignmentRig;

namespace KoSales.Tests.Assignment;

public sealed class CascadeTests(FlowRig rig) : CascadeSuite(rig)
{
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
            ["old"] = await Rig.AgentAsync(),
            ["new"] = await Rig.AgentAsync(),
            ["other"] = await Rig.AgentAsync(),
        };
        var lead = await Rig.AssignAsync(await Rig.LeadAsync(), people["old"]);
        var mine = await Rig.OpenAsync(lead);
        var pooled = await TaskAsync(lead, null);
        var others = await TaskAsync(lead, people["other"]);
        await Rig.AssignAsync(lead, people["new"], policy);
        Assert.Equal(
            (Id(ofOld), Id(ofNobody), Id(ofOther)),
            (await OwnerAsync(mine), await OwnerAsync(pooled), await OwnerAsync(others))
        );
        Assert.Equal(people["new"], (await Rig.PipelineAsync(lead)).OwnerId);
        await Rig.AssertCountedAsync();

        string? Id(string? name) => name is null ? null : people[name];
    }

    [Fact]
    public async Task A_task_that_an_escalation_lent_to_somebody_goes_to_the_new_owner()
    {
        var (boss, next) = (await Rig.AgentAsync(), await Rig.AgentAsync());
        var lead = await Rig.LeadAsync();
        var lent = await LendAsync(await Rig.OpenAsync(lead), boss);
        await Rig.AssignAsync(lead, next);
        Assert.Equal(next, await OwnerAsync(lent));
        await Rig.AssertCountedAsync();
    }

    [Fact]
    public async Task A_task_made_after_an_assignment_goes_back_with_its_undo()
    {
        var (old, next, other) = (
            await Rig.AgentAsync(),
            await Rig.AgentAsync(),
            await Rig.AgentAsync()
        );
        var lead = await Rig.AssignAsync(await Rig.LeadAsync(), old);
        var earlier = await TaskAsync(lead, next);
        await Rig.AssignAsync(lead, next);
        Rig.Now += Duration.FromMinutes(1);
        var (meanwhile, given) = (await TaskAsync(lead, next), await TaskAsync(lead, other));
        var undone = await Rig.Get<EntityAssigning<Lead>>()
            .UndoAsync(lead.Key, false, Rig.By(Admin), CancellationToken.None);
        Assert.Equal((1, 2), (undone.Value.Reversed, undone.Value.TasksReversed));
        Assert.Equal(
            (old, other, next),
            (await OwnerAsync(meanwhile), await OwnerAsync(given), await OwnerAsync(earlier))
        );
        await Rig.AssertCountedAsync();
    }

    [Fact]
    public async Task Closed_tasks_never_move()
    {
        var (old, next) = (await Rig.AgentAsync(), await Rig.AgentAsync());
        var lead = await Rig.AssignAsync(await Rig.LeadAsync(), old);
        var done = await TaskAsync(lead, old);
        await Rig.Get<TaskDesk>()
            .CompleteAsync(done.Key, new CompleteTask(), Rig.By(Admin), CancellationToken.None);
        await Rig.AssignAsync(lead, next, RelationPolicy.Transfer);
        Assert.Equal(old, await OwnerAsync(done));
    }

    [Fact]
    public async Task A_preview_counts_what_the_assignment_then_does_and_changes_nothing()
    {
        var (old, next) = (await Rig.AgentAsync(), await Rig.AgentAsync());
        var lead = await Rig.AssignAsync(await Rig.LeadAsync(), old);
        await TaskAsync(lead, await Rig.AgentAsync());
        var body = new AssignEntity { AgentId = next };
        var preview = (
            await Rig.Get<EntityAssigning<Lead>>()
                .PreviewAsync(lead.Key, body, Rig.By(Admin), CancellationToken.None)
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
            ((await Rig.LoadAsync(lead.Id)).Version, (await Rig.LoadAsync(next)).OpenLeads)
        );
    }

    [Fact]
    public async Task A_pipeline_cannot_be_kept_back()
    {
        var (lead, agent) = (await Rig.LeadAsync(), await Rig.AgentAsync());
        var body = new AssignEntity
        {
            AgentId = agent,
            Cascade = new CascadeBody { Pipeline = RelationPolicy.Keep },
        };
        var refused = await Rig.Get<EntityAssigning<Lead>>()
            .AssignAsync(lead.Key, body, Rig.By(Admin), CancellationToken.None);
        Assert.Equal(
            ("assignment.policy_not_taken", "/cascade/pipeline"),
            (refused.Faults.Single().Code, refused.Faults.Single().Pointer)
        );
    }

    [Fact]
    public async Task Tasks_end_with_the_deletion_of_their_lead_and_go_on_with_its_restoration()
    {
        var agent = await Rig.AgentAsync();
        var lead = await Rig.AssignAsync(await Rig.LeadAsync(), agent);
        var (call, own) = (await Rig.OpenAsync(lead), await TaskAsync(lead, agent));
        await Rig.Desk.DeleteAsync(lead.Id, null, Rig.Act, CancellationToken.None);
        Assert.All(
            await Rig.TasksAsync(lead),
            t => Assert.Equal((TaskState.Cancelled, null), (t.Status, t.Sla?.WarnAt))
        );
        Assert.Equal(
            (0, 0),
            ((await Rig.LoadAsync(agent)).OpenLeads, (await Rig.LoadAsync(agent)).OpenTasks)
        );
        Rig.Now += Duration.FromMinutes(30);
        await Rig.Desk.RestoreAsync(lead.Id, Rig.Act, CancellationToken.None);
        Assert.Equal(
            [call.Key, own.Key],
            (await Rig.TasksAsync(lead)).Where(t => t.IsOpen).Select(t => t.Key)
        );
        Assert.Equal(
            call.DueAt!.Value + Duration.FromMinutes(30),
            (await Rig.TasksAsync(lead))[0].DueAt
        );
        Assert.False((await Rig.ReconcileAsync(lead)).IsOver);
        Assert.Equal(2, (await Rig.TasksAsync(lead)).Count);
        await Rig.AssertCountedAsync();
    }
}
