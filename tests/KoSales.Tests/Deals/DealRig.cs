using KoSales.Domain.Deals;
using KoSales.Domain.Fields;
using KoSales.Domain.Leads;
using KoSales.Domain.Tasks;
using KoSales.Functions.Deals;
using KoSales.Functions.Entities.Handing;
using KoSales.Functions.Entities.Making;
using KoSales.Functions.Pipelines.Moves;
using KoSales.Tests.Assignment;
using KoSales.Tests.Flows;
using Microsoft.Extensions.DependencyInjection;
using static KoSales.Tests.Assignment.AssignmentRig;

namespace KoSales.Tests.Deals;

/// <summary>Deals beside leads over a real store, without HTTP.</summary>
public class DealRig : FlowRig
{
    private protected override void Add(IServiceCollection services)
    {
        base.Add(services);
        services.AddDeals();
    }

    /// <summary>A new deal of an agent.</summary>
    internal async Task<Deal> DealAsync(string agent, Lead? of = null)
    {
        var input = new EntityInput
        {
            Fields = new Dictionary<string, object?>
            {
                ["title"] = "Humic acid",
                ["lead_id"] = of?.Id.Value,
            },
        };
        var made = await Get<EntityIntake<Deal>>()
            .CreateAsync(input, this.By(Admin), CancellationToken.None);
        var given = await Get<EntityAssigning<Deal>>()
            .AssignAsync(
                made.Value.Entity.Key,
                new AssignEntity { AgentId = agent },
                this.By(Admin),
                CancellationToken.None
            );
        return given.Value;
    }

    internal async Task<Deal> FreshAsync(Deal deal) =>
        (await Store.FindAsync(DealStore.Collection, deal.Key, CancellationToken.None))!;

    /// <summary>Who has the deal, its pipeline and its open task.</summary>
    internal async Task<string?[]> HoldersAsync(Deal deal)
    {
        var fresh = await FreshAsync(deal);
        var pipeline = await Get<StageMoves>().FindAsync(fresh.PipelineId!, CancellationToken.None);
        var tasks = await Store.ListAsync(
            SalesTasks.Collection,
            new Query(
                SalesTasks.Collection,
                Filter.AllOf(Filter.Eq("entity_ref.id", deal.Key), SalesTasks.Open)
            )
            {
                Limit = 10,
            },
            CancellationToken.None
        );
        return [fresh.OwnerId, pipeline!.OwnerId, .. tasks.Select(t => t.OwnerId)];
    }
}
