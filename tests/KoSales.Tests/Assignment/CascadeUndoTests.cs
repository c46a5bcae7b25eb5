using KoSales.Domain.Assignment;
using KoSales.Domain.Leads;
using KoSales.Functions.Assignment;
using KoSales.Functions.Entities.Handing;
using KoSales.Functions.Tasks;
using KoSales.Tests.Flows;
using NodaTime;
using static KoSales.Tests.Assignment.AssignmentRig;

namespace KoSales.Tests.Assignment;

public sealed class CascadeUndoTests(FlowRig rig) : CascadeSuite(rig)
{
    [Fact]
    public async Task An_undo_gives_back_what_is_unchanged_and_says_what_is_not()
    {
        var (old, next) = (await Rig.AgentAsync(), await Rig.AgentAsync());
        var leads = await LeadsAsync(3);
        foreach (var lead in leads)
            await Rig.AssignAsync(lead, old);
        var batch = new WriteBatch();
        Rig.Now += Duration.FromMinutes(1);
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
            Rig.Act,
            CancellationToken.None
        );
        await Rig.CommitAsync(batch);
        Rig.Now += Duration.FromMinutes(1);
        await Rig.AssignAsync(leads[0], await Rig.AgentAsync());
        await Rig.Get<TaskDesk>()
            .ReassignAsync(
                (await Rig.OpenAsync(leads[1])).Key,
                new ReassignTask { AgentId = await Rig.AgentAsync() },
                Rig.By(Admin),
                CancellationToken.None
            );
        var undo = new WriteBatch();
        var record = (
            await Rig.Store.FindAsync(HandoverRecord.Collection, "CAJ-5.1", CancellationToken.None)
        )!;
        var undone = await Desk.AddUndoAsync(
            undo,
            record,
            new Assigning(AssignmentMode.Bulk),
            Rig.Act,
            CancellationToken.None
        );
        await Rig.CommitAsync(undo);
        Assert.Equal([leads[1].Key, leads[2].Key], undone.Reversed);
        Assert.Equal(
            (new RefusedHandover(leads[0].Key, CascadeDesk.Changed), 1),
            (undone.Kept.Single(), undone.ItemsReversed)
        );
        Assert.Equal(
            (old, old, old),
            (
                (await Rig.LoadAsync(leads[2].Id)).OwnerId,
                (await Rig.PipelineAsync(leads[2])).OwnerId,
                (await Rig.OpenAsync(leads[2])).OwnerId
            )
        );
        Assert.False((await Rig.Store.CommitAsync(undo, CancellationToken.None)).IsCommitted);
        await Rig.AssertCountedAsync();
    }

    [Fact]
    public async Task The_last_assignment_by_hand_can_be_taken_back_once()
    {
        var (old, next) = (await Rig.AgentAsync(), await Rig.AgentAsync());
        var lead = await Rig.AssignAsync(await Rig.LeadAsync(), old);
        await Rig.AssignAsync(lead, next);
        var desk = Rig.Get<EntityAssigning<Lead>>();
        Assert.Equal(
            1,
            (await desk.UndoAsync(lead.Key, true, Rig.By(Admin), CancellationToken.None))
                .Value
                .Reversed
        );
        Assert.Equal(next, (await Rig.LoadAsync(lead.Id)).OwnerId);
        Assert.Equal(
            1,
            (await desk.UndoAsync(lead.Key, false, Rig.By(Admin), CancellationToken.None))
                .Value
                .Reversed
        );
        Assert.Equal(
            (old, old),
            ((await Rig.LoadAsync(lead.Id)).OwnerId, (await Rig.OpenAsync(lead)).OwnerId)
        );
        Assert.Equal(
            "assignment.nothing_to_undo",
            (await desk.UndoAsync(lead.Key, false, Rig.By(Admin), CancellationToken.None))
                .Faults.Single()
                .Code
        );
    }

    [Fact]
    public async Task An_assignment_taken_back_on_the_same_day_gives_the_daily_limit_back()
    {
        var today = CompanyDay.Of(Rig.Now);
        var (old, next) = (await Rig.AgentAsync(), await Rig.AgentAsync());
        var lead = await Rig.AssignAsync(await Rig.LeadAsync(), old);
        await Rig.AssignAsync(lead, next);
        await Rig.Get<EntityAssigning<Lead>>()
            .UndoAsync(lead.Key, false, Rig.By(Admin), CancellationToken.None);
        Assert.Equal(
            (1, 0),
            ((await Rig.LoadAsync(old)).GivenOn(today), (await Rig.LoadAsync(next)).GivenOn(today))
        );
        var batch = new WriteBatch();
        await Desk.AddAsync(
            batch,
            EntityKind.Lead,
            [Over(await Rig.LoadAsync(lead.Id), next)],
            Bulk("CAJ-9.1"),
            Rig.Act,
            CancellationToken.None
        );
        await Rig.CommitAsync(batch);
        var undo = new WriteBatch();
        var record = (
            await Rig.Store.FindAsync(HandoverRecord.Collection, "CAJ-9.1", CancellationToken.None)
        )!;
        await Desk.AddUndoAsync(
            undo,
            record,
            new Assigning(AssignmentMode.Bulk),
            Rig.Act,
            CancellationToken.None
        );
        await Rig.CommitAsync(undo);
        Assert.Equal(
            (1, 0),
            ((await Rig.LoadAsync(old)).GivenOn(today), (await Rig.LoadAsync(next)).GivenOn(today))
        );
        await Rig.AssertCountedAsync();
    }
}
