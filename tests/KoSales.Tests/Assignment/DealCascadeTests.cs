using KoSales.Domain.Assignment;
using KoSales.Domain.Deals;
using KoSales.Domain.Leads;
using KoSales.Functions.Assignment;
using KoSales.Functions.Entities.Handing;
using KoSales.Tests.Deals;
using static KoSales.Tests.Assignment.AssignmentRig;

namespace KoSales.Tests.Assignment;

/// <summary>The deals of a lead go along with it.</summary>
public sealed class DealCascadeTests(DealRig rig) : IClassFixture<DealRig>
{
    [Fact]
    public async Task Open_deals_of_the_old_owner_go_along_with_their_work_and_come_back()
    {
        var (from, to, other) = (
            await rig.AgentAsync(),
            await rig.AgentAsync(),
            await rig.AgentAsync()
        );
        var lead = await rig.AssignAsync(await rig.LeadAsync(), from);
        var (theirs, others) = (await rig.DealAsync(from, lead), await rig.DealAsync(other, lead));

        await rig.AssignAsync(lead, to);
        var given = await rig.HoldersAsync(theirs);
        var undone = await rig.Get<EntityAssigning<Lead>>()
            .UndoAsync(lead.Key, dryRun: false, rig.By(Admin), CancellationToken.None);

        Assert.All(given, holder => Assert.Equal(to, holder));
        Assert.Equal(other, (await rig.FreshAsync(others)).OwnerId);
        Assert.False(undone.IsRefused);
        Assert.All(await rig.HoldersAsync(theirs), holder => Assert.Equal(from, holder));
        await rig.AssertCountedAsync();
    }

    [Fact]
    public async Task A_preview_counts_them_and_a_policy_keeps_them()
    {
        var (from, to) = (await rig.AgentAsync(), await rig.AgentAsync());
        var lead = await rig.AssignAsync(await rig.LeadAsync(), from);
        var deal = await rig.DealAsync(from, lead);
        var keeping = new AssignEntity
        {
            AgentId = to,
            Cascade = new CascadeBody { Deals = RelationPolicy.Keep },
        };
        var assigning = rig.Get<EntityAssigning<Lead>>();

        var usual = await assigning.PreviewAsync(
            lead.Key,
            new AssignEntity { AgentId = to },
            rig.By(Admin),
            CancellationToken.None
        );
        var kept = await assigning.PreviewAsync(
            lead.Key,
            keeping,
            rig.By(Admin),
            CancellationToken.None
        );
        await assigning.AssignAsync(lead.Key, keeping, rig.By(Admin), CancellationToken.None);

        Assert.Equal((1, 0), Counts(usual.Value));
        Assert.Equal((0, 1), Counts(kept.Value));
        Assert.Equal(from, (await rig.FreshAsync(deal)).OwnerId);
    }

    [Fact]
    public async Task A_deal_that_is_lost_stays_with_whoever_lost_it()
    {
        var (from, to) = (await rig.AgentAsync(), await rig.AgentAsync());
        var lead = await rig.AssignAsync(await rig.LeadAsync(), from);
        var deal = await rig.DealAsync(from, lead);
        await rig.CommitAsync(
            new WriteBatch().Replace(
                DealStore.Collection,
                (await rig.FreshAsync(deal)) with
                {
                    Status = DealStatus.Lost,
                    Version = deal.Version + 1,
                }
            )
        );

        await rig.AssignAsync(lead, to);

        Assert.Equal(from, (await rig.FreshAsync(deal)).OwnerId);
    }

    private static (int Transferred, int Kept) Counts(AssignmentPreview preview)
    {
        var deals = preview.Relations.Single(r => r.Name == "deals");
        return (deals.Transferred, deals.Kept);
    }
}
