using KoSales.Domain.Deals;
using KoSales.Functions.Entities;
using KoSales.Functions.Entities.Changing;
using KoSales.Functions.Rules;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Deals;

public static class DealsRegistration
{
    public static IServiceCollection AddDeals(this IServiceCollection services) =>
        services
            .AddContracts(DealContractsJson.Default)
            .AddEntity(DealSpecs.Life)
            .AddSingleton<IEntityFollower<Deal>, DealParties>()
            .AddDealTotals()
            .AddLists(CohortDealFunctions.Listed)
            .AddBatches<Deal, CreateDeal, EditDeal>()
            .AddIncluded(DealSpecs.List);

    /// <summary>What rules about those that deals name may ask of their deals.</summary>
    public static IServiceCollection AddDealTotals(this IServiceCollection services)
    {
        foreach (var reference in DealSpecs.Life.References)
            services.AddSingleton<IRuleRelation>(s => new DealRuleRelation(
                s.GetRequiredService<IDocumentStore>(),
                reference
            ));
        return services;
    }
}
