using KoSales.Domain.Assignment;
using KoSales.Functions.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Assignment;

public static class AssignmentRegistration
{
    public static IServiceCollection AddAssignment(this IServiceCollection services) => services
        .AddCollections(AgentLoads.Collection, HandoverRecord.Collection)
        .AddContracts(AssignmentContractsJson.Default)
        .AddSingleton<LoadAudit>()
        .AddSingleton<CascadeDesk>();
}
