using KoSales.Domain.Assignment;
using KoSales.Domain.Deals;
using KoSales.Domain.Leads;
using KoSales.Domain.Orders;
using KoSales.Domain.Quotations.Licensing;
using KoSales.Domain.Timeline;
using KoSales.Functions.Assignment;
using KoSales.Functions.Entities.Handing;
using KoSales.Functions.Orders;
using KoSales.Tests.Assignment;
using KoSales.Tests.Deals;
using KoSales.Tests.Quotations;
using Microsoft.Extensions.DependencyInjection;
using static KoSales.Tests.Assignment.AssignmentRig;

namespace KoSales.Tests.Orders;

/// <summary>Orders of deals over a real store, without HTTP.</summary>
public sealed class OrderRig : DealRig
{
    private protected override void Add(IServiceCollection services)
    {
        base.Add(services);
        services.AddOrders();
    }

    /// <summary>An order of the lead's deal, which is won unless said otherwise.</summary>
    internal async Task<DraftOrder> OrderAsync(
        Lead lead,
        string owner,
        DraftOrderStatus status = DraftOrderStatus.Draft,
        DealStatus deal = DealStatus.Won
    )
    {
        var sold = await FreshAsync(await DealAsync(owner, lead));
        var basis = new OrderBasis(
            sold.Ref,
            QuotationSamples.Accepted,
            new LicenceCheck([]),
            ContactId: null,
            CustomerId: null
        )
        {
            LeadId = lead.Key,
            OwnerId = owner,
            TeamId = "TM-1",
        };
        var id = DraftOrderId.Of($"DFT-{sold.Key}");
        var made = DraftOrderDecisions.Make(id, basis, this.By(Admin)).Order with
        {
            Status = status,
        };
        await this.CommitAsync(
            new WriteBatch()
                .Insert(DraftOrderStore.Collection, made)
                .Replace(
                    DealStore.Collection,
                    sold with
                    {
                        Status = deal,
                        Version = sold.Version + 1,
                    }
                )
        );
        return made;
    }

    internal async Task<DraftOrder> FreshAsync(DraftOrder order) =>
        (await Store.FindAsync(DraftOrderStore.Collection, order.Key, CancellationToken.None))!;
}

/// <summary>The draft orders of a lead go along with it.</summary>
public sealed class OrderCascadeTests(OrderRig rig) : IClassFixture<OrderRig>
{
    [Fact]
    public async Task An_order_goes_along_while_its_deal_is_won_and_stays_and_comes_back()
    {
        var (from, to) = (await rig.AgentAsync(), await rig.AgentAsync());
        var lead = await rig.AssignAsync(await rig.LeadAsync(), from);
        var order = await rig.OrderAsync(lead, from);

        await rig.AssignAsync(lead, to);
        var given = await rig.FreshAsync(order);
        var undone = await UndoAsync(lead);

        var back = await rig.FreshAsync(order);
        var deal = await rig.Store.FindAsync(
            DealStore.Collection,
            order.DealId,
            CancellationToken.None
        );
        Assert.Equal((to, from, from), (given.OwnerId, back.OwnerId, deal!.OwnerId));
        Assert.True(undone.TasksReversed >= 1);
        Assert.Equal(
            ["draft_order.assigned", "draft_order.assignment_undone"],
            await SummariesAsync(order)
        );
    }

    [Theory]
    [InlineData(RelationPolicy.Transfer, "to", "to")]
    [InlineData(RelationPolicy.TransferIfOldOwners, "to", "other")]
    [InlineData(RelationPolicy.Keep, "from", "other")]
    [InlineData(RelationPolicy.Unassign, null, null)]
    public async Task A_policy_says_who_has_it_and_the_preview_counts_the_same(
        RelationPolicy policy,
        string? theirs,
        string? others
    )
    {
        var agents = new Dictionary<string, string>
        {
            ["from"] = await rig.AgentAsync(),
            ["to"] = await rig.AgentAsync(),
            ["other"] = await rig.AgentAsync(),
        };
        var lead = await rig.AssignAsync(await rig.LeadAsync(), agents["from"]);
        var (own, foreign) = (
            await rig.OrderAsync(lead, agents["from"]),
            await rig.OrderAsync(lead, agents["other"])
        );
        var body = new AssignEntity
        {
            AgentId = agents["to"],
            Cascade = new CascadeBody { DraftOrders = policy },
        };
        var assigning = rig.Get<EntityAssigning<Lead>>();

        var preview = await assigning.PreviewAsync(
            lead.Key,
            body,
            rig.By(Admin),
            CancellationToken.None
        );
        await assigning.AssignAsync(lead.Key, body, rig.By(Admin), CancellationToken.None);

        string?[] owners =
        [
            (await rig.FreshAsync(own)).OwnerId,
            (await rig.FreshAsync(foreign)).OwnerId,
        ];
        string?[] expected = [NameOf(theirs), NameOf(others)];
        Assert.Equal<IEnumerable<string?>>(expected, owners);
        var count = preview.Value.Relations.Single(r => r.Name == "draft_orders");
        Assert.Equal(owners.Count(o => o == agents["to"]), count.Transferred);
        Assert.Equal(owners.Count(o => o is null), count.Unassigned);
        Assert.Equal(2, count.Transferred + count.Unassigned + count.Kept);

        string? NameOf(string? agent) => agent is null ? null : agents[agent];
    }

