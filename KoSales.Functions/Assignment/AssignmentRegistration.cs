using KoSales.Domain.Assignment;
using KoSales.Functions.Agents;
using KoSales.Functions.Startup;
using KoSales.Functions.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KoSales.Functions.Assignment;

public static class AssignmentRegistration
{
    public static IServiceCollection AddAssignment(this IServiceCollection services)
    {
        services
            .AddOptions<ClaimSettings>()
            .BindConfiguration(ClaimSettings.Section)
            .Refuse(o => o.Fault());
        services.TryAddSingleton<Workforce>();
        services.TryAddSingleton<Availability>();
        return services
            .AddCollections(
                AgentLoads.Collection,
                AssignmentTurns.Collection,
                HandoverRecord.Collection,
                Claim.Collection,
                Delegation.Collection
            )
            .AddLists(DelegationLists.Delegations)
            .AddContracts(AssignmentContractsJson.Default)
            .AddSingleton<LoadAudit>()
            .AddSingleton<IStartTask, FirstLoads>()
            .AddSingleton<CascadeDesk>()
            .AddSingleton<AutoAssigner>()
            .AddSingleton<ClaimPool>()
            .AddSingleton<ClaimDesk>()
            .AddSingleton<ClaimReturns>()
            .AddSingleton<DelegationRuns>()
            .AddSingleton<TeamMoves>()
            .AddSingleton<IPortfolioMoves>(s => s.GetRequiredService<TeamMoves>())
            .AddSingleton<Departures>()
            .AddSingleton<DepartureDesk>()
            .AddSingleton<LeaveWatch>();
    }
}
