using KoSales.Domain.Assignment;
using KoSales.Domain.Loads;
using KoSales.Functions.Agents;
using KoSales.Functions.Assignment.Loads;
using KoSales.Functions.Invariants;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KoSales.Functions.Assignment;

public static class AssignmentRegistration
{
    public static IServiceCollection AddAssignment(this IServiceCollection services)
    {
        services.TryAddSingleton<Workforce>();
        services.TryAddSingleton<Availability>();
        return services
            .AddCollections(
                AgentLoads.Collection,
                AssignmentTurns.Collection,
                HandoverRecord.Collection
            )
            .AddContracts(AssignmentContractsJson.Default)
            .AddSingleton<LoadAudit>()
            .AddSingleton<IInvariant, LoadInvariant>()
            .AddSingleton<IStartTask, FirstLoads>()
            .AddSingleton<CascadeDesk>()
            .AddSingleton<AutoAssigner>();
    }
}
