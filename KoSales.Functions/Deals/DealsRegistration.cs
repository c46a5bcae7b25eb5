using KoSales.Domain.Deals;
using KoSales.Functions.Entities;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Deals;

public static class DealsRegistration
{
    public static IServiceCollection AddDeals(this IServiceCollection services) =>
        services
            .AddContracts(DealContractsJson.Default)
            .AddEntity(DealSpecs.Life)
            .AddLists(CohortDealFunctions.Listed)
            .AddBatches<Deal, CreateDeal, EditDeal>()
            .AddIncluded(DealSpecs.List);
}
