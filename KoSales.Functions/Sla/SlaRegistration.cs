using KoSales.Domain.Sla;
using KoSales.Functions.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Sla;

public static class SlaRegistration
{
    /// <summary>After AddCalendars.</summary>
    public static IServiceCollection AddSla(this IServiceCollection services) => services
        .AddCollections(SlaPolicies.Collection)
        .AddContracts(SlaPolicyContractsJson.Default)
        .AddLists(SlaPolicyLists.Policies)
        .AddSingleton<PolicyBook>()
        .AddSingleton<SlaPolicyDesk>();
}