    [Theory]
    [InlineData(DraftOrderStatus.Confirmed)]
    [InlineData(DraftOrderStatus.Cancelled)]
    public async Task An_order_that_is_over_stays_whatever_is_asked(DraftOrderStatus status)
    {
        var (from, to) = (await rig.AgentAsync(), await rig.AgentAsync());
        var lead = await rig.AssignAsync(await rig.LeadAsync(), from);
        var order = await rig.OrderAsync(lead, from, status);
        var body = new AssignEntity
        {
            AgentId = to,
            Cascade = new CascadeBody { DraftOrders = RelationPolicy.Transfer },
        };

        await rig.Get<EntityAssigning<Lead>>()
            .AssignAsync(lead.Key, body, rig.By(Admin), CancellationToken.None);

        Assert.Equal(order, await rig.FreshAsync(order), SameVersion);
    }

    [Fact]
    public async Task With_an_open_deal_that_goes_along_it_is_handed_over_once()
    {
        var (from, to) = (await rig.AgentAsync(), await rig.AgentAsync());
        var lead = await rig.AssignAsync(await rig.LeadAsync(), from);
        var order = await rig.OrderAsync(lead, from, deal: DealStatus.Open);

        await rig.AssignAsync(lead, to);
        var given = await rig.FreshAsync(order);
        await UndoAsync(lead);

        var back = await rig.FreshAsync(order);
        Assert.Equal((to, from), (given.OwnerId, back.OwnerId));
        Assert.Equal((order.Version + 1, order.Version + 2), (given.Version, back.Version));
    }

    [Fact]
    public async Task Of_a_batch_each_order_goes_where_its_lead_goes()
    {
        var (from, one, other) = (
            await rig.AgentAsync(),
            await rig.AgentAsync(),
            await rig.AgentAsync()
        );
        var (first, second) = (
            await rig.AssignAsync(await rig.LeadAsync(), from),
            await rig.AssignAsync(await rig.LeadAsync(), from)
        );
        DraftOrder[] orders =
        [
            await rig.OrderAsync(first, from),
            await rig.OrderAsync(second, from),
        ];
        var batch = new WriteBatch();

        await rig.Get<CascadeDesk>()
            .AddAsync(
                batch,
                EntityKind.Lead,
                [HandoverOf(first, one), HandoverOf(second, other)],
                new Assigning(AssignmentMode.Bulk),
                rig.By(Admin),
                CancellationToken.None
            );
        await rig.CommitAsync(batch);

        Assert.Equal(one, (await rig.FreshAsync(orders[0])).OwnerId);
        Assert.Equal(other, (await rig.FreshAsync(orders[1])).OwnerId);

        Handover HandoverOf(Lead lead, string to) =>
            new(lead.Key, null, new Holder(from, "TM-1"), new Holder(to, "TM-1"));
    }

    [Fact]
    public async Task One_that_somebody_gave_on_since_is_not_taken_back()
    {
        var (from, to, later) = (
            await rig.AgentAsync(),
            await rig.AgentAsync(),
            await rig.AgentAsync()
        );
        var lead = await rig.AssignAsync(await rig.LeadAsync(), from);
        var order = await rig.OrderAsync(lead, from);
        await rig.AssignAsync(lead, to);
        var given = await rig.FreshAsync(order);
        var on = given.HandTo(new Holder(later, "TM-1"), "draft_order.assigned", rig.By(Admin));
        await rig.CommitAsync(new WriteBatch().Replace(DraftOrderStore.Collection, on.Order));

        await UndoAsync(lead);

        Assert.Equal(later, (await rig.FreshAsync(order)).OwnerId);
    }

    private static bool SameVersion(DraftOrder one, DraftOrder other) =>
        (one.Version, one.OwnerId) == (other.Version, other.OwnerId);

    private async Task<AssignmentUndone> UndoAsync(Lead lead) =>
        (
            await rig.Get<EntityAssigning<Lead>>()
                .UndoAsync(lead.Key, dryRun: false, rig.By(Admin), CancellationToken.None)
        ).Value;

    private async Task<IReadOnlyList<string>> SummariesAsync(DraftOrder order)
    {
        var query = new Query(Activities.Collection, Filter.Eq("entity.id", order.DealId))
        {
            Limit = 100,
        };
        var entries = await rig.Store.ListAsync(
            Activities.Collection,
            query,
            CancellationToken.None
        );
        return
        [
            .. entries
                .Where(e => e.Refs?.GetValueOrDefault("draft_order_id") == order.Key)
                .OrderBy(e => e.Id, StringComparer.Ordinal)
                .Select(e => e.Summary),
        ];
    }
}
